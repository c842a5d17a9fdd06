"""The gateway in process with its WeChat door open, and WeChat's own side to push with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from bot import VolatileMemory
from services_db import Catalogue
from tests.fakes import FakeBot
from tests.redis_server import MISSING, REDIS_SERVER, RedisServer, redis_server
from tests.wechat_side.api_server import APP_ID, APP_SECRET, WeChatApiServer, api_server
from tests.wechat_side.pusher import Pusher

TOKEN = "tokenfortests"
AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
Opener = Callable[..., Any]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say it plainly at the end: a skipped test is easily overlooked."""
    if not REDIS_SERVER:
        terminalreporter.write_line(MISSING, red=True)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def redis_url() -> str:
    """Where turns are kept: the database, unless a module asks for `in_both_stores`."""
    return ""


@pytest.fixture(params=["database", "redis"])
def in_both_stores(request: pytest.FixtureRequest) -> str:
    """The test runs twice: with an empty REDIS_URL, and with that of a fresh Redis."""
    return request.getfixturevalue("redis").url if request.param == "redis" else ""


@pytest.fixture
def wechat_settings(settings: Settings, redis_url: str) -> Settings:
    return replace(settings, wechat_token=TOKEN, redis_url=redis_url)


@pytest.fixture
def api() -> Iterator[WeChatApiServer]:
    with api_server() as side:
        yield side


@pytest.fixture
def open_wechat(wechat_settings: Settings, catalogue: Catalogue) -> Opener:
    """`async with open_wechat(bot) as pusher`; with `api` the account may use the customer-service API."""

    @asynccontextmanager
    async def opener(
        bot: FakeBot | None = None,
        api: WeChatApiServer | None = None,
        mode: str = "plain",
        memory: Any = None,
        **changes: Any,
    ) -> AsyncIterator[Pusher]:
        settings = replace(wechat_settings, **changes)
        if mode != "plain":
            settings = replace(settings, wechat_app_id=APP_ID, wechat_encoding_aes_key=AES_KEY)
        if api:
            settings = replace(settings, wechat_app_id=APP_ID, wechat_app_secret=APP_SECRET, wechat_api_base=api.base)
        settings.check()
        app = create_app(settings, bot or FakeBot(), catalogue, memory or VolatileMemory())
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test", timeout=30) as client,
        ):
            yield Pusher(client, TOKEN, APP_ID, AES_KEY if mode != "plain" else "", mode)

    return opener
