"""POST /api/chat: the contract, bad input, order, repeats, crisis, outages."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from api.pseudonym import pseudonym
from bot import BotUnavailable, Location, Reply, Status, VolatileMemory
from tests.fakes import BrokenBot, FakeBot

KEYS = {"session_id", "status", "text", "safety", "facet", "district", "services", "messages"}


async def test_reply_always_has_every_key_of_the_contract(open_door: Any) -> None:
    async with open_door() as client:
        for message in ("两癌筛查", "老公打我", "？"):
            response = await client.post("/api/chat", json={"message": message})
            assert response.status_code == 200
            assert set(response.json()) == KEYS


async def test_session_is_given_and_kept(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        first = (await client.post("/api/chat", json={"message": "你好"})).json()
        await client.post("/api/chat", json={"message": "要钱吗", "session_id": first["session_id"]})
        await client.post("/api/chat", json={"message": "要钱吗"})
    assert bot.heard[0][0] == bot.heard[1][0] != bot.heard[2][0]


async def test_bot_never_sees_the_session_itself(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        await client.post("/api/chat", json={"message": "你好", "session_id": "my-session"})
    assert bot.heard[0][0] == pseudonym(b"a-secret-for-tests-only", "web", "my-session")
    assert "my-session" not in bot.heard[0][0]


async def test_personal_numbers_are_masked_before_the_bot_hears_them(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        await client.post("/api/chat", json={"message": "我叫小王 13812345678 身份证330302199001011234 打12338"})
    text = bot.heard[0][1]
    assert "13812345678" not in text and "330302199001011234" not in text
    assert "〔手机号〕" in text and "〔身份证号〕" in text and "12338" in text


BAD_BODIES = {
    "empty message": b'{"message": ""}',
    "blank message": '{"message": " \u3000\\n "}'.encode(),
    "invisible message": '{"message": "\u200b\u200d\ufeff"}'.encode(),
    "501 characters": json.dumps({"message": "问" * 501}).encode(),
    "one megabyte": json.dumps({"message": "问" * 350_000}).encode(),
    "broken JSON": b'{"message": "hi"',
    "not an object": b'["message"]',
    "no message": b"{}",
    "number as message": b'{"message": 5}',
    "null as message": b'{"message": null}',
    "list as session": b'{"message": "hi", "session_id": [1]}',
    "session with a newline": b'{"message": "hi", "session_id": "a\\nb"}',
    "session of 10,000 characters": json.dumps({"message": "hi", "session_id": "a" * 10_000}).encode(),
    "lone surrogate only": b'{"message": "\\ud800"}',
    "lone surrogate in session": b'{"message": "hi", "session_id": "\\ud800"}',
    "latitude beyond the pole": b'{"message": "hi", "location": {"lat": 91, "lng": 120}}',
    "latitude that is no number": b'{"message": "hi", "location": {"lat": NaN, "lng": 120}}',
    "not UTF-8": b'{"message": "\xff\xfe"}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
async def test_bad_input_gets_a_chinese_sentence_and_never_reaches_the_bot(open_door: Any, body: bytes) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        response = await client.post("/api/chat", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= response.status_code < 500
    assert any("\u4e00" <= character <= "\u9fff" for character in response.json()["text"])
    assert bot.heard == []


ODD_MESSAGES = (
    "<script>alert(1)</script> 产假几天",
    "'; DROP TABLE service; --",
    "两癌\x00筛\x07查\u202e",
    "\ud83d产假",
    "/restart",
    "😀😀😀",
    "问" * 500,
)


@pytest.mark.parametrize("message", ODD_MESSAGES)
async def test_odd_but_honest_input_gets_an_ordinary_answer(open_door: Any, message: str) -> None:
    async with open_door() as client:
        content = json.dumps({"message": message}).encode()
        response = await client.post("/api/chat", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    assert response.json()["status"] == "answered"


async def test_one_users_messages_are_answered_one_at_a_time_and_in_order(open_door: Any) -> None:
    bot = FakeBot(seconds=0.01)
    async with open_door(bot) as client:
        asked = [client.post("/api/chat", json={"message": f"第{n}句", "session_id": "one"}) for n in range(6)]
        replies = await asyncio.gather(*asked)
    assert [reply.json()["text"] for reply in replies] == [f"听到：第{n}句" for n in range(6)]
    assert [text for _, text in bot.heard] == [f"第{n}句" for n in range(6)]
    assert bot.most_running_for_one == 1


async def test_a_repeat_joins_the_answer_in_flight(open_door: Any) -> None:
    bot = FakeBot(seconds=0.05)
    async with open_door(bot) as client:
        asked = [client.post("/api/chat", json={"message": "产假几天", "session_id": "one"}) for _ in range(3)]
        replies = await asyncio.gather(*asked)
    assert len(bot.heard) == 1
    assert {reply.json()["text"] for reply in replies} == {"听到：产假几天"}


async def test_too_many_waiting_messages_are_refused_kindly_but_a_crisis_is_answered(open_door: Any) -> None:
    bot = FakeBot(seconds=0.2)
    async with open_door(bot) as client:
        asked = [
            asyncio.create_task(client.post("/api/chat", json={"message": f"第{n}句", "session_id": "one"}))
            for n in range(22)
        ]
        await asyncio.sleep(0.05)
        crisis = await client.post("/api/chat", json={"message": "老公又打我了", "session_id": "one"})
        replies = [task.result() for task in (await asyncio.wait(asked, timeout=0.1))[0]]
        for task in asked:
            task.cancel()
    assert crisis.json()["status"] == "crisis"
    assert [reply.status_code for reply in replies] == [429, 429]
    assert "等" in replies[0].json()["text"]


async def test_crisis_is_answered_without_asking_the_bot(open_door: Any) -> None:
    bot = BrokenBot()
    async with open_door(bot) as client:
        reply = (await client.post("/api/chat", json={"message": "他掐我脖子，我在柳市"})).json()
    assert reply["status"] == "crisis" and reply["safety"] == "domestic_violence"
    assert reply["text"].split("\n")[0].count("110") == 1
    assert "12338" in reply["text"] and reply["district"] == "乐清市"
    assert "women-2.7.3" in reply["services"][0]["clauses"]


async def test_crisis_is_answered_without_catalogue_model_and_memory(settings: Any) -> None:
    """The number to call must come while the database is gone, the model missing and nothing can be stored."""
    import httpx

    from api.app import create_app

    class LockedMemory(VolatileMemory):
        def load(self, conversation_id: str) -> dict[str, Any]:
            raise OSError("locked")

        def save(self, conversation_id: str, state: dict[str, Any]) -> None:
            raise OSError("locked")

    app = create_app(settings, BrokenBot(BotUnavailable("no model")), None, LockedMemory())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        reply = (await client.post("/api/chat", json={"message": "不想活了"})).json()
        ready = await client.get("/readyz")
    assert reply["safety"] == "self_harm" and "12356" in reply["text"]
    assert ready.status_code == 503


async def test_a_disclosure_is_remembered_until_it_is_taken_back(open_door: Any) -> None:
    smalltalk = FakeBot(lambda text: Reply.saying(Status.SMALLTALK, "好的"))
    async with open_door(smalltalk) as client:
        say = lambda message: client.post("/api/chat", json={"message": message, "session_id": "one"})  # noqa: E731
        await say("我爸拿皮带抽我")
        again = (await say("有人吗")).json()
        taken_back = (await say("气话，没事")).json()
        after = (await say("你好")).json()
    assert again["safety"] == "child_abuse" and "110" in again["text"]
    assert taken_back["safety"] is None and after["safety"] is None


async def test_a_broken_bot_is_stood_in_for_by_look_up(open_door: Any) -> None:
    async with open_door(BrokenBot()) as client:
        found = (await client.post("/api/chat", json={"message": "喘息服务"})).json()
        nothing = (await client.post("/api/chat", json={"message": "qqqq"})).json()
    assert found["status"] == "answered" and found["services"][0]["id"] == "respite-care"
    assert nothing["status"] == "unavailable" and "12345" in nothing["text"]


async def test_an_outage_inside_the_gateway_is_a_prepared_sentence(open_door: Any) -> None:
    class Exploding(FakeBot):
        async def reply(self, conversation_id: str, text: str) -> Reply:
            raise RuntimeError(f"secret detail about {text}")

    async with open_door(Exploding()) as client:
        response = await client.post("/api/chat", json={"message": "产假"})
    assert response.status_code == 503
    assert "12345" in response.json()["text"] and "secret" not in response.text


async def test_forgetting_reaches_the_bot(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        await client.post("/api/chat", json={"message": "你好", "session_id": "one"})
        response = await client.post("/api/forget", json={"session_id": "one"})
    assert response.json() == {"forgotten": True}
    assert bot.forgotten == [bot.heard[0][0]]


async def test_log_lines_carry_no_message_text(open_door: Any, capfd: Any) -> None:
    from api.__main__ import configure_log

    configure_log()
    async with open_door() as client:
        await client.post("/api/chat", json={"message": "我叫王小丫住在五马街"})
        await client.post("/api/chat", json={"message": "王小丫被老公打了"})
    out, err = capfd.readouterr()
    assert err.count('"event": "answered"') == 2 and '"status": "crisis"' in err
    assert "王小丫" not in out + err and "五马" not in out + err


async def test_where_the_citizen_is_reaches_the_bot(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        where = {"lat": 28.0, "lng": 120.65}
        await client.post("/api/chat", json={"message": "离我最近的托育点", "location": where})
        await client.post("/api/chat", json={"message": "离我最近的托育点"})
    assert bot.located == [Location(28.0, 120.65, "WGS84"), None]


async def test_a_disclosure_is_answered_even_in_a_message_too_long_to_take(
    open_door: Any,
) -> None:
    async with open_door() as client:
        reply = (await client.post("/api/chat", json={"message": "老公又打我了，" + "我好怕，" * 300})).json()
    assert reply.get("safety") == "domestic_violence", reply


class StuckMemory(VolatileMemory):
    """A memory that a locked database holds up."""

    def load(self, conversation_id: str) -> dict[str, Any]:
        time.sleep(3)
        return {}

    def save(self, conversation_id: str, state: dict[str, Any]) -> None:
        time.sleep(3)


async def test_a_locked_database_does_not_hold_up_a_crisis_reply(open_door: Any) -> None:
    async with open_door(memory=StuckMemory()) as client:
        started = time.perf_counter()
        reply = (await client.post("/api/chat", json={"message": "老公又打我了"})).json()
    assert reply.get("safety") == "domestic_violence", reply
    assert time.perf_counter() - started < 2.9
