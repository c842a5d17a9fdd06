"""How fast one user and one address may ask; danger is never counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from api.door_state import DoorState
from api.rate_limit import home_of, is_this_machine
from services_db.state import AtOnce
from tests.fakes import FakeBot


@pytest.fixture
def hasty(settings: Any) -> Any:
    return replace(settings, user_burst=3, user_per_minute=6, address_burst=5, address_per_minute=6)


async def ask(client: Any, message: str, session: str = "one") -> Any:
    return await client.post("/api/chat", json={"message": message, "session_id": session})


async def test_headers_count_down_and_the_refusal_is_kind_and_says_when(open_door: Any, hasty: Any) -> None:
    bot = FakeBot()
    async with open_door(bot, settings=hasty) as client:
        replies = [await ask(client, f"第{n}句") for n in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert [reply.headers["ratelimit-remaining"] for reply in replies] == ["2", "1", "0", "0"]
    assert replies[0].headers["ratelimit-limit"] == "3"
    seconds = int(replies[-1].headers["retry-after"])
    assert 9 <= seconds <= 10 and f"{seconds} 秒" in replies[-1].json()["text"]
    assert "110" in replies[-1].json()["text"] and len(bot.heard) == 3


async def test_danger_is_answered_however_fast_it_is_told_and_so_is_what_follows(open_door: Any, hasty: Any) -> None:
    async with open_door(settings=hasty) as client:
        for n in range(4):
            last = await ask(client, f"第{n}句")
        assert last.status_code == 429
        crises = [await ask(client, "老公又打我了") for _ in range(8)]
        after = await ask(client, "我该去哪里")
    assert {reply.json()["status"] for reply in crises} == {"crisis"}
    assert after.status_code == 200


async def test_new_sessions_from_one_address_win_nothing(open_door: Any, hasty: Any) -> None:
    async with open_door(settings=hasty) as client:
        codes = [(await ask(client, "你好", f"session-{n}")).status_code for n in range(7)]
        crisis = await ask(client, "不想活了", "session-8")
    assert codes == [200] * 5 + [429] * 2
    assert crisis.json()["safety"] == "self_harm"


async def test_a_limit_of_zero_is_no_limit(open_door: Any, hasty: Any) -> None:
    async with open_door(settings=replace(hasty, user_per_minute=0, address_per_minute=0)) as client:
        replies = [await ask(client, f"第{n}句") for n in range(8)]
    assert {reply.status_code for reply in replies} == {200}
    assert "ratelimit-limit" not in replies[0].headers


async def test_a_broken_database_leaves_the_door_open(open_door: Any, hasty: Any) -> None:
    class Broken:
        def enter(self, *arguments: object) -> None:
            raise OperationalError("disk full", None, Exception())

    state = DoorState(admission=AtOnce(None, Broken()))  # type: ignore[arg-type]
    async with open_door(settings=hasty, state=state) as client:
        assert {(await ask(client, f"第{n}句")).status_code for n in range(5)} == {200}


async def test_limits_hold_across_two_gateways_on_one_database(open_door: Any, hasty: Any) -> None:
    async with open_door(settings=hasty) as one, open_door(settings=hasty) as other:
        codes = [(await ask(client, f"第{n}句")).status_code for n, client in enumerate([one, other] * 2)]
    assert codes == [200, 200, 200, 429]


def test_a_household_of_ipv6_addresses_counts_as_one() -> None:
    assert home_of("2408:8240:1:2:aaaa::1") == home_of("2408:8240:1:2:bbbb::2") != home_of("2408:8240:1:3::1")
    assert home_of("::ffff:10.0.0.1") == home_of("10.0.0.1") == "10.0.0.1"


def test_this_machine_is_not_counted_as_an_address() -> None:
    assert is_this_machine("127.0.0.1") and is_this_machine("::1")
    assert not any(map(is_this_machine, ("203.0.113.7", "2001:db8::1", "", "testclient")))
