"""The accounts of the staff desk: who may sign in, as what. Every change is in the audit log."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from services_db.state.staff.audit import record
from services_db.state.staff.errors import AccountNotFound, LastAdmin, NameTaken
from services_db.state.staff.tables import account, session

ROLES: Final = ("clerk", "editor", "publisher", "admin")
"""Each may do what those before it may."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person at the desk; times in seconds since 1970."""

    id: int
    name: str
    role: str
    created_at: float
    disabled_at: float | None
    signed_in_at: float | None
    has_password: bool

    def may(self, least: str) -> bool:
        """Whether this account's role is `least` or one above it."""
        return ROLES.index(self.role) >= ROLES.index(least)


COLUMNS: Final = (
    account.c.id,
    account.c.name,
    account.c.role,
    account.c.created_at,
    account.c.disabled_at,
    account.c.signed_in_at,
    account.c.password_hash.is_not(None).label("has_password"),
)


def folded(name: str) -> str:
    """The name as it is compared: width and case do not matter."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


class Accounts:
    """Adds, lists and changes accounts; `by` is who does it. `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, name: str, role: str, by: str) -> Account:
        """A new account without a password; raises NameTaken."""
        with self._engine.begin() as connection:
            return add_account(connection, name, role, None, by, self._clock())

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(*COLUMNS).order_by(account.c.folded_name))
            return [Account(**row._mapping) for row in rows]

    def named(self, name: str) -> Account:
        """The account of this name; raises AccountNotFound."""
        with self._engine.connect() as connection:
            return _one(connection, account.c.folded_name == folded(name))

    def numbered(self, number: int) -> Account:
        """The account of this number; raises AccountNotFound."""
        with self._engine.connect() as connection:
            return _one(connection, account.c.id == number)

    def has_admin(self) -> bool:
        """Whether anybody can manage accounts."""
        with self._engine.connect() as connection:
            return admins(connection) > 0

    def password_hash(self, name: str) -> tuple[Account, str] | None:
        """The account of this name and its hash; None when it cannot be used to sign in."""
        query = select(*COLUMNS, account.c.password_hash).where(
            account.c.folded_name == folded(name), account.c.disabled_at.is_(None)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None or row["password_hash"] is None:
            return None
        values = dict(row)
        stored = str(values.pop("password_hash"))
        return Account(**values), stored

    def set_password(self, number: int, password_hash: str, by: str, keep_session: str = "") -> None:
        """Change the password; every session of the account ends but the one with this key."""
        with self._engine.begin() as connection:
            store_password(connection, number, password_hash, by, self._clock(), keep_session)

    def take_password(self, number: int, by: str) -> None:
        """Make the present password worthless and end all sessions; raises AccountNotFound."""
        with self._engine.begin() as connection:
            connection.execute(update(account).where(account.c.id == number).values(password_hash=None))
            found = _one(connection, account.c.id == number)
            connection.execute(delete(session).where(session.c.account_id == number))
            record(connection, at=self._clock(), who=by, what="account.reset", subject=found.name)

    def rehash(self, number: int, password_hash: str) -> None:
        """Store the same password under newer parameters; nothing a person would call a change."""
        with self._engine.begin() as connection:
            connection.execute(update(account).where(account.c.id == number).values(password_hash=password_hash))

    def set_role(self, number: int, role: str, by: str) -> None:
        """Give the account another role; raises AccountNotFound, LastAdmin."""
        self._change(number, {"role": role}, "account.role", by, lambda was: was.role, role)

    def disable(self, number: int, by: str) -> None:
        """Let nobody use the account, and end its sessions; raises AccountNotFound, LastAdmin."""
        self._change(number, {"disabled_at": self._clock()}, "account.disable", by, lambda _: "可用", "停用")
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(session.c.account_id == number))

    def enable(self, number: int, by: str) -> None:
        """Let the account be used again; raises AccountNotFound."""
        self._change(number, {"disabled_at": None}, "account.enable", by, lambda _: "停用", "可用")

    def _change(
        self, number: int, values: dict[str, Any], what: str, by: str, before: Callable[[Account], str], after: str
    ) -> None:
        with self._engine.begin() as connection:
            # Written first, judged after: the write holds the lock under which the admins are counted.
            connection.execute(update(account).where(account.c.id == number).values(id=number))
            was = _one(connection, account.c.id == number)
            connection.execute(update(account).where(account.c.id == number).values(**values))
            if was.role == "admin" and was.disabled_at is None and not admins(connection):
                raise LastAdmin(was.name)
            record(connection, at=self._clock(), who=by, what=what, subject=was.name, before=before(was), after=after)


def add_account(
    connection: Connection, name: str, role: str, password_hash: str | None, by: str, now: float
) -> Account:
    """Add an account in this transaction; raises NameTaken."""
    if role not in ROLES:
        raise ValueError(role)
    shown = unicodedata.normalize("NFKC", name).strip()
    row = {
        "name": shown,
        "folded_name": folded(name),
        "role": role,
        "password_hash": password_hash,
        "created_at": now,
    }
    try:
        connection.execute(insert(account), row)
    except IntegrityError:
        raise NameTaken(shown) from None
    record(connection, at=now, who=by, what="account.add", subject=shown, after=role)
    return _one(connection, account.c.folded_name == folded(name))


def store_password(
    connection: Connection, number: int, password_hash: str, by: str, now: float, keep_session: str = ""
) -> Account:
    """Set a password in this transaction and end the account's sessions but one; raises AccountNotFound."""
    connection.execute(update(account).where(account.c.id == number).values(password_hash=password_hash))
    found = _one(connection, account.c.id == number)
    connection.execute(delete(session).where(session.c.account_id == number, session.c.key != keep_session))
    record(connection, at=now, who=by, what="account.password", subject=found.name)
    return found


def admins(connection: Connection) -> int:
    """How many admins can be used."""
    query = select(func.count()).where(account.c.role == "admin", account.c.disabled_at.is_(None))
    return int(connection.execute(query).scalar_one())


def _one(connection: Connection, condition: Any) -> Account:
    row = connection.execute(select(*COLUMNS).where(condition)).one_or_none()
    if row is None:
        raise AccountNotFound
    return Account(**row._mapping)
