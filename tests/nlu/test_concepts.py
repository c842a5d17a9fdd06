"""Concepts: words that mean nearly the same are one thing to the model."""

from __future__ import annotations

import jieba
import pytest

from nlu.concepts import CONCEPTS_FILE, Concepts, concepts
from nlu.phrase_features import Phrase
from nlu.understanding_model import Example, fit_understanding

CONFIG = {
    "min_count": 1,
    "cost": 1.0,
    "sharpness": 6.0,
    "scope_sharpness": 6.0,
    "facet_sharpness": 3.0,
    "facet_cost": 0.3,
    "danger_cost": 1.0,
    "danger_sharpness": 3.0,
}


@pytest.mark.parametrize(
    ("text", "spoken_of"),
    [
        ("娒日里冇人带", {"孩子", "托管", "没人管"}),
        ("囡儿在学校被孤立", {"女孩", "学生", "欺负"}),
        ("他爸蹲大牢了", {"爸爸", "坐牢"}),
        ("hpv 阳性", {"妇科", "传染病"}),
        ("今天天气", set()),
        ("", set()),
    ],
)
def test_words_lead_to_their_concepts(text: str, spoken_of: set[str]) -> None:
    assert set(concepts().of(text)) == spoken_of


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("两岁半了", "未满三岁"),
        ("八个多月", "未满三岁"),
        ("5周岁", "学前"),
        ("十岁", "小学年纪"),
        ("我14 他说", "未成年人"),
        ("十七岁", "未成年人"),
        ("二十八岁", "青年"),
        ("52岁", "中年"),
        ("七十三岁", "老年"),
    ],
)
def test_an_age_is_a_concept(text: str, age: str) -> None:
    assert age in concepts().of(text)


def test_a_number_that_is_no_age_is_none() -> None:
    assert concepts().of("十二号 12338 三层 我148") == []


def test_two_concepts_together_are_a_unit_in_whatever_order() -> None:
    table = Concepts({"甲": "啊 呀", "乙": "哦"})
    assert table.units("啊哦") == table.units("哦,呀") == ["乙", "甲", "乙+甲"]


def test_a_word_never_taught_leads_where_its_like_do() -> None:
    """No character of 蹲大牢 was taught; the concept was, by 服刑 and 监狱."""
    rows = {
        "ask_service/prisoner-children": ("爸爸在服刑", "他爹进了监狱", "妈妈被判刑"),
        "greet": ("哪里能跑步", "附近健身", "想锻炼身体"),
    }
    examples = [
        Example(Phrase(text, jieba.cut(text)), intent, facet, 1.0)
        for intent, texts in rows.items()
        for text, facet in zip(texts, ("what", "who", "where"), strict=True)
    ]
    model = fit_understanding(examples, CONFIG)
    ranked = model.intents.rank(model.features.row(Phrase("蹲大牢", ["蹲大牢"])))
    assert ranked[0].label == "ask_service/prisoner-children"


def test_table_is_written_in_plain_simplified_words() -> None:
    """A regular expression, a capital or a traditional character would never be found in a cleaned text."""
    words = [
        word
        for line in CONCEPTS_FILE.read_text(encoding="utf-8").splitlines()
        if line[:1] != "#"
        for word in line.split(": ")[1].split()
    ]
    assert [word for word in words if not word.isalnum() or word != word.lower()] == []
