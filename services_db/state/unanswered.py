"""Questions that we could not answer, masked and without a name, until a person has said what they were about.

No key leads from a row to a person or a conversation. Disclosures of danger are never put here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

metadata = MetaData()

unanswered: Final = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False, index=True, doc="seconds since 1970, as all times here"),
    Column("channel", String, nullable=False),
    Column("reason", String, nullable=False, doc="one of REASONS"),
    Column("question", Text, nullable=False, doc="masked"),
    Column("offered", Text, nullable=False, doc="JSON list of service ids, best first"),
    Column("verdict", String, doc="one of VERDICTS; NULL until somebody has looked"),
    Column("target", String, doc="the service's id, or what kind of not ours"),
    Column("facet", String),
    Column("reviewed_by", String),
    Column("reviewed_at", Float),
    Column("exported_at", Float, doc="when it was written out as training data"),
)

REASONS: Final = ("clarify", "out_of_scope", "unavailable", "not_helped", "wrong")
REVIEWS: Final = ("service", "not_ours", "noise")
_SECONDS_PER_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `target` and `facet` are what a person gave it, None before."""

    id: int
    at: float
    channel: str
    reason: str
    question: str
    offered: tuple[str, ...]
    verdict: str | None = None
    target: str | None = None
    facet: str | None = None
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a person says of a group of questions."""

    verdict: str
    target: str | None
    facet: str | None
    by: str


class Unanswered:
    """Takes questions in, shows them, and remembers what people say of them; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, channel: str, reason: str, question: str, offered: Sequence[str] = ()) -> None:
        """Store a masked question."""
        with self._engine.begin() as connection:
            put_question(connection, self._clock(), channel, reason, question, offered)

    def waiting(self, limit: int = 1000) -> list[Question]:
        """The newest questions that nobody has looked at."""
        query = select(unanswered).where(unanswered.c.verdict.is_(None)).order_by(unanswered.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_question(row) for row in connection.execute(query)]

    def count_waiting(self) -> int:
        """How many nobody has looked at."""
        query = select(func.count()).select_from(unanswered).where(unanswered.c.verdict.is_(None))
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def review(self, numbers: Sequence[int], review: Review) -> int:
        """Remember what somebody said of these questions, where nobody had before; how many those were."""
        values = {
            "verdict": review.verdict,
            "target": review.target,
            "facet": review.facet,
            "reviewed_by": review.by,
            "reviewed_at": self._clock(),
        }
        these = unanswered.c.id.in_(numbers) & unanswered.c.verdict.is_(None)
        with self._engine.begin() as connection:
            return int(connection.execute(update(unanswered).where(these).values(**values)).rowcount)

    def to_export(self) -> list[Question]:
        """What was reviewed as a service or as not ours, and not written out yet; oldest first."""
        these = unanswered.c.verdict.in_(("service", "not_ours")) & unanswered.c.exported_at.is_(None)
        query = select(unanswered).where(these).order_by(unanswered.c.id)
        with self._engine.connect() as connection:
            return [_question(row) for row in connection.execute(query)]

    def mark_exported(self, numbers: Sequence[int]) -> None:
        """Remember that these were written out."""
        with self._engine.begin() as connection:
            connection.execute(update(unanswered).where(unanswered.c.id.in_(numbers)).values(exported_at=self._clock()))

    def drop(self, numbers: Sequence[int]) -> None:
        """Forget these at once."""
        with self._engine.begin() as connection:
            connection.execute(delete(unanswered).where(unanswered.c.id.in_(numbers)))

    def forget_older_than(self, days: float) -> int:
        """Forget questions of that age, reviewed or not; returns how many."""
        before = self._clock() - days * _SECONDS_PER_DAY
        with self._engine.begin() as connection:
            return int(connection.execute(delete(unanswered).where(unanswered.c.at < before)).rowcount)


def put_question(
    connection: Connection, at: float, channel: str, reason: str, question: str, offered: Sequence[str]
) -> None:
    """Store a masked question in the caller's transaction."""
    row = {"at": at, "channel": channel, "reason": reason, "question": question, "offered": json.dumps([*offered])}
    connection.execute(insert(unanswered), row)


def _question(row: Row[Any]) -> Question:
    values = {name: value for name, value in row._mapping.items() if name not in ("reviewed_at", "exported_at")}
    return Question(**values | {"offered": tuple(json.loads(row.offered))})
