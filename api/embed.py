"""GET /embed.js: the one script tag with which another site shows 小瓯; GET /embed is what it frames."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.assets import Assets

_TEN_MINUTES: Final = "public, max-age=600"


def embed_router(assets: Assets) -> APIRouter:
    """The route of the script. Anybody may fetch it; only EMBED_ORIGINS may frame what it opens."""
    router = APIRouter()

    @router.get("/embed.js")
    async def widget() -> FileResponse:
        headers = {"Cache-Control": _TEN_MINUTES}
        return FileResponse(assets.directory / "embed.js", media_type="text/javascript", headers=headers)

    return router
