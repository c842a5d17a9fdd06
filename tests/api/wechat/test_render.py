"""What a citizen reads in WeChat: pages, links, cards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.wechat.answer import Answer
from api.wechat.paging import MAX_BYTES, pages_of, shortened
from api.wechat.render import Renderer
from bot import CrisisGuard, NamedService, Reply, Status
from services_db import Catalogue
from tests.fakes import FakeBot

MORE = "（没完，回复“更多”看下一页）"
SERVICE = {
    "type": "service",
    "id": "cervical-breast-screening",
    "name": "“两癌”免费筛查",
    "url": "/services/cervical-breast-screening",
    "facet": "what",
    "facts": [],
    "notes": [],
    "phones": [{"number": "12345", "name": "政务服务便民热线", "why": "问时间地点"}],
    "clauses": [],
    "quick_replies": [],
}
TEXT = (
    "【“两癌”免费筛查】\n规划承诺持续推进。（依据：妇女规划 二（二）4“免费筛查”）\n"
    "电话：12345（政务服务便民热线）。问时间地点"
)


def reply(**changes: Any) -> Reply:
    service = NamedService(SERVICE["id"], SERVICE["name"], ("women-2.2.4",))
    return replace(Reply(Status.ANSWERED, TEXT, services=(service,), cards=(SERVICE,)), **changes)


def renderer(base: str = "https://xiaoou.example/") -> Renderer:
    return Renderer(base, ["110", "120", "12338", "12345"])


def test_one_service_is_a_card_that_opens_its_page() -> None:
    article = renderer().render(reply()).article
    assert article is not None
    assert article.title == SERVICE["name"]
    assert article.url == "https://xiaoou.example/services/cervical-breast-screening"
    assert "妇女规划 二（二）4" in article.description and "12345" in article.description


@pytest.mark.parametrize(
    "changes",
    [
        {"facet": "cost"},
        {"safety": "domestic_violence"},
        {"status": Status.CLARIFY},
        {"cards": (SERVICE, {"type": "options", "text": "？", "options": []})},
        {"cards": ({"type": "text", "text": "只按词查到："}, SERVICE)},
    ],
)
def test_anything_but_one_service_as_a_whole_is_words(changes: dict[str, Any]) -> None:
    answer = renderer().render(reply(**changes))
    assert answer.article is None and TEXT.splitlines()[1] in answer.text


def test_without_a_public_address_there_are_words_and_no_links_to_pages() -> None:
    answer = renderer("").render(reply())
    assert answer.article is None and "https://" not in answer.text
    assert '<a href="tel:12345">12345</a>' in answer.text


def test_words_end_with_the_link_to_the_page() -> None:
    answer = renderer().render(reply(facet="cost"))
    assert answer.text.endswith(
        '<a href="https://xiaoou.example/services/cervical-breast-screening">点这里看全文和依据</a>'
    )


def test_every_crisis_reply_fits_one_message_and_starts_with_its_number(catalogue: Catalogue) -> None:
    guard = CrisisGuard.make(catalogue)
    sentences = (
        "老公又打我了",
        "爸爸天天打孩子",
        "有人强奸我",
        "我不想活了",
        "我被拐卖了",
        "孩子走丢了",
        "孩子抽筋昏过去了",
    )
    for sentence in sentences:
        crisis = guard.answer(sentence)
        assert crisis is not None, sentence
        answer = renderer().render(crisis)
        assert len(answer.pages) == 1 and answer.article is None
        assert 'href="tel:1' in answer.text.splitlines()[0], sentence


def test_numbers_inside_longer_numbers_are_left_alone() -> None:
    text = renderer().say("打 12338；邮编 123380，编号 0-12338，12338。").text
    assert text.count('<a href="tel:12338">') == 2


def test_places_numbers_can_be_called_and_their_maps_opened() -> None:
    item = {
        "name": "鹿城<某>托育园",
        "phones": ["0577-88001234"],
        "map_links": {"amap": "https://a.example/1", "tencent": "https://t.example/?a=1&b=2"},
    }
    card = {"type": "places", "title": "附近", "items": [item], "more": False, "note": None}
    text = renderer().render(Reply(Status.ANSWERED, "1. 鹿城托育园 0577-88001234", cards=(card,))).text
    assert '<a href="tel:0577-88001234">0577-88001234</a>' in text
    assert '<a href="https://t.example/?a=1&b=2">鹿城＜某＞托育园</a>' in text


def test_markup_in_an_answer_is_shown_and_does_nothing() -> None:
    answer = renderer().say('\ue000<a href="https://evil.example">领钱</a>\ue001 \x00\x08')
    assert "<" not in answer.text and "领钱" in answer.text
    assert not set("\x00\x08\ue000") & set(answer.text)


@given(st.text(max_size=3000), st.integers(120, 400))
def test_pages_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    pages = pages_of(text, MORE, limit)
    assert all(len(page.encode()) <= limit for page in pages)
    assert all(page.endswith(MORE) for page in pages[:-1])
    told = "".join(page.removesuffix(f"\n{MORE}") for page in pages)
    assert "".join(told.split()) == "".join(text.split())


def test_page_ends_with_a_sentence_and_a_link_stays_whole() -> None:
    text = "这是一句话，不长。" * 300
    assert pages_of(text, MORE)[0].removesuffix(f"\n{MORE}").endswith("。")
    link = '<a href="https://xiaoou.example/a/very/long/address">点这里看</a>'
    for before in range(2000, 2060):
        pages = pages_of("字" * (before // 3) + link, MORE)
        assert sum(link in page for page in pages) == 1


def test_emoji_are_not_torn_apart() -> None:
    family = "👩‍👩‍👧‍👦"
    for page in pages_of(family * 200, MORE)[:-1]:
        assert page.removesuffix(f"\n{MORE}").endswith(family)


def test_shortened_text_ends_with_a_sentence_and_an_ellipsis() -> None:
    assert shortened("一句。两句。三句。", 20) == "一句。…"
    assert shortened("短", 20) == "短"


def test_answer_is_the_same_after_the_database() -> None:
    for answer in (renderer().render(reply()), Answer(("一", "二")), Answer()):
        assert Answer.from_json(answer.to_json()) == answer


async def test_more_shows_the_next_page_and_each_repeat_the_same_page(open_wechat: Any) -> None:
    long = "".join(f"第{n}句话。" for n in range(1, 500))
    bot = FakeBot(lambda text: Reply.saying(Status.ANSWERED, long if text == "长" * 3 else f"听到：{text}"))
    async with open_wechat(bot) as pusher:
        first = await pusher.text("oUser", "长长长")
        assert first.text.endswith(MORE) and len(first.text.encode()) <= MAX_BYTES
        body = pusher.xml("oUser", "text", {"Content": "“更多”", "MsgId": "8"})
        second, again = await pusher.send(body), await pusher.send(body)
        assert second.text == again.text != first.text
        told = first.text + second.text
        while pusher.pushed[-1].text.endswith(MORE):
            told += (await pusher.text("oUser", "更多")).text
        nothing_left = await pusher.text("oUser", "更多")
    assert all(f"第{n}句话。" in told for n in range(1, 500))
    assert nothing_left.text == "没有下一页了。想问别的，直接说。"


async def test_more_after_the_last_page_is_told_so_and_places_go_on(open_wechat: Any) -> None:
    places = {"type": "places", "title": "托育机构", "items": [], "more": False, "note": None}
    bot = FakeBot(lambda text: Reply(Status.ANSWERED, "又一遍", cards=({"type": "text", "text": "又一遍"},)))
    async with open_wechat(bot) as pusher:
        assert (await pusher.text("oUser", "更多")).text == "没有下一页了。想问别的，直接说。"
    bot = FakeBot(lambda text: Reply(Status.ANSWERED, "第六到第十家", cards=(places,)))
    async with open_wechat(bot) as pusher:
        assert (await pusher.text("oUser", "更多。")).text == "第六到第十家"


async def test_more_after_a_disclosure_keeps_its_numbers_in_sight(open_wechat: Any) -> None:
    bot = FakeBot(lambda text: Reply(Status.ANSWERED, "有危险打 110", safety="domestic_violence"))
    async with open_wechat(bot) as pusher:
        assert "110" in (await pusher.text("oUser", "更多")).text


async def test_a_new_question_puts_the_pages_of_the_old_one_away(open_wechat: Any) -> None:
    bot = FakeBot(lambda text: Reply.saying(Status.ANSWERED, "很长。" * 900 if text == "长答案" else f"听到：{text}"))
    async with open_wechat(bot) as pusher:
        await pusher.text("oUser", "长答案")
        await pusher.text("oUser", "产假有几天")
        assert (await pusher.text("oUser", "更多")).text == "没有下一页了。想问别的，直接说。"


async def test_service_question_gets_a_card_over_the_wire(open_wechat: Any, catalogue: Catalogue) -> None:
    bot = FakeBot(lambda text: reply())
    async with open_wechat(bot, mode="aes", public_url="https://xiaoou.example") as pusher:
        got = await pusher.text("oUser", "两癌筛查")
    assert (got.kind, got.title) == ("news", SERVICE["name"])
    assert got.url.startswith("https://xiaoou.example/services/")
