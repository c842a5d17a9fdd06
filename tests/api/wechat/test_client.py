"""WeChat's API from our side, over real HTTP: one token for all, errors that pass, errors that stay."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.settings import Settings
from api.wechat.answer import Answer, Article
from api.wechat.bookkeeping import Bookkeeping
from api.wechat.client import WeChatApi
from api.wechat.delivery import Delivery
from api.wechat.errors import ApiBusy, ApiError, ApiRefused
from tests.wechat_side.api_server import APP_ID, APP_SECRET, WeChatApiServer

HELLO = Answer.saying("您好，第“一”句")
Clients = Callable[..., Any]


class Time:
    """A clock to turn, and a sleep that only writes down how long."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def open_api(api: WeChatApiServer, tmp_path: Any, time: Time) -> Clients:
    """`async with open_api() as client`: one process's client; several share the database."""

    @asynccontextmanager
    async def opener(**changes: Any) -> AsyncIterator[WeChatApi]:
        account = {"wechat_app_id": APP_ID, "wechat_app_secret": APP_SECRET, "wechat_api_base": api.base}
        settings = Settings(**(account | changes))
        books = Bookkeeping.open(f"sqlite:///{tmp_path}/shared.db", APP_ID)
        client = WeChatApi(settings, books, b"a-key-for-tests", clock=time.clock, sleep=time.sleep)
        try:
            yield client
        finally:
            await client.close()
            books.close()

    api.allowed["oUser"] = 100
    return opener


async def test_many_messages_at_once_cost_one_token(open_api: Clients, api: WeChatApiServer) -> None:
    api.token_seconds = 0.2
    async with open_api() as client:
        await asyncio.gather(*(client.send("oUser", HELLO) for _ in range(30)))
    assert api.calls["stable_token"] == 1
    assert api.texts() == [HELLO.text] * 30


async def test_processes_share_one_token(open_api: Clients, api: WeChatApiServer) -> None:
    api.token_seconds = 0.3
    async with open_api() as one, open_api() as other, open_api() as third:
        await asyncio.gather(*(client.send("oUser", HELLO) for client in (one, other, third) for _ in range(5)))
    assert api.calls["stable_token"] == 1
    assert len(api.sent) == 15


async def test_token_is_not_readable_in_the_database(open_api: Clients, api: WeChatApiServer, tmp_path: Any) -> None:
    async with open_api() as client:
        await client.send("oUser", HELLO)
    with sqlite3.connect(tmp_path / "shared.db") as database:
        kept = "\n".join(database.iterdump())
    assert "wechat_token" in kept and api.token not in kept and APP_SECRET not in kept


async def test_token_is_renewed_before_it_ends(open_api: Clients, api: WeChatApiServer, time: Time) -> None:
    async with open_api() as client:
        await client.send("oUser", HELLO)
        time.now += 7200 - 301
        await client.send("oUser", HELLO)
        assert api.calls["stable_token"] == 1
        time.now += 2
        api.expire()
        await client.send("oUser", HELLO)
    assert api.calls["stable_token"] == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_rejected_token_is_renewed_once(open_api: Clients, api: WeChatApiServer, code: int) -> None:
    api.script["send"] = [code]
    async with open_api() as client:
        await client.send("oUser", HELLO)
    assert len(api.sent) == 1
    assert api.calls["stable_token"] == 3 and api.forced == 1


async def test_token_that_another_system_replaced_is_fetched_without_force(
    open_api: Clients, api: WeChatApiServer
) -> None:
    async with open_api() as client:
        await client.send("oUser", HELLO)
        api.expire()
        await asyncio.gather(*(client.send("oUser", HELLO) for _ in range(10)))
    assert len(api.sent) == 11
    assert (api.calls["stable_token"], api.forced) == (2, 0)


async def test_lasting_rejection_costs_a_handful_of_requests(open_api: Clients, api: WeChatApiServer) -> None:
    api.script["send"] = [40001] * 1000
    async with open_api() as client:
        for _ in range(20):
            with pytest.raises(ApiError):
                await client.send("oUser", HELLO)
    assert api.forced == 1
    assert api.calls["stable_token"] < 25


async def test_old_token_interface_is_an_option(open_api: Clients, api: WeChatApiServer) -> None:
    async with open_api(wechat_stable_token=False) as client:
        await client.send("oUser", HELLO)
        api.expire()
        await client.send("oUser", HELLO)
    assert (api.calls["token"], api.calls["stable_token"]) == (2, 0)


async def test_wrong_secret_is_refused_for_good(open_api: Clients, api: WeChatApiServer) -> None:
    async with open_api(wechat_app_secret="not-the-secret") as client:
        with pytest.raises(ApiRefused) as raised:
            await client.send("oUser", HELLO)
    assert raised.value.code == 40125
    assert api.calls["stable_token"] == 1


@pytest.mark.parametrize("trouble", [-1, ("http", 502), ("http", 500)])
async def test_busy_api_is_asked_again_after_longer_and_longer_pauses(
    open_api: Clients, api: WeChatApiServer, time: Time, trouble: Any
) -> None:
    api.script["send"] = [trouble, trouble]
    async with open_api() as client:
        await client.send("oUser", HELLO)
    assert len(api.sent) == 1
    assert len(time.slept) == 2 and time.slept[0] < time.slept[1]


async def test_api_that_stays_busy_is_given_up(open_api: Clients, api: WeChatApiServer) -> None:
    api.script["send"] = [("http", 503)] * 9
    async with open_api() as client:
        with pytest.raises(ApiBusy):
            await client.send("oUser", HELLO)
    assert api.calls["send"] == 3


async def test_used_up_calls_leave_the_api_alone_for_a_while(
    open_api: Clients, api: WeChatApiServer, time: Time
) -> None:
    api.script["send"] = [45009]
    async with open_api() as client:
        for _ in range(5):
            with pytest.raises(ApiBusy):
                await client.send("oUser", HELLO)
        assert api.calls["send"] == 1
        time.now += 3601
        await client.send("oUser", HELLO)
    assert len(api.sent) == 1


async def test_article_goes_out_as_news(open_api: Clients, api: WeChatApiServer) -> None:
    async with open_api() as client:
        await client.send("oUser", Answer(article=Article("标题", "摘要", "https://xiaoou.example/x")))
    assert api.sent[0]["news"]["articles"][0]["title"] == "标题"


@asynccontextmanager
async def delivery_of(client: WeChatApi, tmp_path: Any, time: Time) -> AsyncIterator[tuple[Delivery, Bookkeeping]]:
    books = Bookkeeping.open(f"sqlite:///{tmp_path}/shared.db", APP_ID)
    try:
        yield Delivery(books, client, time.clock), books
    finally:
        books.close()


async def test_answer_that_a_busy_api_did_not_take_is_sent_later_once(
    open_api: Clients, api: WeChatApiServer, tmp_path: Any, time: Time
) -> None:
    api.script["send"] = [("http", 503)] * 3
    async with open_api() as client, delivery_of(client, tmp_path, time) as (delivery, _):
        assert await delivery.reserve("user", "message", time.now)
        await delivery.post("key", "user", "oUser", HELLO)
        await delivery.post_due()
        assert not api.sent
        time.now += 31
        await asyncio.gather(delivery.post_due(), delivery.post_due())
        await delivery.post_due()
    assert api.texts() == [HELLO.text]


async def test_answer_left_by_a_process_that_ended_is_sent_by_another(
    open_api: Clients, api: WeChatApiServer, tmp_path: Any, time: Time
) -> None:
    async with open_api() as client, delivery_of(client, tmp_path, time) as (delivery, books):
        await delivery.reserve("user", "message", time.now)
        books.outbox.put("key", "user", "oUser", HELLO.to_json(), time.now, 60.0)
        await delivery.post_due()
        assert not api.sent
        time.now += 61
        await delivery.post_due()
    assert api.texts() == [HELLO.text]


@pytest.mark.parametrize("code", [45015, 45047, 48001, 40003])
async def test_outbox_forgets_the_open_id_when_the_api_says_no(
    open_api: Clients, api: WeChatApiServer, tmp_path: Any, time: Time, code: int
) -> None:
    api.script["send"] = [code]
    async with open_api() as client, delivery_of(client, tmp_path, time) as (delivery, books):
        await delivery.post("key", "user", "oUser", HELLO)
        assert "oUser" not in dump(tmp_path)
        assert [Answer.from_json(stored) for _, stored in books.turns.waiting("user", time.now, 60.0)] == [HELLO]
        assert await delivery.reserve("user", "message", time.now) is (code != 48001)


async def test_outbox_forgets_what_nobody_fetched(tmp_path: Any, time: Time) -> None:
    books = Bookkeeping.open(f"sqlite:///{tmp_path}/shared.db", APP_ID)
    books.outbox.put("old", "user", "oUser", HELLO.to_json(), time.now, 1.0)
    books.outbox.forget_before(time.now - 1, time.now + 1)
    assert "oUser" not in dump(tmp_path) and "old" in dump(tmp_path)
    books.outbox.forget_before(time.now + 1, time.now + 1)
    assert "'old'" not in dump(tmp_path)
    books.close()


def dump(folder: Any) -> str:
    with sqlite3.connect(folder / "shared.db") as database:
        return "\n".join(database.iterdump())
