"""The real catalogue: complete, truthful, findable."""

from __future__ import annotations

import re

import pytest

from services_db import Catalogue, ClauseNotFound, ServiceNotFound, label_of
from services_db.schema import hsds_uuid

ASKED_MOST = (
    "cervical-breast-screening",
    "two-cancer-aid",
    "premarital-checkup",
    "preconception-checkup",
    "maternity-care",
    "mother-to-child-transmission",
    "maternity-leave-allowance",
    "parental-leave",
    "women-worker-rights",
    "nursing-rooms",
    "hotline-12338",
    "anti-domestic-violence",
    "protection-order",
    "warning-letter",
    "domestic-violence-shelter",
    "legal-aid-women",
    "childcare-under-3",
    "childrens-home",
    "child-protection-center",
    "child-protection-station",
    "hotline-12355",
    "child-mental-health",
    "school-bullying",
    "disabled-children-rehab",
    "child-health-management",
    "disability-screening",
    "migrant-children-school",
    "special-education",
    "inclusive-learning",
    "orphan-support",
    "unattended-children",
    "minimum-living",
    "temporary-aid",
    "disability-subsidies",
    "home-elder-care",
    "respite-care",
    "job-training",
    "women-startup",
)


def test_services_people_ask_for_most_are_there(catalogue: Catalogue) -> None:
    assert {service.id for service in catalogue.services()} >= set(ASKED_MOST)


def test_every_clause_of_parts_two_and_three_is_cited_or_an_indicator(catalogue: Catalogue) -> None:
    for clause in catalogue.clauses():
        if re.match(r"(?:women|children)-(?:2\.|3\.|table)", clause.id):
            assert catalogue.services_citing(clause.id) or catalogue.indicator(clause.id), clause.id


def test_every_quote_stands_in_its_clause_to_the_letter(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        for fact in service.facts:
            assert (fact.kind == "unstated") == (fact.clause is None)
            if fact.clause and fact.quote:
                assert fact.quote in catalogue.clause(fact.clause).text


def test_every_service_has_everyday_names_and_a_number_to_call(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        assert len(service.everyday_names) >= 8, service.id
        assert service.phones and all(phone.why for phone in service.phones), service.id


def test_services_people_ask_for_most_are_known_by_twenty_names(catalogue: Catalogue) -> None:
    assert len(ASKED_MOST) >= 30
    assert not [ident for ident in ASKED_MOST if len(catalogue.service(ident).everyday_names) < 20]


def test_no_everyday_name_is_only_the_official_name_again(catalogue: Catalogue) -> None:
    """The eight names are ways of saying it; the name on paper is found by itself."""
    for service in catalogue.services():
        others = [name for name in service.everyday_names if name not in (service.name, service.name.split("（")[0])]
        assert len(others) >= 8, service.id


def test_contact_facts_stand_only_where_the_clause_names_the_number(catalogue: Catalogue) -> None:
    contacts = [(s.id, f) for s in catalogue.services() for f in s.facts if f.kind == "contact"]
    assert contacts
    for ident, fact in contacts:
        assert "12338" in str(fact.quote) or "12355" in str(fact.quote), ident


def test_indicators_are_as_printed_and_their_oddities_marked(catalogue: Catalogue) -> None:
    indicators = {indicator.id: indicator for indicator in catalogue.indicators()}
    assert len(indicators) == 24
    assert (indicators["children-table.3"].value_2020, indicators["children-table.3"].target_2025) == ("2", "4.5")
    assert indicators["women-table.8"].target_2025 is None and indicators["women-table.8"].oddity
    assert indicators["children-table.1"].oddity and indicators["children-table.5"].oddity


def test_newborn_mortality_of_three_per_cent_is_quoted_and_marked(catalogue: Catalogue) -> None:
    oddities = catalogue.service("child-mortality").oddities
    assert any("3%" in str(oddity.quote) for oddity in oddities)


@pytest.mark.parametrize(
    ("clause_id", "label"),
    [
        ("women-2.2.4", "妇女规划 二（二）4"),
        ("children-3.1", "儿童规划 三（一）"),
        ("women-table.9", "妇女规划 重点指标第9项"),
        ("children-0", "儿童规划 前言"),
    ],
)
def test_clause_is_cited_as_people_cite_it(clause_id: str, label: str) -> None:
    assert label_of(clause_id) == label


@pytest.mark.parametrize(
    ("query", "kind", "ident"),
    [
        ("两癌", "service", "cervical-breast-screening"),
        ("喘息", "service", "respite-care"),
        ("托位 4.5", "service", "childcare-under-3"),
        ("12338", "hotline", "12338"),
        ("妇女国民体质合格率", "indicator", "women-table.2"),
    ],
)
def test_search_finds_what_a_clerk_looks_up(catalogue: Catalogue, query: str, kind: str, ident: str) -> None:
    hits = catalogue.search(query, 5)
    assert (kind, ident) in {(hit.kind, hit.id) for hit in hits}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("query", ["", "   ", "。。。", '" OR 1=1', "qqqqqq", "'); DROP TABLE fact;--"])
def test_search_stays_silent_on_what_it_does_not_know(catalogue: Catalogue, query: str) -> None:
    assert all(hit.kind in ("service", "clause", "indicator") for hit in catalogue.search(query)) or not query.strip()
    assert catalogue.search("qqqqqq") == [] and catalogue.search("。。。") == []
    assert catalogue.services()


def test_unknown_ids_are_named(catalogue: Catalogue) -> None:
    with pytest.raises(ServiceNotFound, match="nothing"):
        catalogue.service("nothing")
    with pytest.raises(ClauseNotFound, match=r"women-9\.9"):
        catalogue.clause("women-9.9")


def test_hsds_ids_are_stable() -> None:
    assert hsds_uuid("service", "respite-care") == hsds_uuid("service", "respite-care")
    assert hsds_uuid("service", "respite-care") != hsds_uuid("phone", "respite-care")
