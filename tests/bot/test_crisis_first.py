"""The guard before the model: context helps to see who is in danger; a disclosure lasts until it is taken back."""

from __future__ import annotations

import pytest

from actions.compose import compose_service
from bot import CrisisGuard, NamedService, Reply, Status, TalkSoFar, taken_back
from services_db import Catalogue


@pytest.fixture(scope="module")
def guard(catalogue: Catalogue) -> CrisisGuard:
    return CrisisGuard.make(catalogue)


def test_ordinary_question_is_not_a_crisis(guard: CrisisGuard) -> None:
    assert guard.answer("打孩子疫苗在哪里打") is None


def test_talk_of_pregnancy_tells_who_is_bleeding(guard: CrisisGuard) -> None:
    talk = TalkSoFar(topic="service:maternity-care", district="平阳县")
    reply = guard.answer("突然肚子好痛 还流血了", lambda: talk)
    assert reply is not None and reply.safety == "medical_emergency"
    assert "women-2.2.3" in reply.services[0].clauses and reply.district == "平阳县"


def test_new_topic_after_a_disclosure_is_answered_as_such(guard: CrisisGuard) -> None:
    services = (NamedService("fitness-circle", "健身", ("women-2.2.5",)),)
    reply = Reply(Status.ANSWERED, "健身圈", services=services)
    assert guard.follow_up("哪里可以锻炼", reply, "domestic_violence") == reply


def test_answer_on_the_same_matter_keeps_the_danger_in_sight(guard: CrisisGuard) -> None:
    services = (NamedService("protection-order", "保护令", ("women-2.7.3",)),)
    reply = guard.follow_up("保护令呢", Reply(Status.ANSWERED, "保护令", services=services), "domestic_violence")
    assert reply.safety == "domestic_violence" and reply.text.startswith("您先前说的事要紧")


@pytest.mark.parametrize("text", ["气话，没事", "到医院了没大事", "孩子找到了", "不会的啦，就是累", "开玩笑的"])
def test_danger_can_be_taken_back(text: str) -> None:
    assert taken_back(text)


@pytest.mark.parametrize("text", ["等半天没人理我", "转人工", "算了那你说这事到底归谁管", "他又来了"])
def test_impatience_takes_nothing_back(text: str) -> None:
    assert not taken_back(text)


def test_relief_after_a_disclosure_raises_no_new_alarm(guard: CrisisGuard) -> None:
    alarm = Reply(Status.CRISIS, "马上打 110", safety="missing_child")
    reply = guard.follow_up("找到了找到了，谢谢", alarm, "missing_child")
    assert reply.safety is None and reply.status is Status.SMALLTALK and "110" in reply.text


def test_unclear_word_after_a_disclosure_is_answered_for_the_danger(guard: CrisisGuard) -> None:
    reply = guard.follow_up("那到底归谁管", Reply(Status.CLARIFY, "没听明白"), "child_abuse")
    assert reply.safety == "child_abuse" and "children-2.6.5" in reply.services[0].clauses and reply.facet == "who"


def test_disclosure_is_answered_with_the_facet_that_it_asks_for(guard: CrisisGuard) -> None:
    reply = guard.answer("老公又打我，我能去哪里躲")
    assert reply is not None and reply.facet == "where"


def test_word_that_names_nothing_after_a_disclosure_is_about_the_danger(guard: CrisisGuard) -> None:
    services = (NamedService("childrens-home", "儿童之家", ("children-3.3",)),)
    reply = guard.follow_up(
        "那你说这事到底归谁管", Reply(Status.ANSWERED, "儿童之家", services=services), "child_abuse"
    )
    assert reply.safety == "child_abuse" and "children-2.6.5" in reply.services[0].clauses


def test_word_that_names_nothing_is_about_the_help_asked_for_since(guard: CrisisGuard, catalogue: Catalogue) -> None:
    shelter = compose_service(catalogue, catalogue.service("domestic-violence-shelter"), "cost", None)
    reply = guard.follow_up("要收钱吗", shelter, "domestic_violence")
    assert reply.safety == "domestic_violence" and reply.status is Status.ANSWERED
    assert "规划没有写吃住要不要钱" in reply.text


def test_number_named_after_a_disclosure_is_a_matter_of_its_own(guard: CrisisGuard, catalogue: Catalogue) -> None:
    hotline = compose_service(catalogue, catalogue.service("hotline-12338"), "what", None)
    assert guard.follow_up("12338是什么", hotline, "domestic_violence").status is Status.ANSWERED
