"""What a message that names no matter of its own is about, and which facet it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.conversation import Conversation
from actions.decide import is_follow_up, is_rather_a_question
from actions.follow import earlier_topic, facet_meant, facet_of_question, topic_meant
from actions.hand_over import ActionHandOver
from actions.next_page import ActionNextPage
from actions.reply import Status
from actions.understanding import Candidate, Understanding
from services_db import Catalogue

CHILDCARE, SCREENING, REHAB = "service:childcare-under-3", "service:cervical-breast-screening", "service:rehab-training"
BEFORE = Conversation(topic=CHILDCARE, facet="where", earlier=(SCREENING, REHAB))
HEARD = Understanding(
    text="",
    intent="ask_service",
    intent_confidence=0.9,
    ranking=(),
    candidates=(),
    disclosed=None,
    refused=None,
    refused_confidence=0.0,
    other_city=None,
    facet="what",
    facet_confidence=0.4,
    district=None,
    coverage=1.0,
    matter=0,
    asks=None,
)


def heard(
    text: str,
    matter: int = 0,
    *,
    sure_of: tuple[str, float] | None = None,
    asks: str | None = None,
    facet: str | None = "what",
) -> Understanding:
    candidates = (Candidate(*sure_of),) if sure_of else ()
    return replace(HEARD, text=text, matter=matter, candidates=candidates, asks=asks, facet=facet)


def test_message_without_a_matter_is_about_the_topic() -> None:
    assert topic_meant(heard("要钱吗"), BEFORE) == CHILDCARE
    assert topic_meant(heard("要钱吗"), Conversation()) is None


def test_message_with_a_matter_or_a_plain_topic_is_about_its_own() -> None:
    assert topic_meant(heard("那轮椅呢", 2), BEFORE) is None
    assert topic_meant(heard("哪里能查两癌", 1, sure_of=(SCREENING, 0.95)), BEFORE) is None


def test_going_back_finds_the_topic_that_the_words_fit_best() -> None:
    assert topic_meant(heard("刚才那个"), BEFORE) == SCREENING
    assert earlier_topic(heard("刚才那个康复的", 2, sure_of=(REHAB, 0.2)), BEFORE) == REHAB


@pytest.mark.parametrize(("text", "facet"), [("瑞安呢", "where"), ("那就报全市的", "where"), ("两岁半的", "where")])
def test_what_asks_nothing_new_asks_what_was_asked_before(text: str, facet: str) -> None:
    assert facet_meant(heard(text), BEFORE) == facet


def test_words_that_ask_outright_come_first() -> None:
    assert facet_meant(heard("瑞安要钱吗", asks="cost"), BEFORE) == "cost"


def test_correction_of_the_matter_asks_what_was_asked_before() -> None:
    assert facet_of_question(heard("不是，我说的是托育", 2), BEFORE) == "where"
    assert facet_of_question(heard("孩子近视了", 5), BEFORE) == "what"


def test_long_correction_asks_for_itself() -> None:
    text = "不是这个，我是说让我歇几天有人替我看老人的那种"
    assert facet_of_question(replace(heard(text, 12), facet="what"), BEFORE) == "what"


@pytest.mark.parametrize("text", ["泰顺有了没", "泰顺那边有吗", "泰顺有没有"])
def test_whether_there_is_one_elsewhere_asks_where(text: str) -> None:
    asked = replace(BEFORE, facet="cost")
    assert facet_meant(replace(heard(text), district="泰顺县"), asked) == "where"
    assert facet_meant(replace(heard("泰顺呢"), district="泰顺县"), asked) == "cost"


@pytest.mark.parametrize("text", ["我六十一", "我妈都七十二岁了", "娃才八个月"])
def test_saying_how_old_somebody_is_asks_who(text: str) -> None:
    assert facet_meant(heard(text), BEFORE) == "who"


def test_short_question_with_little_matter_follows_the_topic_unless_another_is_clear() -> None:
    asks = heard("学费谁掏腰包", 3, sure_of=(SCREENING, 0.1), asks="cost")
    assert is_follow_up(asks, BEFORE)
    assert not is_follow_up(replace(asks, candidates=(Candidate(SCREENING, 0.5),)), BEFORE)
    assert not is_follow_up(replace(asks, matter=6), BEFORE)
    assert not is_follow_up(replace(asks, asks=None), BEFORE)


def test_question_that_the_topic_may_answer_is_not_sent_away(catalogue: Catalogue) -> None:
    asks = heard("两针隔几天", 3, sure_of=(CHILDCARE, 0.05), asks="when")
    assert is_rather_a_question(catalogue, asks, BEFORE)
    assert not is_rather_a_question(catalogue, asks, Conversation())
    assert not is_rather_a_question(catalogue, replace(asks, asks=None), BEFORE)


def test_number_wanted_for_a_matter_is_no_wish_for_a_person(catalogue: Catalogue) -> None:
    hotline, action = "service:hotline-12355", ActionHandOver(catalogue)
    wanted = heard("有没有电话能让孩子聊聊", 4, sure_of=(hotline, 0.4), asks="phone", facet="phone")
    reply, after = action.answer(wanted, BEFORE)
    assert (reply.status, reply.facet, after.topic) == (Status.ANSWERED, "phone", hotline)
    for text, matter in (("转人工，电话多少", 2), ("电话多少", 0)):
        assert action.answer(replace(wanted, text=text, matter=matter), BEFORE)[0].status is Status.HANDOFF


def test_question_that_begins_like_paging_is_a_question(catalogue: Catalogue) -> None:
    asked = heard("还有别的地方白天能待吗", 4, sure_of=("service:home-for-disabled", 0.6), asks="where", facet="where")
    reply, _ = ActionNextPage(catalogue).answer(asked, BEFORE)
    assert reply.services[0].id == "home-for-disabled" and reply.facet == "where"
