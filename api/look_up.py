"""GET /api/search: everything the catalogue knows, in one list."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from bot import clean_text
from services_db import Catalogue


def look_up_router(catalogue: Catalogue) -> APIRouter:
    """The route of the search."""
    router = APIRouter(prefix="/api")

    @router.get("/search")
    async def search(
        q: Annotated[str, Query(max_length=200)] = "",
        district: Annotated[str | None, Query(max_length=20)] = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> dict[str, Any]:
        query = clean_text(q)
        return {"query": query, "results": [asdict(hit) for hit in catalogue.search(query, limit)]}

    return router
