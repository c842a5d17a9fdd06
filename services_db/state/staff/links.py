"""One-time links with which a person sets a password; the first of all makes the first admin."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select

from services_db.state.staff.accounts import Account, add_account, admins, store_password
from services_db.state.staff.errors import LinkUsedUp
from services_db.state.staff.tables import account, link

FIRST_ADMIN = None
"""The account of a link that makes the first admin."""


class OneTimeLinks:
    """Makes links and takes them back; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def make(self, account_id: int | None, seconds: float) -> str:
        """The secret part of a new link; earlier links of the same account stop working."""
        secret = secrets.token_urlsafe(32)
        with self._engine.begin() as connection:
            connection.execute(delete(link).where(_of(account_id) | (link.c.expires_at < self._clock())))
            row = {"key": _key(secret), "account_id": account_id, "expires_at": self._clock() + seconds}
            connection.execute(insert(link), row)
        return secret

    def whose(self, secret: str) -> str | None:
        """The name of the account that the link is for, None for the first admin; raises LinkUsedUp."""
        query = (
            select(link.c.account_id, account.c.name)
            .outerjoin(account, account.c.id == link.c.account_id)
            .where(link.c.key == _key(secret), link.c.expires_at >= self._clock())
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
            if row is None or (row.account_id is None and admins(connection)):
                raise LinkUsedUp
        return str(row.name) if row.name else None

    def use(self, secret: str, password_hash: str, name: str = "") -> Account:
        """Set the password, or make the first admin of this name; raises LinkUsedUp."""
        now = self._clock()
        with self._engine.begin() as connection:
            account_id = self._take(connection, secret, now)
            if account_id is not None:
                owner = connection.execute(select(account.c.name).where(account.c.id == account_id)).scalar_one()
                return store_password(connection, account_id, password_hash, str(owner), now)
            if admins(connection):
                raise LinkUsedUp
            return add_account(connection, name, "admin", password_hash, name, now)

    def _take(self, connection: Connection, secret: str, now: float) -> int | None:
        found = delete(link).where(link.c.key == _key(secret), link.c.expires_at >= now).returning(link.c.account_id)
        rows = connection.execute(found).all()
        if not rows:
            raise LinkUsedUp
        return None if rows[0].account_id is None else int(rows[0].account_id)


def _of(account_id: int | None) -> ColumnElement[bool]:
    return link.c.account_id.is_(None) if account_id is None else link.c.account_id == account_id


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
