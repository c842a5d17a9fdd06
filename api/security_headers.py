"""Headers that keep a page to itself: no foreign scripts, no foreign frames, no sniffing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def page_policy(leave_to: str = "", framed_by: Sequence[str] = ()) -> str:
    """A Content-Security-Policy: own files only.

    `leave_to` is the origin that a form may lead to after "quick leave"; `framed_by` the origins that may embed it.
    """
    leads_to = f"'self' {leave_to}".strip()
    ancestors = " ".join(framed_by) or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"form-action {leads_to}; base-uri 'none'; frame-ancestors {ancestors}"
    )


_HEADERS: Final = {
    "Content-Security-Policy": page_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(), payment=(), usb=()",
}


class SecurityHeaders:
    """ASGI middleware: adds the headers to every response that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; put the headers on the response's start."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
