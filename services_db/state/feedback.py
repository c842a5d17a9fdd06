"""What citizens say of an answer: helped, did not help, or is wrong; with the masked question and no one's name.

No key leads from a row to a person or a conversation, so it outlives the conversation and is forgotten by its own age.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table, Text, delete, insert, select

from services_db.state.unanswered import put_question

metadata = MetaData()

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False, index=True, doc="seconds since 1970"),
    Column("channel", String, nullable=False),
    Column("verdict", String, nullable=False, doc="helped, not_helped or wrong"),
    Column("question", Text, nullable=False, doc="masked"),
    Column("status", String, nullable=False, doc="how the reply ended"),
    Column("facet", String),
    Column("services", Text, nullable=False, doc="JSON list of ids, best first"),
    Column("note", Text, nullable=False, doc="what is wrong, masked"),
)

VERDICTS: Final = ("helped", "not_helped", "wrong")
_SECONDS_PER_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion of an answer; `question` and `note` are masked already."""

    verdict: str
    question: str
    status: str
    facet: str | None = None
    services: tuple[str, ...] = ()
    note: str = ""
    channel: str = "web"


class FeedbackBox:
    """Takes opinions in and shows them; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, opinion: Opinion) -> None:
        """Store an opinion; the question of one that was not helped is also put among the unanswered."""
        values: dict[str, Any] = {
            "at": self._clock(),
            "channel": opinion.channel,
            "verdict": opinion.verdict,
            "question": opinion.question,
            "status": opinion.status,
            "facet": opinion.facet,
            "services": json.dumps(opinion.services),
            "note": opinion.note,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(feedback).values(**values))
            if opinion.verdict != "helped":
                put_question(
                    connection, values["at"], opinion.channel, opinion.verdict, opinion.question, opinion.services
                )

    def latest(self, limit: int = 100) -> Sequence[Opinion]:
        """The newest opinions, newest first."""
        query = select(feedback).order_by(feedback.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            Opinion(r.verdict, r.question, r.status, r.facet, tuple(json.loads(r.services)), r.note, r.channel)
            for r in rows
        ]

    def verdicts(self, since: float) -> Sequence[tuple[float, str]]:
        """When, and how, each opinion since this second judged; nothing of what it was about."""
        query = select(feedback.c.at, feedback.c.verdict).where(feedback.c.at >= since)
        with self._engine.connect() as connection:
            return [(row.at, row.verdict) for row in connection.execute(query)]

    def forget_older_than(self, days: float) -> int:
        """Forget opinions of that age; returns how many."""
        before = self._clock() - days * _SECONDS_PER_DAY
        with self._engine.begin() as connection:
            return int(connection.execute(delete(feedback).where(feedback.c.at < before)).rowcount)
