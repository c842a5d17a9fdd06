"""Search on the real catalogue as people type: in pinyin, by ear, with slips, in figures, in a clerk's shorthand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from services_db import Catalogue, SearchHit
from services_db.build import build
from services_db.database import open_engine

LOOKUPS = Path(__file__).with_name("clerk_lookups.csv")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('search')}/catalogue.db")
    build(engine)
    return Catalogue(engine)


def ids(hits: list[SearchHit]) -> list[str]:
    return [hit.id for hit in hits]


@pytest.mark.parametrize("typed", ["changhuxian", "chang hu xian", "zhanghuxian", "Chánghùxiǎn", "chx", "canghuxian"])
def test_long_term_care_insurance_is_found_by_its_letters(real: Catalogue, typed: str) -> None:
    assert ids(real.search(typed, 1)) == ["long-term-care-insurance"]


@pytest.mark.parametrize("typed", ["etzj", "ETZJ", "ertongzhijia", "er tong zhi jia", "ｅｔｚｊ"])
def test_childrens_home_is_found_by_its_letters(real: Catalogue, typed: str) -> None:
    assert ids(real.search(typed, 1)) == ["childrens-home"]


@pytest.mark.parametrize("typed", ["liangai", "la", "liǎng ái"])
def test_two_cancers_are_found_by_their_letters(real: Catalogue, typed: str) -> None:
    assert "cervical-breast-screening" in ids(real.search(typed, 3))


def test_one_letter_alone_is_no_pinyin(real: Catalogue) -> None:
    assert real.search("l") == []


def test_latin_words_of_the_catalogue_are_not_taken_for_pinyin(real: Catalogue) -> None:
    assert ids(real.search("HPV疫苗", 1)) == ["vaccination"]


@pytest.mark.parametrize(
    ("typed", "ident"),
    [
        ("长护检", "long-term-care-insurance"),
        ("长护检怎么申请", "long-term-care-insurance"),
        ("两癌晒查", "cervical-breast-screening"),
        ("晒查", "cervical-breast-screening"),
        ("儿童之佳", "childrens-home"),
        ("喘西服务", "respite-care"),
        ("生玉津贴", "maternity-leave-allowance"),
        ("末成年人保护中心", "child-protection-center"),
        ("儿童之之家", "childrens-home"),
    ],
)
def test_one_wrong_character_does_not_hide_the_service(real: Catalogue, typed: str, ident: str) -> None:
    assert ident in ids(real.search(typed, 3))


def test_traditional_characters_find_what_simplified_ones_find(real: Catalogue) -> None:
    assert ids(real.search("兩癌篩查")) == ids(real.search("两癌筛查"))


@pytest.mark.parametrize(
    ("typed", "kind", "ident"),
    [
        ("4.5‰", "clause", "children-3.1"),
        ("4.5", "indicator", "children-table.3"),
        ("98.74", "indicator", "children-table.6"),
        ("1237", "indicator", "women-table.12"),
        ("12338", "hotline", "12338"),
        ("12338热线", "hotline", "12338"),
        ("women-2.2.4", "clause", "women-2.2.4"),
        ("妇女规划 二(二)4", "clause", "women-2.2.4"),
        ("women-table.9", "indicator", "women-table.9"),
    ],
)
def test_figures_numbers_and_citations_are_found(real: Catalogue, typed: str, kind: str, ident: str) -> None:
    assert (kind, ident) in [(hit.kind, hit.id) for hit in real.search(typed, 3)]


def test_clerks_lookups_have_the_clause_among_the_first_three(real: Catalogue) -> None:
    """A clerk with somebody on the line reads three lines, not ten."""
    with LOOKUPS.open(encoding="utf-8", newline="") as lines:
        asked = [(row["query"], set(row["clauses"].split())) for row in csv.DictReader(lines)]
    missed = [
        query
        for query, clauses in asked
        if not clauses & {clause for hit in real.search(query, 3) for clause in hit.clauses}
    ]
    assert len(missed) <= len(asked) // 20, missed


@pytest.mark.parametrize(
    "typed", ["今天天气怎么样", "我想买火车票", "今天股票涨了吗", "qqqqqq", "的", "😀", "%", "\ud800"]
)
def test_search_is_silent_when_nothing_is_known(real: Catalogue, typed: str) -> None:
    assert real.search(typed) == []


def test_kinds_narrow_the_search_and_the_limit_holds(real: Catalogue) -> None:
    assert {hit.kind for hit in real.search("托位 4.5", 10, ["indicator"])} == {"indicator"}
    assert len(real.search("儿童", 3)) == 3
    assert all(hit.kind == "service" for hit in real.search("women-2.2.4", 5, ["service"]))


def test_scores_fall_from_first_to_last(real: Catalogue) -> None:
    scores = [hit.score for hit in real.search("残疾儿童康复", 20)]
    assert scores == sorted(scores, reverse=True) and len(scores) == 20


def test_very_long_text_is_searched_without_harm(real: Catalogue) -> None:
    assert "childcare-under-3" in ids(real.search("我想问一下托育的事情，" * 60, 3))
