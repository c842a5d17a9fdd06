"""The bot in process: Rasa's agent, our components, our actions, one memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import BotUnavailable, EmbeddedBot, Status, VolatileMemory
from services_db import Catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_question_is_answered_with_service_and_clauses(bot: EmbeddedBot) -> None:
    reply = await bot.reply("a", "听说有不要钱的妇科检查")
    assert reply.status is Status.ANSWERED
    assert reply.services[0].id == "cervical-breast-screening"
    assert reply.services[0].clauses[0] == "women-2.2.4"


async def test_follow_ups_keep_the_service_and_take_the_facet(bot: EmbeddedBot) -> None:
    await bot.reply("b", "两岁的孩子白天没人带，有托班吗")
    cost = await bot.reply("b", "要钱吗")
    phone = await bot.reply("b", "电话多少")
    assert cost.services[0].id == phone.services[0].id == "childcare-under-3"
    assert (cost.facet, phone.facet) == ("cost", "phone")


async def test_district_is_kept_and_can_be_changed(bot: EmbeddedBot) -> None:
    first = await bot.reply("c", "我在柳市，两岁的孩子哪里可以托")
    second = await bot.reply("c", "那瓯海呢")
    third = await bot.reply("c", "要钱吗")
    assert [reply.district for reply in (first, second, third)] == ["乐清市", "瓯海区", "瓯海区"]
    assert second.services[0].id == "childcare-under-3"


async def test_conversations_do_not_mix(bot: EmbeddedBot) -> None:
    await bot.reply("d", "两癌筛查在哪里做")
    reply = await bot.reply("e", "要钱吗")
    assert reply.status is Status.CLARIFY and reply.services == ()


async def test_forgotten_conversation_starts_anew(bot: EmbeddedBot) -> None:
    await bot.reply("f", "喘息服务是什么")
    await bot.forget("f")
    assert (await bot.reply("f", "要钱吗")).services == ()


async def test_plan_period_is_told_once(bot: EmbeddedBot) -> None:
    first = await bot.reply("g", "喘息服务是什么")
    second = await bot.reply("g", "要钱吗")
    assert "期限到2025年底" in first.text and "期限到2025年底" not in second.text


async def test_small_talk_hand_over_and_out_of_scope_have_their_status(bot: EmbeddedBot) -> None:
    assert (await bot.reply("h", "你好呀")).status is Status.SMALLTALK
    assert (await bot.reply("h", "转人工")).status is Status.HANDOFF
    assert (await bot.reply("h", "杭州到上海的高铁票怎么买")).status is Status.OUT_OF_SCOPE


async def test_gibberish_is_not_answered_with_a_service(bot: EmbeddedBot) -> None:
    for text in ("asdfghjk", "。。。", "龘靐齉爩"):
        assert (await bot.reply("i", text)).status is not Status.ANSWERED


async def test_a_slash_is_not_an_order_to_rasa(bot: EmbeddedBot) -> None:
    """Whoever types /restart or a forged intent is a citizen with a slash, not an operator."""
    await bot.reply("j", "喘息服务是什么")
    await bot.reply("j", "/restart")
    reply = await bot.reply("j", "要钱吗")
    assert reply.services[0].id == "respite-care"


async def test_memory_holds_no_message_text(small_model: Path, catalogue: Catalogue) -> None:
    memory = VolatileMemory()
    bot = EmbeddedBot(small_model, catalogue, memory)
    await bot.start()
    await bot.reply("k", "我叫王小丫两岁的孩子白天没人带")
    assert memory.states and "王小丫" not in str(memory.states)


async def test_hundredth_message_stores_no_more_than_the_second(small_model: Path, catalogue: Catalogue) -> None:
    memory = VolatileMemory()
    bot = EmbeddedBot(small_model, catalogue, memory)
    await bot.start()
    sizes = []
    for _ in range(30):
        await bot.reply("l", "两癌筛查在哪里做")
        sizes.append(len(str(memory.states)))
    assert sizes[-1] == sizes[1]


async def test_missing_model_is_named(tmp_path: Path, catalogue: Catalogue) -> None:
    bot = EmbeddedBot(tmp_path / "none.tar.gz", catalogue, VolatileMemory())
    with pytest.raises(BotUnavailable, match="no model"):
        await bot.start()
    assert not bot.ready
    with pytest.raises(BotUnavailable):
        await bot.reply("m", "产假")


async def test_damaged_model_is_named(tmp_path: Path, small_model: Path, catalogue: Catalogue) -> None:
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(small_model.read_bytes()[: small_model.stat().st_size // 2])
    bot = EmbeddedBot(damaged, catalogue, VolatileMemory())
    with pytest.raises(BotUnavailable, match="does not load"):
        await bot.start()
    assert not bot.ready
