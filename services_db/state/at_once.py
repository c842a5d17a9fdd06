"""Ask the database in the event loop while nobody else writes to it, and in a thread while somebody does.

A hop into a thread and back costs as much as a small transaction, and a thread beside a busy loop waits for Python's
lock at every statement. So a store is asked where the caller stands, by an engine that gives up after a millisecond;
only then does a thread wait, so that everybody else is answered meanwhile. The figures stand in docs/performance.md.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from services_db.database import is_busy, less_patient

S = TypeVar("S")
T = TypeVar("T")

QUICK_MS: Final = 1
PATIENCE_MS: Final = 300
REST_SECONDS: Final = 1.0


class StillBusy(SQLAlchemyError):
    """Another process has been writing for longer than an answer can wait."""


class AtOnce(Generic[S]):
    """One store twice: `quick` for the event loop (None: always a thread), `patient` for a thread.

    Calls from one event loop keep their order. When waiting was in vain, nobody waits again for a second.
    """

    def __init__(self, quick: S | None, patient: S) -> None:
        self._quick = quick
        self._patient = patient
        self._threads: ThreadPoolExecutor | None = None
        self._waiting = 0
        self._resting_until = 0.0

    @classmethod
    def on(cls, engine: Engine, make: Callable[[Engine], S]) -> AtOnce[S]:
        """A store on a database; only a SQLite file is asked in the loop, because another database is far away."""
        if engine.dialect.name != "sqlite":
            return cls(None, make(engine))
        return cls(make(less_patient(engine, QUICK_MS)), make(less_patient(engine, PATIENCE_MS)))

    async def run(self, work: Callable[[S], T]) -> T:
        """What `work` gives for the store; raises SQLAlchemyError, StillBusy for a database that stays locked."""
        if self._quick is not None and not self._waiting:
            self._raise_while_resting()
            try:
                return work(self._quick)
            except OperationalError as error:
                if not is_busy(error):
                    raise
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1 if self._quick is not None else 4, thread_name_prefix="state")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._wait, work)
        finally:
            self._waiting -= 1

    def _wait(self, work: Callable[[S], T]) -> T:
        self._raise_while_resting()
        try:
            return work(self._patient)
        except OperationalError as error:
            if not is_busy(error):
                raise
            self._resting_until = time.monotonic() + REST_SECONDS
            raise StillBusy from error

    def _raise_while_resting(self) -> None:
        if time.monotonic() < self._resting_until:
            raise StillBusy
