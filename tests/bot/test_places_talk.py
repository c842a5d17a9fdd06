"""Asking for places, with a real model and a made-up directory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import EmbeddedBot, Location, Reply, Status, VolatileMemory
from services_db import Catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
HERE = Location(28.01, 120.65, "WGS84")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def guide(small_model: Path, catalogue_with_places: Catalogue) -> AsyncIterator[EmbeddedBot]:
    bot = EmbeddedBot(small_model, catalogue_with_places, VolatileMemory())
    await bot.start()
    yield bot
    await bot.close()


def _items(reply: Reply) -> list[dict[str, Any]]:
    return [item for card in reply.cards if card["type"] == "places" for item in card["items"]]


async def test_places_of_a_county_and_the_next_page(guide: EmbeddedBot) -> None:
    first = await guide.reply("a", "鹿城哪里有托育点")
    second = await guide.reply("a", "下一页")
    assert first.services[0].id == "childcare-under-3" and first.facet == "where" and first.district == "鹿城区"
    assert len(_items(first)) == len(_items(second)) == 5
    assert not {item["id"] for item in _items(first)} & {item["id"] for item in _items(second)}


async def test_town_of_the_message_narrows(guide: EmbeddedBot) -> None:
    assert {item["town"] for item in _items(await guide.reply("b", "我在柳市镇，托育点在哪里"))} == {"柳市镇"}


async def test_location_gives_the_nearest(guide: EmbeddedBot) -> None:
    reply = await guide.reply("c", "离我最近的托育点在哪里", HERE)
    metres = [item["distance_m"] for item in _items(reply)]
    assert metres == sorted(metres) and len(metres) == 5


async def test_county_is_asked_and_unwillingness_accepted(guide: EmbeddedBot) -> None:
    asked = await guide.reply("d", "托育点在哪里")
    assert asked.status is Status.CLARIFY and "哪个县（市、区）" in asked.text
    assert len(_items(await guide.reply("d", "这个不方便说"))) == 5
    asked = await guide.reply("e", "托育点在哪里")
    assert {item["county"] for item in _items(await guide.reply("e", "瑞安的"))} == {"瑞安市"}


async def test_conversation_keeps_no_exact_location(guide: EmbeddedBot) -> None:
    guide._memory.states.clear()  # type: ignore[attr-defined]
    await guide.reply("f", "离我最近的托育点在哪里", Location(28.0123456, 120.6543219, "WGS84"))
    stored = str(guide._memory.states)  # type: ignore[attr-defined]
    assert "28.012" in stored and "28.0123456" not in stored
