"""GET /api/clauses/{id}: a clause's words, so that a page can open them in place."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel

from services_db import PLAN_TITLES, Catalogue, ClauseNotFound


class ClauseWords(BaseModel):
    """One clause as a reader meets it."""

    id: str
    label: str
    plan: str
    section: str
    text: str
    url: str


def clauses_router(catalogue: Catalogue) -> APIRouter:
    """The route of the clauses."""
    router = APIRouter(prefix="/api")

    @router.get("/clauses/{clause_id}")
    async def clause_words(clause_id: str, response: Response) -> ClauseWords:
        try:
            clause = catalogue.clause(clause_id)
        except ClauseNotFound:
            raise HTTPException(404) from None
        response.headers["Cache-Control"] = "public, max-age=3600"
        return ClauseWords(
            id=clause.id,
            label=clause.label,
            plan=PLAN_TITLES[clause.plan],
            section=clause.section,
            text=clause.text,
            url=f"/plans/{clause.id}",
        )

    return router
