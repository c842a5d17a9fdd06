"""Everything the desk's pages share: accounts, sessions, the log, and the key that makes form tokens."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Engine

from api.settings import Settings, secret_key
from api.staff.passwords import Passwords
from services_db.database import open_engine
from services_db.state.staff import Accounts, AuditLog, OneTimeLinks, Sessions, Throttle

LINK_SECONDS: Final = 24 * 3600.0
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts; all of them work on one database.

    `secure` marks cookies for https only; `public_host` is the host under which browsers know us behind a proxy.
    """

    engine: Engine
    key: bytes
    accounts: Accounts
    sessions: Sessions
    links: OneTimeLinks
    throttle: Throttle
    audit: AuditLog
    passwords: Passwords
    clock: Clock
    secure: bool
    public_host: str

    def csrf(self, cookie: str) -> str:
        """The token that forms sent to this cookie's owner carry."""
        return self._mac(f"csrf:{cookie}")

    def subject(self, kind: str, value: str) -> str:
        """How the throttle knows an account's name or an address, without holding it."""
        return self._mac(f"throttle:{kind}:{value}")

    def _mac(self, text: str) -> str:
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()


def open_desk(settings: Settings, engine: Engine | None = None, clock: Clock = time.time) -> Desk:
    """The desk over the database that the settings name; its tables are made by `migrate`."""
    engine = engine or open_engine(settings.database_url)
    return Desk(
        engine=engine,
        key=secret_key(settings),
        accounts=Accounts(engine, clock),
        sessions=Sessions(engine, settings.staff_hours, settings.staff_idle_minutes, clock),
        links=OneTimeLinks(engine, clock),
        throttle=Throttle(engine, clock),
        audit=AuditLog(engine, clock),
        passwords=Passwords(),
        clock=clock,
        secure=settings.public_url.startswith("https://"),
        public_host=urlsplit(settings.public_url).netloc,
    )


def welcome_address(settings: Settings, secret: str) -> str:
    """The whole address of a one-time link, as it is printed and sent."""
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    return f"{base}/staff/welcome/{secret}"
