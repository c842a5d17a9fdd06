"""Open data's manners: readable from any origin, by GET, HEAD and OPTIONS only, with validators for caches."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.hsds_errors import refusal

METHODS: Final = "GET, HEAD, OPTIONS"
CACHE_CONTROL: Final = "public, max-age=300"
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": METHODS,
}
_TAG: Final = re.compile(r'(?:W/)?"[^"]*"')


class OpenAccess:
    """ASGI middleware around the open data: CORS on every answer, other methods refused, HEAD as GET without a body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what needs no data; hand GET on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method, opened = scope["method"], _opening(send)
        if method == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, opened)
        elif method not in ("GET", "HEAD"):
            await refusal("method", headers={"Allow": METHODS})(scope, receive, opened)
        else:
            bodiless = _without_body(opened) if method == "HEAD" else opened
            await self._app({**scope, "method": "GET"}, receive, bodiless)


def _opening(send: Send) -> Send:
    async def opened(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_OPEN)
        await send(message)

    return opened


def _without_body(send: Send) -> Send:
    async def bodiless(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return bodiless


def validated(request: Request, body: bytes, media_type: str = "application/json") -> Response:
    """The body with its ETag; 304 without it when the asker has it already."""
    tag = _tag(body)
    return _not_modified(request, tag) or Response(body, media_type=media_type, headers=_validators(tag))


def streamed(request: Request, version: str, chunks: Iterator[bytes]) -> Response:
    """A body that is sent as it is made; `version` changes whenever the body would."""
    tag = _tag(f"{version}?{request.url}".encode())
    return _not_modified(request, tag) or StreamingResponse(
        chunks, media_type="application/x-ndjson", headers=_validators(tag)
    )


def _tag(content: bytes) -> str:
    """Weak, because the gateway may compress the body on its way."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


def _not_modified(request: Request, tag: str) -> Response | None:
    asked = request.headers.get("if-none-match", "")
    known = {held.removeprefix("W/") for held in _TAG.findall(asked)}
    if asked.strip() != "*" and tag.removeprefix("W/") not in known:
        return None
    return Response(status_code=304, headers=_validators(tag))


def _validators(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": CACHE_CONTROL}
