"""What a message that names no matter of its own is about, and which facet it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.conversation import Conversation
from actions.follow import earlier_topic, facet_meant, facet_of_question, topic_meant
from actions.understanding import Candidate, Understanding

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
    text: str, matter: int = 0, *, sure_of: tuple[str, float] | None = None, asks: str | None = None
) -> Understanding:
    candidates = (Candidate(*sure_of),) if sure_of else ()
    return replace(HEARD, text=text, matter=matter, candidates=candidates, asks=asks)


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
