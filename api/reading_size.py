"""POST /elder: the elder mode, on or off, kept in a cookie so that every page is drawn in it from the first byte."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.templating import ELDER_COOKIE

_A_YEAR: Final = 365 * 24 * 3600


def reading_size_router() -> APIRouter:
    """The route of the switch. It changes nothing but the looks, so it asks for no token."""
    router = APIRouter()

    @router.post("/elder")
    async def switch(
        request: Request, on: Annotated[str, Form()] = "", back: Annotated[str, Form(max_length=200)] = "/"
    ) -> Response:
        response = RedirectResponse(_own_path(back), 303)
        if on == "1":
            secure = request.url.scheme == "https"
            response.set_cookie(ELDER_COOKIE, "1", max_age=_A_YEAR, httponly=True, samesite="lax", secure=secure)
        else:
            response.delete_cookie(ELDER_COOKIE)
        return response

    return router


def _own_path(path: str) -> str:
    """The path when it is one of ours, else the start."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
