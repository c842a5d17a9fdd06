"""Messages answered lately, so that one sent again over a bad line gets the same answer instead of a second one.

A row holds the reply, never the message. It is claimed before the bot is asked, so that two processes do not both ask.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from services_db.state.prepared import Prepared

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

_ONE: Final = (answered_message.c.user == bindparam("of_user")) & (
    answered_message.c.message_id == bindparam("of_message")
)
_RECALL: Final = select(answered_message.c.reply).where(_ONE)
_KEEP: Final = update(answered_message).where(_ONE).values(reply=bindparam("said"), at=bindparam("now"))
_RELEASE: Final = delete(answered_message).where(_ONE, answered_message.c.reply.is_(None))


class AnsweredMessages:
    """Claims, keeps and recalls; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._claiming = Prepared(_claiming(engine.dialect.name), engine.dialect)
        self._recall = Prepared(_RECALL, engine.dialect)
        self._keep = Prepared(_KEEP, engine.dialect)
        self._release = Prepared(_RELEASE, engine.dialect)

    def claim(self, user: str, message_id: str) -> bool:
        """Whether the caller is the one to answer this message now."""
        with self._engine.begin() as connection:
            return self.claim_on(connection, user, message_id)

    def claim_on(self, connection: Connection, user: str, message_id: str) -> bool:
        """The same in the caller's transaction; rolled back, the claim was never made."""
        now = self._clock()
        values = {"user": user, "message_id": message_id, "now": now, "abandoned": now - ABANDONED_SECONDS}
        return self._claiming.row(connection, values) is not None

    def keep(self, user: str, message_id: str, reply: dict[str, Any]) -> None:
        """Remember the reply to a claimed message."""
        values = {"said": json.dumps(reply, ensure_ascii=False), "now": self._clock()}
        with self._engine.begin() as connection:
            self._keep.change(connection, {"of_user": user, "of_message": message_id} | values)

    def recall(self, user: str, message_id: str) -> dict[str, Any] | None:
        """The reply given; None when there is none yet."""
        with self._engine.connect() as connection:
            return self.recall_on(connection, user, message_id)

    def recall_on(self, connection: Connection, user: str, message_id: str) -> dict[str, Any] | None:
        """The same in the caller's transaction."""
        row = self._recall.row(connection, {"of_user": user, "of_message": message_id})
        return dict(json.loads(row[0])) if row and row[0] else None

    def release(self, user: str, message_id: str) -> None:
        """Give a claim back that came to nothing."""
        with self._engine.begin() as connection:
            self._release.change(connection, {"of_user": user, "of_message": message_id})

    def forget(self, user: str) -> None:
        """Forget everything of a user."""
        with self._engine.begin() as connection:
            connection.execute(delete(answered_message).filter_by(user=user))

    def forget_old(self) -> int:
        """Forget what is too old to be sent again; returns how many."""
        before = self._clock() - KEPT_SECONDS
        with self._engine.begin() as connection:
            return int(connection.execute(delete(answered_message).where(answered_message.c.at < before)).rowcount)


def _claiming(dialect: str) -> Any:
    """A claim, new or taken over from a process that is gone: a row when it was made, none when another has it."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    values = {"user": bindparam("user"), "message_id": bindparam("message_id"), "at": bindparam("now", type_=Float)}
    statement: Any = insert(answered_message).values(values)
    return statement.on_conflict_do_update(
        index_elements=[answered_message.c.user, answered_message.c.message_id],
        set_={"at": statement.excluded.at},
        where=answered_message.c.reply.is_(None) & (answered_message.c.at < bindparam("abandoned", type_=Float)),
    ).returning(answered_message.c.at)
