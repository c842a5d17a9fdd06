"""The access token: one for all processes, fetched by one of them, renewed before it ends, kept encrypted."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from api.wechat.bookkeeping import Bookkeeping
from api.wechat.errors import ApiBusy
from services_db.state import SharedToken

Fetch = Callable[[bool], Awaitable[tuple[str, float]]]
_EARLY: Final = 300.0
_LEASE: Final = 15.0
_POLL: Final = 0.2
_FORCE_EVERY: Final = 60.0


class Tokens:
    """`fetch(force)` asks WeChat and gives (token, seconds it lives); `key` encrypts what the database keeps."""

    def __init__(self, books: Bookkeeping, key: bytes, fetch: Fetch, clock: Callable[[], float] = time.time) -> None:
        self._books = books
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"wechat access token" + key).digest()))
        self._fetch = fetch
        self._clock = clock
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = asyncio.Lock()
        self._known, self._expires, self._renew_at = "", 0.0, 0.0
        self._forced_at = 0.0

    async def get(self) -> str:
        """A token that works; raises ApiError when WeChat gives none."""
        now = self._clock()
        if self._known and (now < self._renew_at or (self._lock.locked() and now < self._expires)):
            return self._known
        async with self._lock:
            if self._known and self._clock() < self._renew_at:
                return self._known
            return await self._current(rejected="")

    async def renew(self, rejected: str) -> str:
        """Another token after WeChat rejected this one; several callers at once cost one request."""
        async with self._lock:
            if self._known != rejected and self._clock() < self._expires:
                return self._known
            self._known = ""
            return await self._current(rejected)

    async def _current(self, rejected: str) -> str:
        """The shared token if it is good, else a new one fetched by whoever gets the lease."""
        for _ in range(int(_LEASE / _POLL) + 1):
            shared = await self._books.run_or(SharedToken(None, 0.0, 0.0), self._books.token.load)
            token = self._unsealed(shared)
            if token and token != rejected and shared.expires_at - _EARLY > self._clock():
                return self._keep(token, shared.expires_at, shared.expires_at - _EARLY)
            if await self._books.run_or(True, self._books.token.lease, self._owner, self._clock(), _LEASE):
                return await self._fetch_one(rejected, shared.forced_at)
            if token and token != rejected and shared.expires_at > self._clock() + _POLL:
                return token
            await asyncio.sleep(_POLL)
        raise ApiBusy("another process does not get a token either", _LEASE)

    async def _fetch_one(self, rejected: str, forced_at: float) -> str:
        now, forced = self._clock(), None
        try:
            token, seconds = await self._fetch(False)
            if token == rejected:
                # The stable interface gives the same token again until it is forced; that is allowed 20 times a day.
                if now - max(forced_at, self._forced_at) < _FORCE_EVERY:
                    raise ApiBusy("the token is rejected, and a new one was forced a moment ago", _FORCE_EVERY)
                self._forced_at = forced = now
                token, seconds = await self._fetch(True)
        except BaseException:
            await self._books.run_or(None, self._books.token.release, self._owner)
            raise
        sealed = self._fernet.encrypt(token.encode()).decode()
        await self._books.run_or(None, self._books.token.save, self._owner, sealed, now + seconds, forced)
        return self._keep(token, now + seconds, now + seconds - min(_EARLY, seconds / 4))

    def _keep(self, token: str, expires: float, renew_at: float) -> str:
        self._known, self._expires, self._renew_at = token, expires, renew_at
        return token

    def _unsealed(self, shared: SharedToken) -> str:
        try:
            return self._fernet.decrypt(shared.sealed.encode()).decode() if shared.sealed else ""
        except InvalidToken:
            return ""
