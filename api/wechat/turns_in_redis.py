"""Turns in Redis: quicker than a database that writes, and shared by several machines; what must last stays there."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.wechat.bookkeeping import Bookkeeping
from api.wechat.redis_scripts import AWAIT, BEGIN, FINISH, FORGET, LOOK, RENEW, TAKE, TAKE_OVER
from api.wechat.turns import Turns, TurnsInDatabase
from services_db.state import Begun, Turn

_log = structlog.get_logger("xiaoou")
_PREFIX: Final = "xiaoou:wechat:"
_KEPT_SECONDS: Final = 900
_PATIENCE: Final = 0.5
_REST: Final = 3.0
_MOST_ELSEWHERE: Final = 10_000
_MOST_CONNECTIONS: Final = 64


class TurnsInRedis:
    """Claims and answers for repeats in Redis, a quarter of an hour; pages and late answers in the database.

    When Redis does not answer within half a second, turns go through the database until it does again.
    """

    def __init__(self, redis: Redis[str], books: Bookkeeping, prefix: str = _PREFIX) -> None:
        self._redis = redis
        self._books = books
        self._database: Turns = TurnsInDatabase(books)
        self._prefix = prefix
        self._scripts = {text: redis.register_script(text) for text in (BEGIN, FINISH, FORGET, LOOK, RENEW, TAKE)}
        self._scripts |= {text: redis.register_script(text) for text in (AWAIT, TAKE_OVER)}
        self._elsewhere: OrderedDict[str, None] = OrderedDict()
        self._resting_until = 0.0

    @classmethod
    def at(cls, url: str, books: Bookkeeping) -> TurnsInRedis:
        """At the address of REDIS_URL; connects when first used."""
        patience = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
        return cls(Redis.from_url(url, decode_responses=True, max_connections=_MOST_CONNECTIONS, **patience), books)

    async def begin(self, key: str, user: str, owner: str, now: float, lease: float) -> Begun:
        """As `Turns` says."""
        keys = [self._turn(key), self._user(user)]
        found = await self._run(BEGIN, keys, key, owner, now, now + lease, _KEPT_SECONDS, self._turn(""))
        if found is None:
            self._elsewhere[key] = None
            if len(self._elsewhere) > _MOST_ELSEWHERE:
                self._elsewhere.popitem(last=False)
            return await self._database.begin(key, user, owner, now, lease)
        claimed, unfinished, *turn = found
        if not claimed:
            return Begun(_turn(key, turn))
        kept = await self._books.run_or(Begun(None), self._books.turns.kept_for, user, now)
        return Begun(None, kept.waiting, kept.pages, unfinished or None)

    async def look(self, key: str, known: Turn | None = None) -> Turn | None:
        """As `Turns` says."""
        if key in self._elsewhere:
            return await self._database.look(key, known)
        found = await self._run(LOOK, [self._turn(key)])
        return known if found is None else _turn(key, found) if found else None

    async def await_until(self, key: str, until: float) -> None:
        """As `Turns` says."""
        if key in self._elsewhere:
            await self._database.await_until(key, until)
        else:
            await self._run(AWAIT, [self._turn(key)], until)

    async def renew(self, keys: list[str], owner: str, until: float) -> None:
        """As `Turns` says."""
        here = [self._turn(key) for key in keys if key not in self._elsewhere]
        elsewhere = [key for key in keys if key in self._elsewhere]
        if here:
            await self._run(RENEW, here, owner, until)
        if elsewhere:
            await self._database.renew(elsewhere, owner, until)

    async def take_over(self, key: str, owner: str, now: float, lease: float) -> bool:
        """As `Turns` says."""
        if key in self._elsewhere:
            return await self._database.take_over(key, owner, now, lease)
        taken = await self._run(TAKE_OVER, [self._turn(key)], owner, now, now + lease)
        return taken is None or bool(taken)

    async def finish(
        self,
        key: str,
        user: str,
        answer: str,
        taken_by: str | None,
        told: tuple[str, ...],
        more: str | None,
        now: float,
    ) -> float:
        """As `Turns` says."""
        if key in self._elsewhere:
            return await self._database.finish(key, user, answer, taken_by, told, more, now)
        if told or more is not None:
            await self._books.run_or(None, self._books.turns.settle, user, told, more, now)
        awaited = await self._run(FINISH, [self._turn(key)], answer, taken_by or "", _KEPT_SECONDS)
        return float(awaited or 0.0)

    async def take(self, key: str, taken_by: str, otherwise: bool) -> bool:
        """As `Turns` says."""
        if key in self._elsewhere:
            return await self._database.take(key, taken_by, otherwise)
        taken = await self._run(TAKE, [self._turn(key)], taken_by)
        return otherwise if taken is None else bool(taken)

    async def forget_user(self, user: str) -> None:
        """As `Turns` says."""
        await self._run(FORGET, [self._user(user)], self._turn(""), _KEPT_SECONDS)
        await self._database.forget_user(user)

    async def forget_before(self, turns: float, kept: float) -> None:
        """Redis forgets by itself; the database has pages, and turns from when Redis was away."""
        await self._database.forget_before(turns, kept)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.close(close_connection_pool=True)

    async def _run(self, script: str, keys: list[str], *arguments: Any) -> Any:
        """What the script gives; None when Redis does not answer now."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            async with asyncio.timeout(2 * _PATIENCE):
                return await self._scripts[script](keys, arguments)
        except (RedisError, OSError, TimeoutError) as error:
            # Whoever comes next should not wait for the same silence again.
            self._resting_until = time.monotonic() + _REST
            _log.warning("wechat_redis_away", error=type(error).__name__)
            return None

    def _turn(self, key: str) -> str:
        return f"{self._prefix}turn:{key}"

    def _user(self, user: str) -> str:
        return f"{self._prefix}user:{user}"


def _turn(key: str, fields: list[str]) -> Turn:
    """A turn out of owner, lease, awaited, answer and taken; empty words stand for what is not there."""
    owner, lease, awaited, answer, taken = fields
    return Turn(key, owner, float(lease or 0), float(awaited or 0), answer or None, taken or None)
