"""Refuse bodies that no honest message needs, before they are read into memory, and those that never end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import refusal

MAX_BODY_BYTES: Final = 16 * 1024
MAX_BODY_SECONDS: Final = 10.0
LARGER_BODIES: Final = MappingProxyType({"/staff/": 256 * 1024, "/staff/content/import": 8 * 1024 * 1024})
"""Paths whose forms are longer: a whole service with its facts is, and a directory of places."""


class BodyLimit:
    """ASGI middleware: 413 for a body over the limit, announced or not; 408 for one that dawdles.

    Leaves in the scope when the request came in (`xiaoou.received`, of the monotonic clock).
    """

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int = MAX_BODY_BYTES,
        max_seconds: float = MAX_BODY_SECONDS,
        larger: Mapping[str, int] = LARGER_BODIES,
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger
        self._max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit, then hand it on whole."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        most = max((n for path, n in self._larger.items() if scope["path"].startswith(path)), default=self._max_bytes)
        scope["xiaoou.received"] = time.monotonic()
        try:
            async with asyncio.timeout(self._max_seconds):
                body = await self._read(receive, most)
        except TimeoutError:
            await _hanging_up(refusal("too_slow"))(scope, receive, send)
            return
        if body is None:
            return
        if len(body) > most:
            await _hanging_up(refusal("too_large"))(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive, most: int) -> bytes | None:
        """The body, or as much of it as shows that it is too large; None when whoever sends it is gone."""
        chunks: list[bytes] = []
        size = 0
        while size <= most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if not message.get("more_body"):
                break
        return b"".join(chunks)


def _hanging_up(response: JSONResponse) -> JSONResponse:
    """The rest of the body is not waited for."""
    response.headers["Connection"] = "close"
    return response


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
