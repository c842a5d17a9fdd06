"""WORKERS=2: two real processes, one database, one real model in each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.serving import ROOT, serving

USERS = 4


@pytest.fixture(scope="module")
def base(served_url: str) -> Iterator[str]:
    with serving(served_url, MODEL_PATH=str(ROOT / "models/xiaoou.tar.gz"), WORKERS="2", USER_BURST="40") as address:
        _wait_for_both(address)
        yield address


def _wait_for_both(address: str) -> None:
    """/readyz speaks for the process that a connection reaches: both are ready when it says so many times on end."""
    until, ready = time.monotonic() + 120, 0
    while ready < 25:
        assert time.monotonic() < until
        with httpx.Client(timeout=30) as client:
            ready = ready + 1 if client.get(f"{address}/readyz").status_code == 200 else 0
        time.sleep(0.05)


async def _say(base: str, session: str, message: str) -> dict[str, object]:
    # A connection of its own for every message, so that the two processes take turns at accepting.
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        response = await client.post("/api/chat", json={"message": message, "session_id": session})
        response.raise_for_status()
        return dict(response.json())


async def _burst(base: str, session: str) -> list[dict[str, object]]:
    """Two messages in quick succession; the second makes sense only after the first."""
    first = asyncio.create_task(_say(base, session, "喘息服务是什么"))
    await asyncio.sleep(0.6)  # so that it arrives first on a busy machine, too
    second = asyncio.create_task(_say(base, session, "要钱吗"))
    return [await first, await second]


async def test_quick_messages_of_one_person_are_answered_in_order_by_two_processes(base: str) -> None:
    talks = await asyncio.gather(*(_burst(base, f"burst-{n}") for n in range(USERS)))
    for first, second in talks:
        assert first["services"][0]["id"] == second["services"][0]["id"] == "respite-care"  # type: ignore[index]
        assert second["facet"] == "cost"


async def test_what_one_process_heard_the_other_remembers(base: str) -> None:
    await _say(base, "memory", "我在乐清，两癌筛查在哪里做")
    replies = [await _say(base, "memory", question) for question in ("要钱吗", "要带什么", "电话多少", "要钱吗")]
    assert {reply["district"] for reply in replies} == {"乐清市"}
    assert len({reply["services"][0]["id"] for reply in replies}) == 1  # type: ignore[index]


async def test_a_message_sent_many_times_is_answered_and_counted_once_by_two_processes(base: str) -> None:
    body = {"message": "喘息服务", "session_id": "repeats", "message_id": "repeated-message"}

    replies = await asyncio.gather(*(_post(base, body) for _ in range(10)))
    assert {reply.status_code for reply in replies} == {200} and len({reply.text for reply in replies}) == 1
    after = await _post(base, body | {"message_id": "another-message"})
    assert after.headers["ratelimit-remaining"] == str(int(after.headers["ratelimit-limit"]) - 2)


async def _post(base: str, body: dict[str, str]) -> httpx.Response:
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        return await client.post("/api/chat", json=body)


async def test_two_processes_give_no_more_than_one_allowance(base: str) -> None:
    bodies = [{"message": f"你好{n}", "session_id": "hasty"} for n in range(60)]
    codes = []
    for start in range(0, len(bodies), 8):
        codes += [
            r.status_code for r in await asyncio.gather(*(_post(base, body) for body in bodies[start : start + 8]))
        ]
    given = codes.count(200)
    assert 40 <= given < 60 and set(codes) == {200, 429}
