"""Messages answered lately, so that one sent again over a bad line gets the same answer instead of a second one.

A row holds the reply, never the message. It is claimed before the bot is asked, so that two processes do not both ask.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Column, Engine, Float, MetaData, String, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

metadata = MetaData()

answered_message = Table(
    "answered_message",
    metadata,
    Column("user", String, primary_key=True, doc="HMAC of the session"),
    Column("message_id", String, primary_key=True, doc="made by the page for each message"),
    Column("reply", Text, doc="JSON; NULL while it is being made"),
    Column("at", Float, nullable=False, index=True, doc="seconds since 1970"),
)

KEPT_SECONDS: Final = 3600.0
ABANDONED_SECONDS: Final = 30.0
"""A claim without a reply for so long belongs to a process that is gone."""


class AnsweredMessages:
    """Claims, keeps and recalls; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def claim(self, user: str, message_id: str) -> bool:
        """Whether the caller is the one to answer this message now."""
        now = self._clock()
        row = {"user": user, "message_id": message_id}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(answered_message).values(**row, at=now))
            return True
        except IntegrityError:
            stale = [answered_message.c.reply.is_(None), answered_message.c.at < now - ABANDONED_SECONDS]
            with self._engine.begin() as connection:
                taken = connection.execute(update(answered_message).filter_by(**row).where(*stale).values(at=now))
            return bool(taken.rowcount)

    def keep(self, user: str, message_id: str, reply: dict[str, Any]) -> None:
        """Remember the reply to a claimed message."""
        values = {"reply": json.dumps(reply, ensure_ascii=False), "at": self._clock()}
        with self._engine.begin() as connection:
            connection.execute(update(answered_message).filter_by(user=user, message_id=message_id).values(**values))

    def recall(self, user: str, message_id: str) -> dict[str, Any] | None:
        """The reply given; None when there is none yet."""
        query = select(answered_message.c.reply).filter_by(user=user, message_id=message_id)
        with self._engine.connect() as connection:
            stored = connection.execute(query).scalar_one_or_none()
        return dict(json.loads(stored)) if stored else None

    def release(self, user: str, message_id: str) -> None:
        """Give a claim back that came to nothing."""
        with self._engine.begin() as connection:
            connection.execute(delete(answered_message).filter_by(user=user, message_id=message_id, reply=None))

    def forget(self, user: str) -> None:
        """Forget everything of a user."""
        with self._engine.begin() as connection:
            connection.execute(delete(answered_message).filter_by(user=user))

    def forget_old(self) -> int:
        """Forget what is too old to be sent again; returns how many."""
        before = self._clock() - KEPT_SECONDS
        with self._engine.begin() as connection:
            return int(connection.execute(delete(answered_message).where(answered_message.c.at < before)).rowcount)
