"""How much of a message names something, and which facet its words ask for outright."""

from __future__ import annotations

import pytest

from nlu.ellipsis import matter_left
from nlu.facet_cues import asked_facet, asking_part
from nlu.gazetteer import Gazetteer
from services_db.sources import read_divisions


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(read_divisions())


@pytest.mark.parametrize(
    "text",
    [
        "那瓯海呢",
        "多少钱一个月",
        "我们是水头的，找谁问",
        "几时开始报",
        "出处给我",
        "每个月多少",
        "要钱吗",
        "一岁半呢",
        "在塘下哪里可以报",
        "2025年要到多少",
        "3000块一个月够不够",
    ],
)
def test_follow_up_names_no_matter(gazetteer: Gazetteer, text: str) -> None:
    assert matter_left(text, gazetteer) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "托班多少钱",
        "那轮椅呢",
        "低保怎么申请",
        "孩子近视了学校管吗",
        "打官司有没有专门给女工的庭",
        "不是，我讲的是送去养老院",
        "12338是什么",
        "打110有用吗",
    ],
)
def test_question_names_its_matter(gazetteer: Gazetteer, text: str) -> None:
    assert matter_left(text, gazetteer) >= 2


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("老公三个月没寄钱回来，两个孩子要吃饭，找哪个单位反映", "where"),
        ("电话呢", "phone"),
        ("这事写在哪一条", "source"),
        ("像我这种还算不算", "who"),
        ("推人算不算欺凌", "what"),
        ("培训收不收学费", "cost"),
        ("材料要带哪些", "materials"),
        ("到2025年要百分之几", "target"),
        ("礼拜天开不开门", "when"),
        ("要走什么程序", "how"),
        ("孩子近视了", None),
    ],
)
def test_words_ask_for_a_facet_outright(text: str, facet: str | None) -> None:
    assert asked_facet(text) == facet


def test_story_before_the_question_does_not_ask() -> None:
    assert asking_part("上个月查出来的，钱都花光了。这种救助谁能领") == "这种救助谁能领"
    assert asking_part("家里漏雨，地板都湿了") == "家里漏雨，地板都湿了"
