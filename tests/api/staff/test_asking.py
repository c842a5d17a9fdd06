"""Asking as a caller shows the answer and why; it leaves no trace in the figures."""

from __future__ import annotations

import re

from services_db.state.daily_counts import DailyCounts
from tests.api.staff.conftest import Visitor, send
from tests.fakes import BrokenBot, FakeBot

PAGE = "/staff/ask"


class ThinkingBot(FakeBot):
    """Says what it understood, in the form of the model's parse."""

    async def parse(self, text: str) -> dict[str, object]:
        return {
            "intent": {"name": "ask_service", "confidence": 0.91},
            "services": [
                {"intent": "ask_service", "id": "childcare-under-3", "confidence": 0.9},
                {"intent": "ask_indicator", "id": "children-table.3", "confidence": 0.05},
                {"intent": "disclose", "id": "child_abuse", "confidence": 0.03},
                {"intent": "ask_service", "id": "kindergarten", "confidence": 0.01},
                {"intent": "ask_service", "id": "no-longer-there", "confidence": 0.001},
            ],
            "facet": {"name": "cost", "confidence": 0.8},
            "entities": [{"entity": "district", "value": "鹿城区"}],
            "coverage": 0.75,
        }


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_answer_and_intent_topics_facet_and_entities_are_shown(visitor: Visitor) -> None:
    async with visitor("clerk", ThinkingBot()) as client:
        page = words_of((await send(client, PAGE, PAGE, text="鹿城托育多少钱")).text)
    assert "听到：鹿城托育多少钱" in page
    for shown in (
        "ask_service（把握 91%）",
        "3岁以下托育服务（90.0%）",
        "指标：每千人",
        "伤害孩子（3.0%）",
        "要不要钱（80%）",
    ):
        assert shown in page
    assert "地方：鹿城区" in page and "75%" in page and "没有触发" in page
    assert "no-longer-there" not in page, "the likeliest and the next three, no more"


async def test_crisis_rule_that_fired_is_named(visitor: Visitor) -> None:
    bot = ThinkingBot()
    async with visitor("clerk", bot) as client:
        page = words_of((await send(client, PAGE, PAGE, text="老公又打我了")).text)
    assert "危险，先给电话" in page and "家庭暴力 ：" in page and "110" in page
    assert bot.heard == [], "a crisis is answered before any bot"


async def test_numbers_of_persons_are_masked_and_markup_stays_text(visitor: Visitor) -> None:
    bot = ThinkingBot()
    async with visitor("clerk", bot) as client:
        page = (await send(client, PAGE, PAGE, text="我电话13800138000 <b>产假</b>")).text
    assert "13800138000" not in page and "<b>产假" not in page
    assert "〔手机号〕" in bot.heard[0][1]


async def test_what_the_chat_refuses_is_refused_in_the_same_words(visitor: Visitor) -> None:
    async with visitor("clerk", ThinkingBot()) as client:
        assert "一次最多 500 个字" in (await send(client, PAGE, PAGE, text="长" * 501)).text
        assert "还没有输入" in (await send(client, PAGE, PAGE, text=" ")).text


async def test_bot_that_fails_or_cannot_explain_itself_still_gives_a_page(visitor: Visitor) -> None:
    async with visitor("clerk", BrokenBot()) as client:
        page = (await send(client, PAGE, PAGE, text="两癌筛查")).text
    assert "两癌" in page and "看不到它的理解" in page


async def test_conversation_is_the_clerks_own_and_can_be_forgotten(visitor: Visitor, desk) -> None:  # type: ignore[no-untyped-def]
    bot = ThinkingBot()
    async with visitor("clerk", bot) as client, visitor("editor", bot) as other:
        await send(client, PAGE, PAGE, text="托育")
        await send(client, PAGE, PAGE, text="要钱吗")
        await send(other, PAGE, PAGE, text="托育")
        await send(client, PAGE, f"{PAGE}/restart")
    talks = [conversation for conversation, _ in bot.heard]
    assert talks[0] == talks[1] != talks[2] and bot.forgotten == [talks[0]]
    assert DailyCounts(desk.engine).totals() == {}
