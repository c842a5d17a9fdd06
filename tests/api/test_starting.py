"""A model on its way is told apart from one that is missing."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from api.app import create_app
from api.health import health_router
from api.starting import Starting
from bot import BotUnavailable
from tests.fakes import FakeBot


class SlowBot(FakeBot):
    """Starts when it is told to; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.may_start = asyncio.Event()
        self.failures = failures
        self._started = False

    @property
    def ready(self) -> bool:
        return self._started

    async def start(self) -> None:
        await self.may_start.wait()
        if self.failures:
            self.failures -= 1
            raise BotUnavailable("on purpose")
        self._started = True


async def test_ready_says_still_loading_until_the_model_is_there(settings: Any, catalogue: Any) -> None:
    bot = SlowBot()
    app = create_app(settings, bot, catalogue)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
    ):
        loading = await client.get("/readyz")
        assert loading.status_code == 503 and loading.json()["model"].startswith("still loading")
        assert (await client.get("/healthz")).status_code == 200
        bot.may_start.set()
        async with asyncio.timeout(10):
            while (await client.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - as an operator asks
                await asyncio.sleep(0.01)
        assert (await client.get("/readyz")).json()["model"] == "ready"


async def test_failed_start_is_called_missing_or_damaged_and_tried_again() -> None:
    bot = SlowBot(failures=1)
    starting = Starting(bot, retry_seconds=0.05)
    trying = asyncio.create_task(starting.keep_trying())
    await asyncio.sleep(0)
    assert starting.state == "starting"
    bot.may_start.set()
    async with asyncio.timeout(5):
        while starting.state != "failed":  # noqa: ASYNC110 - as an operator asks
            await asyncio.sleep(0.001)
        (route,) = [route for route in health_router(starting, None).routes if route.path == "/readyz"]
        answer = await route.endpoint()
        assert answer.status_code == 503 and b"missing or damaged: only crisis replies and catalogue" in answer.body
        await trying
    assert starting.state == "ready"
