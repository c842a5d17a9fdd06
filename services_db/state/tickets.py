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

from services_db.state.at_once import AtOnce
from services_db.state.prepared import Prepared

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
FORGET_SECONDS: Final = 5.0
_TAKE: Final = (
    insert(ticket_table)
    .values(user=bindparam("person"), expires_at=bindparam("until", type_=Float))
    .returning(ticket_table.c.id)
)
_GIVE_BACK: Final = delete(ticket_table).where(ticket_table.c.id == bindparam("ticket"))
_FIRST: Final = select(func.min(ticket_table.c.id)).where(
    ticket_table.c.user == bindparam("person"), ticket_table.c.expires_at > bindparam("now")
)
_FORGET: Final = delete(ticket_table).where(ticket_table.c.expires_at <= bindparam("now"))


class Tickets:
    """Keeps one person's messages in order across processes; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._rows = AtOnce.on(engine, lambda one: _Rows(one, clock))

    @asynccontextmanager
    async def of(self, user: str) -> AsyncIterator[None]:
        """Wait until all earlier messages of this person are done, whichever process serves them."""
        ticket, first = await self._rows.run(lambda rows: rows.take(user))
        try:
            while first < ticket:
                await asyncio.sleep(POLL_SECONDS)  # the one waited for is another process
                first = await self._rows.run(lambda rows: rows.first(user))
            yield
        finally:
            # A busy database must not cost the answer that is ready; the ticket runs out by itself.
            with contextlib.suppress(SQLAlchemyError):
                await self._rows.run(lambda rows: rows.give_back(ticket))


class _Rows:
    """The tickets as rows; each call is one transaction."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._clock = clock
        self._forget_at = 0.0
        self._take, self._first, self._give_back, self._forget = (
            Prepared(statement, engine.dialect) for statement in (_TAKE, _FIRST, _GIVE_BACK, _FORGET)
        )

    def take(self, user: str) -> tuple[int, int]:
        """A new ticket of this person, and the one that is being served now."""
        now = self._clock()
        with self._engine.begin() as connection:
            if now >= self._forget_at:
                self._forget.change(connection, {"now": now})
                self._forget_at = now + FORGET_SECONDS
            row = {"person": user, "until": now + LEASE_SECONDS}
            (ticket,) = self._take.row(connection, row)
            (first,) = self._first.row(connection, {"person": user, "now": now})
            return ticket, first or ticket

    def first(self, user: str) -> int:
        """The ticket that is being served now; 0 when there is none."""
        with self._engine.connect() as connection:
            (first,) = self._first.row(connection, {"person": user, "now": self._clock()})
            return first or 0

    def give_back(self, ticket: int) -> None:
        """This ticket is done."""
        with self._engine.begin() as connection:
            self._give_back.change(connection, {"ticket": ticket})
