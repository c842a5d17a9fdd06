"""Search, both ways: finds by everyday words, stays silent on what says nothing."""

from __future__ import annotations

import pytest

from services_db import Catalogue

SYMBOLS = ["☆☆", "！！？？", "%", "...", "_", "-", "*", "\ud83d", "\x00", "'\" *", "‰"]


@pytest.mark.parametrize(
    ("query", "ident"),
    [
        ("照顾老人太累想歇几天", "respite-care"),
        ("伺候老人太累", "respite-care"),
        ("两癌筛查", "cervical-breast-screening"),
        ("托位 4.5", "childcare-under-3"),
    ],
)
def test_everyday_words_find_their_service_first(catalogue: Catalogue, query: str, ident: str) -> None:
    assert catalogue.search(query, 1)[0].id == ident


def test_figure_finds_the_indicator_that_holds_it(catalogue: Catalogue) -> None:
    hit = catalogue.search("托位 4.5", kinds=["indicator"])[0]
    assert (hit.id, hit.clauses, hit.url) == ("children-table.3", ("children-table.3",), "/plans/children-table.3")
    assert "4.5" in hit.snippet


@pytest.mark.parametrize("query", SYMBOLS)
def test_symbols_find_nothing(catalogue: Catalogue, query: str) -> None:
    assert catalogue.search(query) == []


@pytest.mark.parametrize("limit", [0, -1])
def test_no_hits_are_given_when_none_are_wanted(catalogue: Catalogue, limit: int) -> None:
    assert catalogue.search("产假", limit) == []


def test_word_that_the_cutting_went_through_is_found(catalogue: Catalogue) -> None:
    assert "children-table.3" in [hit.id for hit in catalogue.search("托位", limit=3)]


def test_kinds_narrow_the_search(catalogue: Catalogue) -> None:
    hits = catalogue.search("儿童", 30, ["clause", "hotline"])
    assert hits and {hit.kind for hit in hits} <= {"clause", "hotline"}


def test_clause_hit_shows_the_words_that_were_looked_for(catalogue: Catalogue) -> None:
    hit = catalogue.search("庇护所", kinds=["clause"])[0]
    assert "庇护所" in hit.snippet and hit.url == f"/plans/{hit.id}" and len(hit.snippet) <= 62
