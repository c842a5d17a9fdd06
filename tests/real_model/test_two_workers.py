"""WORKERS=2: two real processes, one database, one real model in each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from tests.serving import ROOT, serving

USERS = 8


@pytest.fixture(scope="module")
def base(catalogue_url: str) -> Iterator[str]:
    with serving(catalogue_url, MODEL_PATH=str(ROOT / "models/xiaoou.tar.gz"), WORKERS="2") as address:
        yield address


async def _say(base: str, session: str, message: str) -> dict[str, object]:
    # A connection of its own for every message, so that the two processes take turns at accepting.
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        response = await client.post("/api/chat", json={"message": message, "session_id": session})
        response.raise_for_status()
        return dict(response.json())


async def _burst(base: str, session: str) -> list[dict[str, object]]:
    """Two messages in quick succession; the second makes sense only after the first."""
    first = asyncio.create_task(_say(base, session, "喘息服务是什么"))
    await asyncio.sleep(0.05)
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
