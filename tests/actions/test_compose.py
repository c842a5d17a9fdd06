"""What citizens read about a service: facts with their clause, what is unstated, whom to call."""

from __future__ import annotations

import re

import pytest

from actions.compose import compose_service
from actions.compose_indicator import compose_indicator
from actions.crisis_reply import crisis_reply
from actions.reply import Reply
from actions.words import say
from nlu.crisis import KINDS
from services_db import FACETS, Catalogue

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def test_every_quote_in_every_answer_stands_in_its_clause(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        for facet in FACETS:
            reply = compose_service(catalogue, service, facet, None)
            for fact in reply.cards[0]["facts"]:
                if fact["clause"]:
                    assert fact["quote"] in catalogue.clause(fact["clause"]).text
                    assert fact["label"] in reply.text and fact["quote"].replace("\t", " ") in reply.text


def test_every_answer_says_something_for_every_facet(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        for facet in FACETS:
            reply = compose_service(catalogue, service, facet, None)
            assert reply.cards[0]["facts"], (service.id, facet)
            assert len(reply.text) < 1500, (service.id, facet)


def test_no_number_is_made_up(catalogue: Catalogue) -> None:
    """Every figure in an answer stands in the facts, the clauses' labels, or is a public hotline."""
    for service in catalogue.services():
        source = " ".join(f"{catalogue.clause(c).text} {catalogue.clause(c).label}" for c in service.clauses)
        known = set(NUMBER.findall(source)) | {h.number for h in catalogue.hotlines()} | {"2020", "2021", "2025", "16"}
        known |= set(NUMBER.findall(service.name + "".join(o.note for o in service.oddities)))
        for facet in FACETS:
            told = set(NUMBER.findall(compose_service(catalogue, service, facet, None).text))
            assert told <= known, (service.id, facet, told - known)


def test_unstated_facet_says_so_and_whom_to_call(catalogue: Catalogue) -> None:
    service = catalogue.service("cervical-breast-screening")
    reply = compose_service(catalogue, service, "materials", None)
    assert reply.cards[0]["facts"][0]["kind"] == "unstated"
    assert "电话：" in reply.text


def test_no_sentence_names_the_plan_before_a_text_that_names_it(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        for facet in FACETS:
            for fact in compose_service(catalogue, service, facet, None).cards[0]["facts"]:
                assert not re.match(r"规划写到的是：.*规划", fact["text"]), fact["text"]


def test_target_is_never_told_as_existing(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        for fact in compose_service(catalogue, service, "target", None).cards[0]["facts"]:
            if fact["kind"] == "target":
                assert re.search(r"目标|规划|到2025|要|力争|争取|达到|以上|控制|保持|“十四五”", fact["text"]), fact[
                    "text"
                ]


def test_where_without_a_directory_invents_no_address(catalogue: Catalogue) -> None:
    reply = compose_service(catalogue, catalogue.service("childrens-home"), "where", "鹿城区")
    assert "我手里没有鹿城区的儿童之家名录，不编地址" in reply.text


def test_sources_name_the_plan_and_its_number(catalogue: Catalogue) -> None:
    reply = compose_service(catalogue, catalogue.service("parental-leave"), "source", None)
    assert "《温州市妇女发展“十四五”规划》（温政发〔2021〕16号）" in reply.text


def test_sources_name_each_plan_once(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        told = compose_service(catalogue, service, "source", None).text
        assert told.count("《温州市妇女发展") <= 1 and told.count("《温州市儿童发展") <= 1, service.id


def test_numbers_that_the_answer_tells_to_call_are_those_to_tap(catalogue: Catalogue) -> None:
    reply = compose_service(catalogue, catalogue.service("domestic-violence-shelter"), "cost", None)
    assert "打12338问" in reply.text
    assert [phone["number"] for phone in reply.cards[0]["phones"]] == ["12338"]


def test_indicator_is_told_as_printed_and_for_the_whole_city(catalogue: Catalogue) -> None:
    indicator = catalogue.indicator("children-table.3")
    assert indicator is not None
    reply = compose_indicator(catalogue, indicator, None, "乐清市")
    assert "2020年：2；2025年目标：4.5" in reply.text and "没有写明乐清市的数" in reply.text


def test_indicator_without_target_says_so(catalogue: Catalogue) -> None:
    indicator = catalogue.indicator("women-table.8")
    assert indicator is not None
    assert "原表没有单独写2025年的目标值" in compose_indicator(catalogue, indicator, None, None).text


@pytest.mark.parametrize("kind", KINDS)
def test_crisis_reply_begins_with_the_number_to_call(catalogue: Catalogue, kind: str) -> None:
    reply = crisis_reply(catalogue, kind, "出事了")
    assert re.search(r"1[12]0", reply.text.split("\n")[0])
    assert reply.safety == kind and reply.services
    assert reply.text.startswith(say(f"utter_crisis_{kind}"))


@pytest.mark.parametrize("facet", [facet for facet in FACETS if facet not in ("how", "what")])
@pytest.mark.parametrize("kind", KINDS)
def test_crisis_reply_tells_what_was_asked_for(catalogue: Catalogue, kind: str, facet: str) -> None:
    facts = crisis_reply(catalogue, kind, "出事了", asks=facet).cards[0]["facts"]
    assert facts and {fact["facet"] for fact in facts} == {facet}


@pytest.mark.parametrize("kind", KINDS)
def test_crisis_reply_needs_no_catalogue(kind: str) -> None:
    reply = crisis_reply(None, kind, "出事了")
    assert reply.text == say(f"utter_crisis_{kind}") and reply.services == ()


def test_reply_survives_the_way_through_rasa(catalogue: Catalogue) -> None:
    reply = compose_service(catalogue, catalogue.service("respite-care"), "cost", "瓯海区", tell_period=True)
    assert Reply.from_payload(reply.to_payload()) == reply
