"""A message sent twice over a bad line is answered once, also by two gateways."""

from __future__ import annotations

import asyncio
from typing import Any

from bot import Reply, Status
from tests.fakes import BrokenBot, FakeBot

SENT = {"message": "产假几天", "session_id": "one", "message_id": "0123456789abcdef"}


async def test_sent_again_gets_the_same_answer_and_costs_nothing(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        first = await client.post("/api/chat", json=SENT)
        again = await client.post("/api/chat", json=SENT)
        another = await client.post("/api/chat", json=SENT | {"message_id": "another-message"})
    assert first.json() == again.json() == another.json()
    assert len(bot.heard) == 2 and "ratelimit-remaining" not in again.headers


async def test_two_gateways_at_once_ask_the_bot_once(open_door: Any) -> None:
    bot = FakeBot(seconds=0.3)
    async with open_door(bot) as one, open_door(bot) as other:
        replies = await asyncio.gather(*(client.post("/api/chat", json=SENT) for client in (one, other, one)))
    assert len(bot.heard) == 1 and len({reply.text for reply in replies}) == 1


async def test_the_same_id_of_another_session_is_another_message(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        await client.post("/api/chat", json=SENT)
        await client.post("/api/chat", json=SENT | {"session_id": "two"})
    assert len(bot.heard) == 2


async def test_a_failed_answer_can_be_asked_for_again(open_door: Any) -> None:
    class OnceBroken(FakeBot):
        async def reply(self, *arguments: Any) -> Reply:
            await super().reply(*arguments)
            if len(self.heard) == 1:
                raise RuntimeError("once")
            return Reply.saying(Status.ANSWERED, "好了")

    async with open_door(OnceBroken()) as client:
        assert (await client.post("/api/chat", json=SENT)).status_code == 503
        assert (await client.post("/api/chat", json=SENT)).json()["text"] == "好了"


async def test_forgetting_a_session_forgets_its_replies(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        await client.post("/api/chat", json=SENT)
        await client.post("/api/forget", json={"session_id": "one"})
        await client.post("/api/chat", json=SENT)
    assert len(bot.heard) == 2


async def test_danger_is_answered_again_each_time(open_door: Any) -> None:
    async with open_door(BrokenBot()) as client:
        crisis = SENT | {"message": "老公又打我了"}
        replies = [await client.post("/api/chat", json=crisis) for _ in range(2)]
    assert [reply.json()["status"] for reply in replies] == ["crisis", "crisis"]
