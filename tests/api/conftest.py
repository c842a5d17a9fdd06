"""The gateway in process, with a hand-made bot, over real HTTP messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.door_state import DoorState
from api.settings import Settings
from bot import VolatileMemory
from services_db import Catalogue
from services_db.database import open_engine
from services_db.state import allowances, answered, feedback, unanswered
from tests.fakes import FakeBot

Opener = Callable[..., Any]


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path}/gateway.db", secret_key="a-secret-for-tests-only")


@pytest.fixture
def open_door(settings: Settings, catalogue: Catalogue) -> Opener:
    """`async with open_door(bot) as client`: a client of a gateway with this bot."""

    @asynccontextmanager
    async def opener(bot: FakeBot | None = None, **parts: Any) -> AsyncIterator[httpx.AsyncClient]:
        engine = open_engine(settings.database_url)
        for tables in (allowances, answered, feedback, unanswered):
            tables.metadata.create_all(engine)
        parts = {"catalogue": catalogue, "memory": VolatileMemory(), "state": DoorState.on(engine)} | parts
        app = create_app(parts.pop("settings", settings), bot or FakeBot(), **parts)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("203.0.113.7", 4321))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client

    return opener
