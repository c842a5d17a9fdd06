"""The door's tables, asked in a thread and never for long: whatever the database does, citizens are answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

from api.wechat.errors import BookkeepingFailed
from services_db import CatalogueUnavailable
from services_db.database import migrate, open_engine
from services_db.state import WechatOutbox, WechatQuota, WechatToken, WechatTurns

T = TypeVar("T")
_log = structlog.get_logger("xiaoou")
_BUSY_MS: Final = 1000
_PATIENCE: Final = 20.0
_REST: Final = 3.0


class Bookkeeping:
    """Turns, outbox, allowances and the shared token of one account, in one database."""

    def __init__(self, engine: Engine, app_id: str) -> None:
        self.turns = WechatTurns(engine)
        self.outbox = WechatOutbox(engine)
        self.quota = WechatQuota(engine)
        self.token = WechatToken(engine, app_id)
        # SQLite takes one writer at a time anyway; a queue of one is fairer than five threads at its lock.
        self._threads = ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else 4, thread_name_prefix="wechat")
        self._resting_until = 0.0

    @classmethod
    def open(cls, database_url: str, app_id: str) -> Bookkeeping:
        """On the gateway's database; in this process's memory when that cannot be used."""
        try:
            engine = _impatient(open_engine(database_url))
            migrate(engine)
        except (CatalogueUnavailable, SQLAlchemyError, OSError) as error:
            _log.error("wechat_bookkeeping_in_memory", error=type(error).__name__)
            engine = open_engine("sqlite://")
            migrate(engine)
        return cls(engine, app_id)

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What one call on a table gives; raises BookkeepingFailed, soon when the database is locked."""
        loop = asyncio.get_running_loop()
        try:
            # asyncio.wait_for of Python 3.11 may swallow a cancellation, and a chore would never end.
            async with asyncio.timeout(_PATIENCE):
                return await loop.run_in_executor(self._threads, self._call, work, arguments)
        except (SQLAlchemyError, TimeoutError) as error:
            _log.warning("wechat_bookkeeping_failed", error=type(error).__name__)
            raise BookkeepingFailed(type(error).__name__) from error

    async def run_or(self, otherwise: T, work: Callable[..., T], *arguments: Any) -> T:
        """The same, with something to go on with when it fails."""
        try:
            return await self.run(work, *arguments)
        except BookkeepingFailed:
            return otherwise

    def _call(self, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        if time.monotonic() < self._resting_until:
            raise BookkeepingFailed("the database failed a moment ago")
        try:
            return work(*arguments)
        except SQLAlchemyError:
            # Whoever queues behind should not wait for the same lock again, one second each.
            self._resting_until = time.monotonic() + _REST
            raise

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _impatient(engine: Engine) -> Engine:
    """Five seconds are WeChat's whole patience: a locked SQLite file must fail sooner."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}"))
    return engine
