"""Five seconds, repeats, and answers that come late: asked once, delivered once."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Any

import pytest

from bot import Reply, Status
from services_db.database import migrate, open_engine
from services_db.state import WechatQuota
from tests.fakes import FakeBot

WAIT = "回复任意字"


@pytest.fixture
def redis_url(in_both_stores: str) -> str:
    return in_both_stores


async def soon(is_so: Any, seconds: float = 8.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not come"
        await asyncio.sleep(0.05)


async def test_three_pushes_at_once_are_one_question_with_one_answer(open_wechat: Any) -> None:
    bot = FakeBot(seconds=0.3)
    async with open_wechat(bot) as pusher:
        body = pusher.xml("oUser", "text", {"Content": "产假几天", "MsgId": "77"})
        got = await asyncio.gather(*(pusher.send(body) for _ in range(3)))
    assert {g.text for g in got} == {"听到：产假几天"}
    assert len(bot.heard) == 1


async def test_repeat_after_the_answer_gets_the_same_answer(open_wechat: Any) -> None:
    bot = FakeBot(lambda text: Reply.saying(Status.ANSWERED, f"第{len(bot.heard)}次"))
    async with open_wechat(bot) as pusher:
        body = pusher.xml("oUser", "text", {"Content": "产假几天", "MsgId": "77"})
        assert [(await pusher.send(body)).text for _ in range(3)] == ["第1次"] * 3


async def test_same_message_id_of_two_users_is_two_questions(open_wechat: Any) -> None:
    bot = FakeBot()
    async with open_wechat(bot) as pusher:
        for user in ("oOne", "oTwo"):
            await pusher.text(user, "你好", message_id=5, created=1_700_000_000)
    assert len({user for user, _ in bot.heard}) == 2


async def test_late_answer_goes_through_the_api_once(open_wechat: Any, api: Any) -> None:
    bot = FakeBot(seconds=4.0)
    async with open_wechat(bot, api, wechat_reply_seconds=3.0) as pusher:
        api.allowed["oUser"] = 5
        first = await pusher.text("oUser", "两癌筛查")
        await soon(lambda: api.sent)
        await asyncio.sleep(0.5)
    assert (first.status, first.raw) == (200, "success")
    assert api.texts("oUser") == ["听到：两癌筛查"]
    assert len(bot.heard) == 1


async def test_repeat_while_the_first_is_in_flight_delivers_on_the_newest_socket(open_wechat: Any, api: Any) -> None:
    bot = FakeBot(seconds=2.4)
    async with open_wechat(bot, api, wechat_reply_seconds=1.5) as pusher:
        api.allowed["oUser"] = 5
        body = pusher.xml("oUser", "text", {"Content": "两癌筛查", "MsgId": "9"})
        first = await pusher.send(body)
        second = await pusher.send(body)
        third = await pusher.send(body)
        await asyncio.sleep(0.3)
    assert first.raw == "success"
    assert second.text == third.text == "听到：两癌筛查"
    assert not api.sent
    assert len(bot.heard) == 1


async def test_late_answer_waits_for_the_next_message_when_there_is_no_api(open_wechat: Any) -> None:
    bot = FakeBot(seconds=0.8)
    async with open_wechat(bot, wechat_reply_seconds=0.3) as pusher:
        first = await pusher.text("oUser", "两癌筛查")
        assert WAIT in first.text
        await asyncio.sleep(1.0)
        assert (await pusher.text("oUser", "1")).text == "听到：两癌筛查"
        assert len(bot.heard) == 1
        again = await pusher.text("oUser", "1")
    assert WAIT in again.text
    assert [text for _, text in bot.heard] == ["两癌筛查", "1"]


async def test_asking_for_the_answer_too_early_waits_for_it(open_wechat: Any) -> None:
    bot = FakeBot(seconds=2.4)
    async with open_wechat(bot, wechat_reply_seconds=1.7) as pusher:
        assert WAIT in (await pusher.text("oUser", "两癌筛查")).text
        said = [(await pusher.text("oUser", "好的")).text]
        while WAIT in said[-1] and len(said) < 4:
            said.append((await pusher.text("oUser", "好的")).text)
        assert said[-1] == "听到：两癌筛查"
        await asyncio.sleep(2.0)
        fresh = await pusher.text("oUser", "产假")
    assert [text for _, text in bot.heard] == ["两癌筛查", "产假"]
    assert "两癌" not in fresh.text


async def test_another_question_gets_the_waiting_answer_too(open_wechat: Any) -> None:
    slow = FakeBot(seconds=0.6)
    async with open_wechat(slow, wechat_reply_seconds=0.3) as pusher:
        await pusher.text("oUser", "两癌筛查")
        await asyncio.sleep(0.8)
        slow._seconds = 0.0
        got = await pusher.text("oUser", "产假有几天")
        once = await pusher.text("oUser", "生育津贴")
    assert got.text.index("听到：两癌筛查") < got.text.index("听到：产假有几天")
    assert once.text == "听到：生育津贴"


async def test_answer_waits_when_the_api_refuses_and_the_next_late_one_says_so(open_wechat: Any, api: Any) -> None:
    bot = FakeBot(seconds=4.0)
    api.script["send"] = [48001]
    async with open_wechat(bot, api, wechat_reply_seconds=3.0) as pusher:
        api.allowed["oUser"] = 5
        assert (await pusher.text("oUser", "两癌筛查")).raw == "success"
        await soon(lambda: api.calls["send"])
        await asyncio.sleep(0.2)
        assert (await pusher.text("oUser", "？")).text == "听到：两癌筛查"
        assert WAIT in (await pusher.text("oUser", "产假有几天")).text
    assert not api.sent


async def test_a_late_answer_after_a_scan_uses_the_window_of_clicks(open_wechat: Any, api: Any) -> None:
    bot = FakeBot(lambda text: Reply.saying(Status.SMALLTALK, "好，记下了。", "乐清市"), seconds=4.0)
    async with open_wechat(bot, api, wechat_reply_seconds=3.0) as pusher:
        api.allowed["oUser"] = 3
        await pusher.event("oUser", "SCAN", {"EventKey": "330382"})
        await soon(lambda: api.sent)
    assert "乐清市" in api.texts("oUser")[0]


def test_allowance_is_five_a_message_and_renewed_by_the_next_one() -> None:
    engine = open_engine("sqlite://")
    migrate(engine)
    quota = WechatQuota(engine)
    quota.grant("u", "message", 1000.0, 48 * 3600.0, 5)
    assert [quota.spend("u", 1001.0) for _ in range(6)] == [True] * 5 + [False]
    quota.grant("u", "message", 1000.0, 48 * 3600.0, 5)
    assert not quota.spend("u", 1002.0)
    quota.grant("u", "message", 1003.0, 48 * 3600.0, 5)
    assert quota.spend("u", 1004.0)
    assert not quota.spend("u", 1004.0 + 48 * 3600.0)


async def test_a_failing_bot_is_no_reason_for_silence(open_wechat: Any) -> None:
    def fail(text: str) -> Reply:
        raise RuntimeError("broken on purpose")

    async with open_wechat(FakeBot(fail)) as pusher:
        got = await pusher.text("oUser", "两癌筛查")
    assert "12345" in got.text


async def test_nothing_is_left_behind_after_an_answer_was_delivered(open_wechat: Any, api: Any, tmp_path: Any) -> None:
    bot = FakeBot(seconds=4.0)
    async with open_wechat(bot, api, wechat_reply_seconds=3.0) as pusher:
        api.allowed["o-secret-open-id"] = 5
        await pusher.text("o-secret-open-id", "我叫王小花")
        await soon(lambda: api.sent)
        await asyncio.sleep(0.3)
    with sqlite3.connect(tmp_path / "gateway.db") as database:
        kept = "\n".join(database.iterdump())
    assert "wechat_turn" in kept
    assert "o-secret-open-id" not in kept
