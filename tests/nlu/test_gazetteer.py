"""Which county a message speaks of: the traps."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nlu.clean import clean_text
from nlu.gazetteer import Gazetteer
from services_db.sources import read_divisions


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(read_divisions())


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("平阳坑的妈妈去哪里", "瑞安市"),
        ("瓯北有托育吗", "永嘉县"),
        ("龙港这边", "龙港市"),
        ("不是瑞安是乐清", "乐清市"),
        ("先在永嘉后来到瑞安", "瑞安市"),
        ("我在虹桥", "乐清市"),
        ("买衣服去五马街", "鹿城区"),
        ("不在鹿城", None),
        ("平阳路", None),
        ("瑞安大道那家", None),
        ("乐清站", None),
        ("虹桥机场", None),
        ("市区有没有", None),
        ("温州", None),
        ("平和一点", None),
        ("", None),
    ],
)
def test_county_is_the_one_that_the_speaker_means(gazetteer: Gazetteer, text: str, county: str | None) -> None:
    assert gazetteer.county(text) == county


TABLE = yaml.safe_load((Path(__file__).parent / "data/districts.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE, ids=[row["text"] for row in TABLE])
def test_towns_lead_to_their_county_and_ordinary_words_lead_nowhere(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    assert (gazetteer.county(clean_text(row["text"])) or "none") == row["county"]


def test_mention_says_where_it_stands(gazetteer: Gazetteer) -> None:
    text = "我住乐清柳市"
    found = gazetteer.mentions(text)
    assert [(text[m.start : m.end], m.county) for m in found] == [("乐清", "乐清市"), ("柳市", "乐清市")]


@pytest.mark.parametrize(
    ("text", "city"), [("我在杭州，孩子打针去哪", "杭州"), ("丽水的低保多少", "丽水"), ("住在福鼎", "福鼎")]
)
def test_another_city_is_heard(gazetteer: Gazetteer, text: str, city: str) -> None:
    assert gazetteer.other_city(text) == city


@pytest.mark.parametrize(
    "text",
    ["我从江西嫁到温州", "杭州人能在瑞安领证吗", "户口在杭州人在鹿城", "女儿在上海读过书", "我在乐清"],
)
def test_where_one_comes_from_is_no_other_city(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.other_city(text) is None
