"""GET /healthz: alive. GET /readyz: 200 only when the model is warm and the catalogue is open."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.starting import Starting
from services_db import Catalogue

_MODEL: Final = {
    "ready": "ready",
    "starting": "still loading: until then crisis replies and catalogue look-ups answer",
    "failed": "missing or damaged: only crisis replies and catalogue look-ups answer",
}


def health_router(starting: Starting, catalogue: Catalogue | None) -> APIRouter:
    """The routes that operators and load balancers ask."""
    router = APIRouter()

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        parts = {
            "model": _MODEL[starting.state],
            "catalogue": "ready" if catalogue else "missing or damaged: only crisis replies answer",
        }
        is_ready = starting.state == "ready" and catalogue is not None
        body = {"status": "ready" if is_ready else "not ready", **parts}
        return JSONResponse(body, status_code=200 if is_ready else 503)

    return router
