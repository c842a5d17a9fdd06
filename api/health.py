"""GET /healthz: alive. GET /readyz: 200 only when the model is warm and the catalogue is open."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bot import Bot
from services_db import Catalogue


def health_router(bot: Bot, catalogue: Catalogue | None) -> APIRouter:
    """The routes that operators and load balancers ask."""
    router = APIRouter()

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        parts = {
            "model": "ready" if bot.ready else "missing or damaged: only crisis replies and catalogue look-ups answer",
            "catalogue": "ready" if catalogue else "missing or damaged: only crisis replies answer",
        }
        is_ready = bot.ready and catalogue is not None
        body = {"status": "ready" if is_ready else "not ready", **parts}
        return JSONResponse(body, status_code=200 if is_ready else 503)

    return router
