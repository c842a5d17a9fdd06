"""How often somebody tried to sign in: counted in the database, so that two processes count together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Engine, case, delete
from sqlalchemy.dialects import postgresql, sqlite

from services_db.state.staff.tables import throttle

WINDOW_SECONDS: Final = 900.0
_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Throttle:
    """Counts tries of a subject within a quarter of an hour; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def wait_seconds(self, subject: str, allowed: int) -> float:
        """Count one more try; 0 while they are allowed, else how long to wait.

        Counting and judging are one statement: of two processes that try at once, one counts after the other.
        """
        now = self._clock()
        began = now - WINDOW_SECONDS
        over = throttle.c.since <= began
        insert = _INSERTS[self._engine.dialect.name]
        counted = (
            insert(throttle)
            .values(subject=subject, since=now, tries=1)
            .on_conflict_do_update(
                index_elements=[throttle.c.subject],
                set_={
                    "since": case((over, now), else_=throttle.c.since),
                    "tries": case((over, 1), else_=throttle.c.tries + 1),
                },
            )
            .returning(throttle.c.since, throttle.c.tries)
        )
        with self._engine.begin() as connection:
            row = connection.execute(counted).one()
            connection.execute(delete(throttle).where(throttle.c.since <= began))
        return max(0.0, row.since + WINDOW_SECONDS - now) if row.tries > allowed else 0.0

    def forgive(self, subject: str) -> None:
        """Count from nothing again."""
        with self._engine.begin() as connection:
            connection.execute(delete(throttle).where(throttle.c.subject == subject))
