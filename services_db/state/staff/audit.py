"""Who changed what, when, from what to what. Rows are only ever added."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select

from services_db.state.staff.tables import audit


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change; `at` in seconds since 1970, `before` and `after` as text, None for nothing."""

    id: int
    at: float
    who: str
    what: str
    subject: str
    before: str | None
    after: str | None


def record(
    connection: Connection,
    *,
    at: float,
    who: str,
    what: str,
    subject: str,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Write a change down in the transaction that makes it, so that there is never one without the other."""
    row = {"at": at, "who": who, "what": what, "subject": subject, "before": before, "after": after}
    connection.execute(insert(audit), row)


class AuditLog:
    """Reads the log, and writes what is no change of a table of ours; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, who: str, what: str, subject: str, before: str | None = None, after: str | None = None) -> None:
        """Write down what happened now, in a transaction of its own."""
        with self._engine.begin() as connection:
            record(connection, at=self._clock(), who=who, what=what, subject=subject, before=before, after=after)

    def entries(self, limit: int = 100, older_than: int | None = None, subject: str | None = None) -> list[AuditEntry]:
        """The latest entries, newest first; `older_than` an entry's id turns the page, `subject` narrows."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if older_than is not None:
            query = query.where(audit.c.id < older_than)
        if subject is not None:
            query = query.where(audit.c.subject == subject)
        with self._engine.connect() as connection:
            return [AuditEntry(**row._mapping) for row in connection.execute(query)]
