"""How much each user and each address may still ask: one row a key, right however many processes share the database.

The rule is a token bucket in the form of GCRA: a row holds only the time at which the bucket will be full again, so one
statement both asks and spends, and two processes cannot spend the same token.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Connection, Engine, Float, MetaData, String, Table, bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from services_db.state.prepared import Prepared

metadata = MetaData()

allowance = Table(
    "allowance",
    metadata,
    Column("key", String, primary_key=True, doc="kind and HMAC of the user or the address"),
    Column("full_at", Float, nullable=False, index=True, doc="seconds since 1970 at which the bucket is full again"),
)

_SECONDS_PER_MINUTE: Final = 60.0
_FULL_AT: Final = select(allowance.c.full_at).where(allowance.c.key == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Bucket:
    """`per_minute` tokens flow in, at most `burst` are kept."""

    per_minute: int
    burst: int

    @property
    def interval(self) -> float:
        """Seconds in which one token flows in."""
        return _SECONDS_PER_MINUTE / self.per_minute


@dataclass(frozen=True, slots=True)
class Spent:
    """What is left of a bucket; `retry_after` (seconds) is 0 when the token was given."""

    limit: int
    remaining: int
    reset: float
    retry_after: float = 0.0

    @property
    def given(self) -> bool:
        """Whether the token was given."""
        return self.retry_after <= 0


class Allowances:
    """Spends tokens; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._spending = Prepared(_spending(engine.dialect.name), engine.dialect)
        self._full_at = Prepared(_FULL_AT, engine.dialect)

    def spend(self, wanted: Sequence[tuple[str, Bucket]]) -> Spent:
        """One token of every bucket, or of none.

        The answer is the refusing bucket's, else the first one's.
        """
        with self._engine.connect() as connection, connection.begin() as transaction:
            spent = self.spend_on(connection, wanted)
            if not spent.given:
                transaction.rollback()
            return spent

    def spend_on(self, connection: Connection, wanted: Sequence[tuple[str, Bucket]]) -> Spent:
        """The same in the caller's transaction, which the caller rolls back when the token was not given."""
        now = self._clock()
        spent = []
        for key, bucket in wanted:
            values = {"key": key, "now": now, "interval": bucket.interval, "most": bucket.burst * bucket.interval}
            row = self._spending.row(connection, values)
            if row is None:
                return self._refused(connection, key, bucket, now)
            (full_at,) = row
            left = int((bucket.burst * bucket.interval - (full_at - now)) / bucket.interval + 1e-6)
            spent.append(Spent(bucket.burst, left, full_at - now))
        return spent[0]

    def _refused(self, connection: Connection, key: str, bucket: Bucket, now: float) -> Spent:
        (full_at,) = self._full_at.row(connection, {"key": key})
        wait = full_at + bucket.interval - now - bucket.burst * bucket.interval
        return Spent(bucket.burst, 0, full_at - now, max(wait, 0.001))

    def forget_full(self) -> int:
        """Drop the rows of full buckets, which say nothing any more; returns how many."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(allowance).where(allowance.c.full_at < self._clock())).rowcount)


def _spending(dialect: str) -> Any:
    """One token for `key` at `now`: the new time of fullness, or no row when there is none. Writing it is slow."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    now, interval = bindparam("now", type_=Float), bindparam("interval", type_=Float)
    later = case((allowance.c.full_at > now, allowance.c.full_at), else_=now) + interval
    statement: Any = insert(allowance).values(key=bindparam("key"), full_at=now + interval)
    return statement.on_conflict_do_update(
        index_elements=[allowance.c.key],
        set_={"full_at": later},
        where=later <= now + bindparam("most", type_=Float),
    ).returning(allowance.c.full_at)
