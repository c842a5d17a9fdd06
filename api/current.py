"""Keep a running gateway on what is published: ask once a second, away from every request.

No answer waits for it. While the database cannot be read, the gateway goes on with the catalogue that it has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from services_db import Catalogue, CatalogueUnavailable

_log = structlog.get_logger("xiaoou")
SECONDS: Final = 1.0


class PerEdition:
    """An ASGI application made of the catalogue; made anew, in a thread, when the catalogue has changed."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._app = make()

    def renew(self) -> None:
        """Make the application anew; requests in flight end in the old one."""
        self._app = self._make()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on to the application of now."""
        await self._app(scope, receive, send)


async def keep_current(catalogue: Catalogue, renew: Callable[[], None] = lambda: None, every: float = SECONDS) -> None:
    """Take in what other processes publish or build, for as long as the task lives."""
    edition = catalogue.edition
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(catalogue.refresh)
            if catalogue.edition != edition:
                edition = catalogue.edition
                await asyncio.to_thread(renew)
                _log.info("catalogue_renewed")
        except CatalogueUnavailable as error:
            _log.warning("catalogue_not_refreshed", reason=error.reason[:200])
