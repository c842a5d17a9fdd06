"""How often what happened, by day: numbers without text and without anybody's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

metadata = MetaData()

daily_count: Final = Table(
    "daily_count",
    metadata,
    Column("day", String, primary_key=True, doc="ISO 8601, in Wenzhou"),
    Column("measure", String, primary_key=True, doc="what is counted: status, crisis, service …"),
    Column("label", String, primary_key=True, doc="which one of these"),
    Column("n", Integer, nullable=False),
)

_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
Key = tuple[str, str, str]
"""Day, measure, label."""


@dataclass(frozen=True, slots=True)
class Count:
    """One number: so many of a label of a measure on a day."""

    day: date
    measure: str
    label: str
    n: int


class DailyCounts:
    """Adds to the counters and reads them; several processes add to the same ones."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, counted: Mapping[Key, int]) -> None:
        """Add many numbers in one transaction."""
        if not counted:
            return
        insert = _INSERTS[self._engine.dialect.name](daily_count)
        added = insert.on_conflict_do_update(
            index_elements=["day", "measure", "label"], set_={"n": daily_count.c.n + insert.excluded.n}
        )
        rows = [
            {"day": day, "measure": measure, "label": label, "n": n} for (day, measure, label), n in counted.items()
        ]
        with self._engine.begin() as connection:
            connection.execute(added, rows)

    def between(self, first: date, last: date) -> list[Count]:
        """Every number of these days, both included."""
        c = daily_count.c
        query = select(daily_count).where(c.day.between(first.isoformat(), last.isoformat())).order_by(c.day, c.label)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Count(date.fromisoformat(row.day), row.measure, row.label, row.n) for row in rows]

    def totals(self) -> dict[tuple[str, str], int]:
        """Of every measure and label, all days together."""
        c = daily_count.c
        query = select(c.measure, c.label, func.sum(c.n).label("n")).group_by(c.measure, c.label)
        with self._engine.connect() as connection:
            return {(row.measure, row.label): int(row.n) for row in connection.execute(query)}
