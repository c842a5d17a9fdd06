"""Who is signed in: sessions in the database, so that every process knows them and an admin can end them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, delete, insert, select, update

from services_db.state.staff.accounts import COLUMNS, Account
from services_db.state.staff.tables import account, session

TOUCH_SECONDS: Final = 60.0
"""How stale `seen_at` may be: writing it with every key pressed would be a write for every look-up."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What somebody had typed when the session ended: the page with the form, and its fields."""

    page: str
    fields: Mapping[str, Sequence[str]]

    def value(self, name: str, otherwise: str = "") -> str:
        """What was typed into a field; `otherwise` when the form had no such field."""
        return next(iter(self.fields.get(name, ())), otherwise)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session."""

    key: str
    account: Account
    kept: KeptForm | None


class Sessions:
    """Opens, finds and ends sessions; `clock` gives seconds since 1970."""

    def __init__(
        self, engine: Engine, hours: float, idle_minutes: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._seconds = hours * 3600
        self._idle_seconds = idle_minutes * 60
        self._clock = clock

    def open(self, token: str, account_id: int) -> None:
        """Sign an account in under this cookie; what ran out is swept away."""
        now = self._clock()
        over = (session.c.expires_at <= now) | (session.c.seen_at <= now - self._idle_seconds)
        row = {"key": key_of(token), "account_id": account_id, "seen_at": now, "expires_at": now + self._seconds}
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(over))
            connection.execute(insert(session), row)
            connection.execute(update(account).where(account.c.id == account_id).values(signed_in_at=now))

    def find(self, token: str) -> SignedIn | None:
        """The session of this cookie, unless it ran out, was ended, or its account was disabled."""
        now = self._clock()
        query = (
            select(session.c.key, session.c.seen_at, session.c.kept, *COLUMNS)
            .join(account, account.c.id == session.c.account_id)
            .where(
                session.c.key == key_of(token),
                session.c.expires_at > now,
                session.c.seen_at > now - self._idle_seconds,
                account.c.disabled_at.is_(None),
            )
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        values: dict[str, Any] = dict(row)
        key, seen_at, kept = (values.pop(name) for name in ("key", "seen_at", "kept"))
        if seen_at < now - TOUCH_SECONDS:
            self._update(key, seen_at=now)
        return SignedIn(key, Account(**values), KeptForm(**json.loads(kept)) if kept else None)

    def keep(self, key: str, form: KeptForm | None) -> None:
        """Remember what was typed until its page shows it again; None forgets it."""
        text = json.dumps({"page": form.page, "fields": form.fields}, ensure_ascii=False) if form else None
        self._update(key, kept=text)

    def end(self, token: str) -> None:
        """Sign this cookie out."""
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(session.c.key == key_of(token)))

    def end_all_of(self, account_id: int) -> None:
        """Sign an account out everywhere."""
        with self._engine.begin() as connection:
            connection.execute(delete(session).where(session.c.account_id == account_id))

    def _update(self, key: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(session).where(session.c.key == key).values(**values))


def key_of(token: str) -> str:
    """How a cookie is known in the database."""
    return hashlib.sha256(token.encode()).hexdigest()
