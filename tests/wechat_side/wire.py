"""Carries pushes over real sockets, a connection each, as WeChat's come through a reverse proxy; cheap for its sender.

httpx's pool looks at every connection for every request: with a thousand at once it took 41 s of processor time to
the gateway's 4, and the figures were its own. A connection for each push also leaves no idle one that the gateway
closes, after its five seconds, just as the next push goes out on it (httpx then says ReadError).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

_SECONDS = 30


@dataclass(frozen=True)
class Came:
    """What came back, named as httpx names it."""

    status_code: int
    text: str


class Wire:
    """Posts to one gateway."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def post(
        self, path: str, *, params: Mapping[str, str], content: bytes, headers: Mapping[str, str] | None = None
    ) -> Came:
        async with self._session.post(path, params=params, data=content, headers=headers) as response:
            return Came(response.status, await response.text())


@asynccontextmanager
async def wire(base: str) -> AsyncIterator[Wire]:
    """To the gateway at this address, with as many connections as there are pushes."""
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    timeout = aiohttp.ClientTimeout(_SECONDS)
    async with aiohttp.ClientSession(base, connector=connector, timeout=timeout) as session:
        yield Wire(session)
