"""What conversations remember between two messages: slots under a pseudonymous key, never the text of a message."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Column, Engine, Float, MetaData, String, Table, Text, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from services_db.state.prepared import Prepared

metadata = MetaData()

conversation = Table(
    "conversation",
    metadata,
    Column("id", String, primary_key=True, doc="HMAC of the session, never the session itself"),
    Column("state", Text, nullable=False, doc="JSON"),
    Column("updated_at", Float, nullable=False, index=True, doc="seconds since 1970"),
)

SECONDS_PER_HOUR: Final = 3600
_LOAD: Final = select(conversation.c.state).where(conversation.c.id == bindparam("key"))
_FORGET: Final = delete(conversation).where(conversation.c.id == bindparam("key"))


class Conversations:
    """Loads, saves and forgets; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._load = Prepared(_LOAD, engine.dialect)
        self._save = Prepared(_saving(engine.dialect.name), engine.dialect)
        self._forget = Prepared(_FORGET, engine.dialect)

    def load(self, conversation_id: str) -> dict[str, Any]:
        """What is remembered; empty for a new conversation."""
        with self._engine.connect() as connection:
            row = self._load.row(connection, {"key": conversation_id})
        return dict(json.loads(row[0])) if row else {}

    def save(self, conversation_id: str, state: dict[str, Any]) -> None:
        """Remember this instead."""
        values = {"state": json.dumps(state, ensure_ascii=False), "now": self._clock()}
        with self._engine.begin() as connection:
            self._save.change(connection, {"key": conversation_id} | values)

    def forget(self, conversation_id: str) -> None:
        """Remember nothing."""
        with self._engine.begin() as connection:
            self._forget.change(connection, {"key": conversation_id})

    def forget_older_than(self, hours: float) -> int:
        """Forget every conversation that has been silent for so long; returns how many."""
        before = self._clock() - hours * SECONDS_PER_HOUR
        with self._engine.begin() as connection:
            return int(connection.execute(delete(conversation).where(conversation.c.updated_at < before)).rowcount)


def _saving(dialect: str) -> Any:
    """A conversation, new or changed."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    values = {"id": bindparam("key"), "state": bindparam("state"), "updated_at": bindparam("now", type_=Float)}
    statement: Any = insert(conversation).values(values)
    new = {"state": statement.excluded.state, "updated_at": statement.excluded.updated_at}
    return statement.on_conflict_do_update(index_elements=[conversation.c.id], set_=new)
