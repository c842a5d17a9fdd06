"""Count answers: in memory at once, in the database every few seconds. An answer never waits for it or fails by it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot import Reply
from services_db.local_time import WENZHOU_TIME
from services_db.state.daily_counts import DailyCounts, Key

_log = structlog.get_logger("xiaoou")
FLUSH_SECONDS: Final = 5.0
MILLISECONDS: Final = (10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
"""Upper ends of the classes of response times; what takes longer is in the last, `inf`."""
_MOST_PENDING: Final = 10_000


class Counting:
    """Counts for one process; `clock` gives the moment, which decides the day in Wenzhou."""

    def __init__(self, counts: DailyCounts | None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._counts = counts
        self._clock = clock
        self._pending: Counter[Key] = Counter()
        self._lock = threading.Lock()

    def answered(self, channel: str, reply: Reply, milliseconds: float) -> None:
        """Count one answer: how it ended, by which door, about what, for where, and how long it took."""
        if self._counts is None:
            return
        day = self._clock().astimezone(WENZHOU_TIME).date().isoformat()
        told: list[tuple[str, str]] = [("status", reply.status.value), ("channel", channel)]
        told.append(("milliseconds", duration_class(milliseconds)))
        for measure, label in (("crisis", reply.safety), ("county", reply.district), ("facet", reply.facet)):
            if label:
                told.append((measure, label))
        if reply.services:
            told.append(("service", reply.services[0].id))
        with self._lock:
            for measure, label in told:
                self._pending[day, measure, label] += 1
            self._pending[day, "milliseconds_sum", ""] += round(milliseconds)

    def flush(self) -> None:
        """Write what is pending; what cannot be written now is kept for the next time, up to a limit."""
        with self._lock:
            taken, self._pending = self._pending, Counter()
        if self._counts is None or not taken:
            return
        try:
            self._counts.add(taken)
        except SQLAlchemyError as error:
            _log.warning("counting_failed", error=type(error).__name__)
            with self._lock:
                if len(self._pending) + len(taken) <= _MOST_PENDING:
                    self._pending.update(taken)

    async def keep_flushing(self) -> None:
        """Write every few seconds, in a thread, and once more at the end."""
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                await asyncio.to_thread(self.flush)
        finally:
            with contextlib.suppress(RuntimeError):
                self.flush()


def duration_class(milliseconds: float) -> str:
    """The class of a response time, named by its upper end."""
    return next((str(end) for end in MILLISECONDS if milliseconds <= end), "inf")
