"""The words that jieba must keep whole."""

from __future__ import annotations

import pytest

from services_db import Catalogue, Division, Hotline
from services_db.cutting import Cutter
from services_db.vocabulary import short_name, vocabulary

HOTLINE = Hotline("12338", "妇女维权公益服务热线", "妇女维权", "plan:women-2.7.3", "")


def test_vocabulary_holds_names_places_and_numbers_sorted_and_once() -> None:
    words = vocabulary(["两癌", "两癌", "居家养老服务中心", "A类"], [Division("330382", "乐清市", "柳市镇")], [HOTLINE])
    assert words == sorted({"两癌", "乐清", "乐清市", "柳市", "柳市镇", "12338", "12338热线"})


@pytest.mark.parametrize(
    ("division", "spoken"),
    [("柳市镇", "柳市"), ("瑞安市", "瑞安"), ("五马街道", "五马"), ("西坑畲族镇", "西坑"), ("城乡", "城乡")],
)
def test_town_is_shortened_as_people_say_it(division: str, spoken: str) -> None:
    assert short_name(division) == spoken


def test_catalogue_words_are_cut_whole(catalogue: Catalogue) -> None:
    cutter = Cutter(catalogue.vocabulary())
    assert "平阳坑" in cutter.words("我在平阳坑") and "两癌筛查" in cutter.words("哪里做两癌筛查")


def test_number_is_a_word_of_its_own(catalogue: Catalogue) -> None:
    assert Cutter(catalogue.vocabulary()).words("打12338热线") == ["打", "12338", "热线"]
