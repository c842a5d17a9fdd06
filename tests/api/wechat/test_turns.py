"""The two stores of turns say the same, and a Redis that is away costs nobody an answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.wechat.bookkeeping import Bookkeeping
from api.wechat.turns import Turns, TurnsInDatabase
from api.wechat.turns_in_redis import TurnsInRedis
from tests.fakes import FakeBot
from tests.redis_server import RedisServer
from tests.serving import free_port

WAIT = "回复任意字"
NOW = 1_795_000_000.25


@pytest.fixture
async def turns(tmp_path: Path, in_both_stores: str) -> AsyncIterator[Turns]:
    books = Bookkeeping.open(f"sqlite:///{tmp_path}/turns.db", "wx")
    store: Turns = TurnsInRedis.at(in_both_stores, books) if in_both_stores else TurnsInDatabase(books)
    yield store
    await store.close()
    books.close()


async def test_second_who_begins_a_turn_finds_the_first(turns: Turns) -> None:
    assert (await turns.begin("turn", "user", "one", NOW, 6)).turn is None
    found = (await turns.begin("turn", "user", "other", NOW + 1, 6)).turn
    assert found == await turns.look("turn")
    assert found and (found.owner, found.lease_until, found.answer, found.taken_by) == ("one", NOW + 6, None, None)


async def test_turn_nobody_began_is_not_there(turns: Turns) -> None:
    assert await turns.look("turn") is None
    assert not await turns.take_over("turn", "other", NOW, 6)


async def test_turn_is_taken_over_only_when_its_process_went_silent(turns: Turns) -> None:
    await turns.begin("turn", "user", "one", NOW, 6)
    assert not await turns.take_over("turn", "other", NOW + 5, 6)
    await turns.renew(["turn"], "one", NOW + 10)
    await turns.renew(["turn"], "stranger", NOW + 99)
    assert not await turns.take_over("turn", "other", NOW + 9, 6)
    assert await turns.take_over("turn", "other", NOW + 11, 6)
    assert not await turns.take_over("turn", "third", NOW + 12, 6)


async def test_answer_is_kept_for_repeats_and_delivered_by_one(turns: Turns) -> None:
    await turns.begin("turn", "user", "one", NOW, 6)
    assert not await turns.take("turn", "outbox", otherwise=True)
    assert await turns.finish("turn", "user", "听到", None, (), None, NOW) == 0
    assert [await turns.take("turn", way, otherwise=True) for way in ("outbox", "passive")] == [True, False]
    found = (await turns.begin("turn", "user", "other", NOW + 1, 6)).turn
    assert found and (found.answer, found.taken_by) == ("听到", "outbox")
    assert not await turns.take_over("turn", "other", NOW + 99, 6)


async def test_whoever_finishes_learns_how_long_another_process_waits(turns: Turns) -> None:
    await turns.begin("turn", "user", "one", NOW, 6)
    await turns.await_until("turn", NOW + 3.5)
    await turns.await_until("turn", NOW + 2)
    assert await turns.finish("turn", "user", "听到", None, (), None, NOW) == NOW + 3.5


async def test_begin_tells_the_unfinished_turn_and_the_pages_of_this_user_alone(turns: Turns) -> None:
    await turns.begin("first", "user", "one", NOW, 6)
    assert (await turns.begin("second", "user", "one", NOW + 1, 6)).unfinished == "first"
    assert (await turns.begin("third", "stranger", "one", NOW + 1, 6)).unfinished is None
    await turns.finish("first", "user", "一", "passive", (), "下一页", NOW + 2)
    await turns.finish("second", "user", "二", "passive", (), None, NOW + 2)
    begun = await turns.begin("fourth", "user", "one", NOW + 3, 6)
    assert (begun.unfinished, begun.pages) == (None, "下一页")
    await turns.finish("fourth", "user", "四", "passive", (), "", NOW + 4)
    assert (await turns.begin("fifth", "user", "one", NOW + 30, 6)).pages is None


async def test_forgotten_user_gets_nothing_that_was_on_its_way(turns: Turns) -> None:
    await turns.begin("done", "user", "one", NOW, 6)
    await turns.finish("done", "user", "听到", "passive", (), "下一页", NOW)
    await turns.begin("on its way", "user", "one", NOW, 6)
    await turns.forget_user("user")
    found = await turns.look("done")
    assert found is None or found.answer is None
    await turns.finish("on its way", "user", "听到", None, (), None, NOW)
    assert not await turns.take("on its way", "outbox", otherwise=True)
    begun = await turns.begin("new", "user", "one", NOW + 1, 6)
    assert (begun.unfinished, begun.pages) == (None, None)


async def test_redis_keeps_a_turn_a_quarter_of_an_hour_and_no_open_id(open_wechat: Any, redis: RedisServer) -> None:
    async with open_wechat(FakeBot(), redis_url=redis.url) as pusher:
        await pusher.text("o-secret-open-id", "我叫王小花", message_id=4711)
    keys = redis.client.keys()
    kept = " ".join(str(redis.client.hgetall(key)) for key in keys if "turn" in key)
    assert len(keys) == 2
    assert all(850 < redis.client.ttl(key) <= 900 for key in keys)
    assert "听到" in kept
    assert "o-secret-open-id" not in kept + " ".join(keys)


async def test_without_redis_turns_go_through_the_database(open_wechat: Any) -> None:
    bot = FakeBot()
    async with open_wechat(bot, redis_url=f"redis://127.0.0.1:{free_port()}/0") as pusher:
        body = pusher.xml("oUser", "text", {"Content": "产假几天", "MsgId": "77"})
        started = time.perf_counter()
        assert {(await pusher.send(body)).text for _ in range(3)} == {"听到：产假几天"}
        assert time.perf_counter() - started < 3
    assert len(bot.heard) == 1


async def test_redis_that_falls_silent_costs_less_than_the_five_seconds(open_wechat: Any, redis: RedisServer) -> None:
    async with open_wechat(FakeBot(), redis_url=redis.url) as pusher:
        await pusher.text("oUser", "先来一句")
        redis.fall_silent()
        got = [await pusher.text("oUser", f"第{n}句") for n in range(5)]
    assert [g.text for g in got] == [f"听到：第{n}句" for n in range(5)]
    assert max(g.seconds for g in got) < 4


@pytest.mark.parametrize("comes_back", [True, False])
async def test_late_answer_survives_a_redis_that_dies_while_the_bot_thinks(
    open_wechat: Any, api: Any, redis: RedisServer, comes_back: bool
) -> None:
    api.allowed["oUser"] = 5
    bot = FakeBot(seconds=1.5)
    async with open_wechat(bot, api, redis_url=redis.url, wechat_reply_seconds=0.6) as pusher:
        assert (await pusher.text("oUser", "两癌筛查")).raw == "success"
        redis.end()
        if comes_back:
            redis.start()
        await asyncio.sleep(3)
    assert api.texts("oUser") == ["听到：两癌筛查"]


async def test_a_turn_begun_in_the_database_ends_there_when_redis_is_back(open_wechat: Any, redis: RedisServer) -> None:
    redis.end()
    bot = FakeBot(seconds=4.5)
    async with open_wechat(bot, redis_url=redis.url, wechat_reply_seconds=1) as pusher:
        assert WAIT in (await pusher.text("oUser", "两癌筛查")).text
        redis.start()
        await asyncio.sleep(4.5)
        assert (await pusher.text("oUser", "好")).text == "听到：两癌筛查"
        assert len(redis.client.keys()) == 2
    assert [text for _, text in bot.heard] == ["两癌筛查"]
