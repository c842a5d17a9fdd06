"""What conversations remember between two messages: slots under a pseudonymous key, never the text of a message."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Column, Engine, Float, MetaData, String, Table, Text, bindparam, delete, insert, select, update

metadata = MetaData()

conversation = Table(
    "conversation",
    metadata,
    Column("id", String, primary_key=True, doc="HMAC of the session, never the session itself"),
    Column("state", Text, nullable=False, doc="JSON"),
    Column("updated_at", Float, nullable=False, index=True, doc="seconds since 1970"),
)

SECONDS_PER_HOUR: Final = 3600
# Written once: putting a statement together costs as much as running it, and these run with every message.
_LOAD: Final = select(conversation.c.state).where(conversation.c.id == bindparam("key"))
_CHANGE: Final = update(conversation).where(conversation.c.id == bindparam("key"))
_ADD: Final = insert(conversation)


class Conversations:
    """Loads, saves and forgets; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def load(self, conversation_id: str) -> dict[str, Any]:
        """What is remembered; empty for a new conversation."""
        with self._engine.connect() as connection:
            stored = connection.execute(_LOAD, {"key": conversation_id}).scalar_one_or_none()
        return dict(json.loads(stored)) if stored else {}

    def save(self, conversation_id: str, state: dict[str, Any]) -> None:
        """Remember this instead."""
        values = {"state": json.dumps(state, ensure_ascii=False), "updated_at": self._clock()}
        with self._engine.begin() as connection:
            changed = connection.execute(_CHANGE, {"key": conversation_id} | values)
            if not changed.rowcount:
                connection.execute(_ADD, {"id": conversation_id} | values)

    def forget(self, conversation_id: str) -> None:
        """Remember nothing."""
        with self._engine.begin() as connection:
            connection.execute(delete(conversation).where(conversation.c.id == conversation_id))

    def forget_older_than(self, hours: float) -> int:
        """Forget every conversation that has been silent for so long; returns how many."""
        before = self._clock() - hours * SECONDS_PER_HOUR
        with self._engine.begin() as connection:
            return int(connection.execute(delete(conversation).where(conversation.c.updated_at < before)).rowcount)
