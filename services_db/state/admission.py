"""A message's way in: claimed, so that it is answered once, and paid for, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from services_db.state.allowances import Allowances, Bucket, Spent
from services_db.state.answered import AnsweredMessages


@dataclass(frozen=True, slots=True)
class Entry:
    """Whether the caller is to answer; else why not: a token refused, the reply of before, or another at it (neither).

    `spent` is what is left of the allowance when something was counted, `claimed` whether others know whose it is.
    """

    ours: bool
    claimed: bool = False
    spent: Spent | None = None
    reply: dict[str, Any] | None = None


class Admission:
    """One transaction a message before it is asked, one after; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._allowances = Allowances(engine, clock)
        self._answered = AnsweredMessages(engine, clock)

    def enter(self, user: str, message_id: str | None, wanted: Sequence[tuple[str, Bucket]]) -> Entry:
        """Claim the message (when it has an id) and spend one token of every bucket, both or neither.

        A repeat spends nothing. A message that is refused leaves no claim behind.
        """
        if message_id is None and not wanted:
            return Entry(ours=True)
        with self._engine.connect() as connection, connection.begin() as transaction:
            if message_id is not None and not self._answered.claim_on(connection, user, message_id):
                return Entry(ours=False, reply=self._answered.recall_on(connection, user, message_id))
            spent = self._allowances.spend_on(connection, wanted) if wanted else None
            if spent is not None and not spent.given:
                transaction.rollback()
                return Entry(ours=False, spent=spent)
            return Entry(ours=True, claimed=message_id is not None, spent=spent)

    def keep(self, user: str, message_id: str, reply: dict[str, Any]) -> None:
        """Remember the reply to a claimed message."""
        self._answered.keep(user, message_id, reply)

    def release(self, user: str, message_id: str) -> None:
        """Give a claim back that came to nothing."""
        self._answered.release(user, message_id)
