"""Whose turn it is when several gateway processes serve the same person: a line in the database.

A ticket is a row; the person's oldest ticket that has not run out is the one being served. A process that dies leaves
tickets behind, which run out by themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import Column, Engine, Float, Integer, MetaData, String, Table, bindparam, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

metadata = MetaData()

ticket_table = Table(
    "ticket",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True, doc="the ticket; a later one is larger"),
    Column("user", String, nullable=False, index=True, doc="HMAC, as in conversation"),
    Column("expires_at", Float, nullable=False, index=True, doc="seconds since 1970"),
    sqlite_autoincrement=True,
)

LEASE_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.004
_TAKE: Final = insert(ticket_table)
_GIVE_BACK: Final = delete(ticket_table).where(ticket_table.c.id == bindparam("ticket"))
_FIRST: Final = select(func.min(ticket_table.c.id)).where(
    ticket_table.c.user == bindparam("person"), ticket_table.c.expires_at > bindparam("now")
)
_FORGET: Final = delete(ticket_table).where(ticket_table.c.expires_at <= bindparam("now"))


class Tickets:
    """Keeps one person's messages in order across processes; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    @asynccontextmanager
    async def of(self, user: str) -> AsyncIterator[None]:
        """Wait until all earlier messages of this person are done, whichever process serves them."""
        ticket = self._take(user)
        try:
            while self._first(user) < ticket:  # noqa: ASYNC110 - the one waited for is another process
                await asyncio.sleep(POLL_SECONDS)
            yield
        finally:
            self._give_back(ticket)

    def _take(self, user: str) -> int:
        now = self._clock()
        with self._engine.begin() as connection:
            connection.execute(_FORGET, {"now": now})
            row = {"user": user, "expires_at": now + LEASE_SECONDS}
            return int(connection.execute(_TAKE, row).lastrowid)

    def _first(self, user: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(_FIRST, {"person": user, "now": self._clock()}).scalar() or 0)

    def _give_back(self, ticket: int) -> None:
        # A busy database must not cost the answer that is ready; the ticket runs out by itself.
        with contextlib.suppress(SQLAlchemyError), self._engine.begin() as connection:
            connection.execute(_GIVE_BACK, {"ticket": ticket})
