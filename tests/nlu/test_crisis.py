"""The crisis rules against a table of disclosures and look-alikes written by another hand."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from nlu.clean import clean_text
from nlu.crisis import KINDS, crisis_rules

DATA = Path(__file__).parent / "data"
TABLE = yaml.safe_load((DATA / "crisis_plain_table.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE, ids=[row["text"][:20] for row in TABLE])
def test_disclosure_is_recognised_and_look_alike_is_not(row: dict[str, str]) -> None:
    kind = crisis_rules().recognise(clean_text(row["text"]))
    assert (kind or "none") == row["kind"]


def test_rules_know_every_kind_in_the_order_of_gravity() -> None:
    kinds = list(dict.fromkeys(rule.kind for rule in crisis_rules().rules))
    assert tuple(kinds) == KINDS


@pytest.mark.parametrize(
    ("table", "least_caught", "most_alarms"),
    [
        ("crisis_table", 0.98, 0.02),
        ("crisis_fresh", 0.95, 0.02),
        ("crisis_fresh_2", 0.27, 0.06),
        ("crisis_fresh_3", 0.47, 0.08),
    ],
)
def test_indirect_disclosures_are_caught_as_far_as_measured(
    table: str, least_caught: float, most_alarms: float
) -> None:
    """The rules alone; the first two tables were in sight when they were written, the others not (nlu/README.md)."""
    rows = yaml.safe_load((DATA / f"{table}.yml").read_text(encoding="utf-8"))
    heard = [(crisis_rules().recognise(clean_text(row["text"])), row["kind"]) for row in rows]
    caught = [kind for kind, right in heard if right != "none" and kind]
    alarms = [kind for kind, right in heard if right == "none" and kind]
    disclosures = [right for _, right in heard if right != "none"]
    assert len(caught) / len(disclosures) >= least_caught
    assert len(alarms) / (len(heard) - len(disclosures)) <= most_alarms


@pytest.mark.parametrize(
    ("ordinary", "disclosure"),
    [
        ("减肥第一天，想死的心都有", "作业没写完妈妈就打我，想死的心都有"),
        ("电影里那个被家暴的女主角是谁演的", "他像电影里那样掐我脖子"),
        ("猥亵罪的立案标准", "他猥亵我女儿，能立案吗"),
        ("下班解脱了", "活着太累，想解脱了"),
        ("手机掉水里了", "孩子掉水里了"),
    ],
)
def test_words_said_in_passing_do_not_hide_a_disclosure_like_them(ordinary: str, disclosure: str) -> None:
    assert crisis_rules().recognise(clean_text(ordinary)) is None
    assert crisis_rules().recognise(clean_text(disclosure)) is not None


def test_violence_against_a_grown_up_is_not_taken_for_child_abuse() -> None:
    kind = lambda text: crisis_rules().recognise(clean_text(text))  # noqa: E731
    assert kind("他喝了酒拿刀砍门，我带着孩子在卫生间") == "domestic_violence"
    assert kind("我爸用皮带抽我，我十二岁") == "child_abuse"


@pytest.mark.parametrize(
    "unit", ["他打我了，", "孩子", "老公老师妈妈爸爸", "我不知道怎么办", "a", "。", "没没没有有有", "打" * 20]
)
def test_long_message_is_searched_quickly_whatever_it_holds(unit: str) -> None:
    text = clean_text((unit * 500)[:500])
    started = time.perf_counter()
    crisis_rules().recognise(text)
    assert time.perf_counter() - started < 0.5
