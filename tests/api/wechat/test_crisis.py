"""Danger comes first: at once, as text, the number in the first line, whatever else is broken or late."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Any

from tests.fakes import FakeBot


async def test_crisis_reply_is_text_with_the_number_first_and_asks_no_bot(open_wechat: Any) -> None:
    bot = FakeBot(seconds=3)
    async with open_wechat(bot, public_url="https://xiaoou.example") as pusher:
        got = await pusher.text("oUser", "老公又打我了")
    assert got.kind == "text"
    assert 'tel:110">110' in got.text.splitlines()[0]
    assert not bot.heard


async def test_recognised_voice_is_looked_at_for_danger_too(open_wechat: Any) -> None:
    async with open_wechat() as pusher:
        got = await pusher.message("oUser", "voice", {"MediaId": "m", "Recognition": "我不想活了"})
    assert "12356" in got.text or "120" in got.text


async def test_crisis_reply_does_not_queue_behind_a_slow_answer(open_wechat: Any) -> None:
    bot = FakeBot(seconds=2)
    async with open_wechat(bot, wechat_reply_seconds=0.2) as pusher:
        await pusher.text("oUser", "两癌筛查")
        got = await pusher.text("oUser", "救命，老公拿刀砍我")
    assert "110" in got.text.splitlines()[0]
    assert got.seconds < 1


async def test_crisis_reply_is_not_held_up_by_a_locked_database(open_wechat: Any, tmp_path: Any) -> None:
    async with open_wechat() as pusher:
        await pusher.text("oUser", "你好")
        with sqlite3.connect(tmp_path / "gateway.db") as database:
            database.execute("BEGIN EXCLUSIVE")
            got = await pusher.text("oUser", "老公又打我了")
            calm_started = time.perf_counter()
            calm = await pusher.text("oUser", "两癌筛查")
            assert time.perf_counter() - calm_started < 4.5
            database.rollback()
    assert "110" in got.text.splitlines()[0]
    assert got.seconds < 1
    assert calm.text == "听到：两癌筛查"


async def test_crisis_reply_leaves_when_the_waiting_answer_stays(open_wechat: Any) -> None:
    bot = FakeBot(seconds=1.5)
    async with open_wechat(bot, wechat_reply_seconds=1.0) as pusher:
        await pusher.text("oUser", "两癌筛查")
        await asyncio.sleep(1.5)
        crisis = await pusher.text("oUser", "孩子走丢了")
        later = await pusher.text("oUser", "好")
    assert "110" in crisis.text.splitlines()[0] and "两癌" not in crisis.text
    assert later.text == "听到：两癌筛查"


async def test_every_repeat_of_a_disclosure_gets_the_same_reply(open_wechat: Any) -> None:
    async with open_wechat(mode="aes") as pusher:
        body = pusher.xml("oUser", "text", {"Content": "老公又打我了", "MsgId": "3"})
        assert len({(await pusher.send(body)).text for _ in range(3)}) == 1
