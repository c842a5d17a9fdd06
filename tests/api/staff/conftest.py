"""The desk on a database of its own, with a clock that the test turns, and clients signed in as anybody."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from api.assets import Assets
from api.settings import Settings
from api.staff.app import Shared, staff_app
from api.staff.asking import Rehearsal
from api.staff.desk import Desk, open_desk
from api.staff.passwords import Passwords
from bot import Bot, CrisisGuard
from services_db import Catalogue
from services_db.database import migrate
from services_db.state import FeedbackBox
from services_db.state.daily_counts import DailyCounts
from services_db.state.staff import ROLES
from tests.fakes import FakeBot

PASSWORD = "柚子 lantern 42 harbour"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Weak on purpose: these tests sign in hundreds of times."""


@dataclass
class Clock:
    now: float

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(time.time())


@pytest.fixture
def desk(settings: Settings, clock: Clock) -> Desk:
    opened = replace(open_desk(settings, clock=clock), passwords=Passwords(QUICK))
    migrate(opened.engine)
    for role in ROLES:
        account = opened.accounts.add(role, role, "test")
        opened.accounts.set_password(account.id, opened.passwords.hash(PASSWORD), role)
    return opened


Visitor = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def visitor(desk: Desk, settings: Settings, catalogue_with_places: Catalogue) -> Visitor:
    """`async with visitor("clerk") as client`: signed in as the account of that role; `visitor()` is nobody."""

    @asynccontextmanager
    async def opener(role: str | None = None, bot: Bot | None = None) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(mounted(desk, settings, catalogue_with_places, bot), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            if role:
                answer = await sign_in(client, role)
                assert answer.status_code == 303, answer.text
            yield client

    return opener


def shared(desk: Desk, settings: Settings, catalogue: Catalogue | None, bot: Bot | None = None) -> Shared:
    rehearsal = Rehearsal(bot or FakeBot(), CrisisGuard.make(catalogue), catalogue)
    return Shared(settings, Assets.of(), catalogue, rehearsal, DailyCounts(desk.engine), FeedbackBox(desk.engine))


def mounted(desk: Desk, settings: Settings, catalogue: Catalogue | None, bot: Bot | None = None) -> FastAPI:
    app = FastAPI()
    app.mount("/staff", staff_app(desk, shared(desk, settings, catalogue, bot)))
    return app


async def token(client: httpx.AsyncClient, page: str) -> str:
    """The form token that stands on a page."""
    found = re.search(r'name="csrf" value="(\w+)"', (await client.get(page)).text)
    assert found, page
    return found[1]


async def sign_in(client: httpx.AsyncClient, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    fields = {"csrf": await token(client, "/staff/sign-in"), "name": name, "password": password}
    return await client.post("/staff/sign-in", data=fields | more)


async def send(client: httpx.AsyncClient, page: str, address: str, **fields: str) -> httpx.Response:
    """Post a form that stands on a page."""
    return await client.post(address, data={"csrf": await token(client, page), "page": page} | fields)
