"""The judge of understanding: questions read, checks, tables, and contestants trained for real on a few lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlu.judging import tables
from nlu.judging.command import judge_talks
from nlu.judging.contest import train_ours, train_stock, training_lines
from nlu.judging.questions import Expected, Turn, evaluation_files, read_talks
from nlu.judging.trained import ours, plain_rasa, search_alone
from nlu.judging.verdict import Topic, Understood, judge
from services_db import Catalogue

SCREENING, CHILDCARE = "cervical-breast-screening", "childcare-under-3"
WANTED = Expected("s", ("women-1",), "what", None, frozenset({"none"}), frozenset({"in"}))
OUT = Expected(None, (), None, None, frozenset({"none"}), frozenset({"out"}))


def understood(**changes: Any) -> Understood:
    whole: dict[str, Any] = {"topics": (Topic("s", ("women-1",)),), "scope": "in", "sure": True, "facet": "what"}
    return Understood(**(whole | changes))


def test_right_service_passes_every_check_but_the_one_that_should_be_low() -> None:
    checks = judge(WANTED, understood())
    assert checks.pop("sure_but_wrong") is False
    assert checks == dict.fromkeys(["right_first", "among_three", "sure_and_right", "facet", "no_false_alarm"], True)


def test_only_the_first_five_clauses_of_a_topic_count() -> None:
    many = tuple(f"children-{n}" for n in range(5))
    assert judge(WANTED, understood(topics=(Topic("s", (*many, "women-1")),)))["right_first"] is False
    assert judge(WANTED, understood(topics=(Topic("s", (*many[:4], "women-1")),)))["right_first"] is True


def test_third_topic_is_among_three_and_the_fourth_is_not() -> None:
    other, right = Topic("o", ("women-9",)), Topic("s", ("women-1",))
    third = judge(WANTED, understood(topics=(other, other, right)))
    assert (third["right_first"], third["among_three"]) == (False, True)
    assert judge(WANTED, understood(topics=(other, other, other, right)))["among_three"] is False


def test_unsure_answer_is_neither_right_nor_wrong_for_sure() -> None:
    checks = judge(WANTED, understood(sure=False))
    assert not checks["sure_and_right"] and not checks["sure_but_wrong"]


@pytest.mark.parametrize(("scope", "sure", "rejected"), [("out", True, True), ("in", True, False), ("in", False, True)])
def test_what_is_not_ours_must_not_be_answered(scope: str, sure: bool, rejected: bool) -> None:
    assert judge(OUT, understood(scope=scope, sure=sure))["rejected"] is rejected


def test_danger_counts_for_the_alarm_alone() -> None:
    danger = Expected("s", ("women-1",), "how", None, frozenset({"self_harm"}), frozenset({"in"}))
    assert judge(danger, understood(danger="child_abuse")) == {"danger_caught": True, "danger_kind": False}
    assert judge(WANTED, understood(danger="self_harm"))["no_false_alarm"] is False


def test_what_a_way_does_not_look_for_is_not_held_against_it() -> None:
    checks = judge(WANTED, understood(finds_facets=False, finds_scopes=False))
    assert "facet" not in checks and "no_false_alarm" not in checks


def test_talks_are_read_with_their_second_labels(tmp_path: Path) -> None:
    expect = {"clauses": [], "facet": "none", "safety": "none", "scope": "out", "alt_scope": "chitchat"}
    path = tmp_path / "q.jsonl"
    single = {"id": "a", "style": "teen", "text": "一", "expect": expect}
    turns = {"id": "b", "turns": [{"text": t, "expect": expect | {"alt_safety": "self_harm"}} for t in "二三"]}
    path.write_text("\n".join(json.dumps(item) for item in (single, turns)), encoding="utf-8")
    first, second = read_talks([path])
    assert (first.style, len(first.turns), len(second.turns)) == ("teen", 1, 2)
    assert first.turns[0].expected.scopes == {"out", "chitchat"} and first.turns[0].expected.facet is None
    assert second.turns[1].expected.dangers == {"none", "self_harm"}


def test_held_out_questions_are_enough_and_name_services_that_exist(catalogue: Catalogue) -> None:
    talks = read_talks(evaluation_files())
    assert sum(len(talk.turns) == 1 for talk in talks) >= 300
    wanted = {turn.expected.service for talk in talks for turn in talk.turns} - {None}
    known = {s.id for s in catalogue.services()} | {i.id for i in catalogue.indicators()}
    assert wanted - known == set()
    assert len({talk.id for talk in talks}) == len(talks)


def test_share_of_the_lines_keeps_every_intent() -> None:
    whole, quarter = training_lines(), training_lines(0.25)
    assert {line.intent for line in whole} == {line.intent for line in quarter}
    assert 0.2 < len(quarter) / len(whole) < 0.3
    few = training_lines(at_most=3)
    assert max(sum(line.intent == intent for line in few) for intent in {line.intent for line in few}) == 3


def test_search_alone_finds_the_service_by_its_name(catalogue: Catalogue) -> None:
    found = search_alone(catalogue)("两癌筛查")
    assert "women-2.2.4" in found.topics[0].clauses and not found.finds_scopes


LINES = [
    line
    for line in training_lines(at_most=40)
    if line.intent
    in {f"ask_service/{SCREENING}", f"ask_service/{CHILDCARE}", "out_of_scope/weather", "greet", "ask_facet"}
]
LOGISTIC = (
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 2},
    {"name": "LogisticRegressionClassifier"},
)


@pytest.mark.parametrize("tokenizer", ["JiebaTokenizer", "WhitespaceTokenizer"])
def test_stock_pipeline_tells_services_apart_behind_the_joint(
    tmp_path: Path, catalogue: Catalogue, tokenizer: str
) -> None:
    """Rasa classifies only what stands before a slash; a contestant must not lose for that."""
    model, seconds = train_stock(({"name": tokenizer}, *LOGISTIC), LINES, tmp_path, with_catalogue=False)
    understand = plain_rasa(model, catalogue)
    assert seconds > 0
    for service in (SCREENING, CHILDCARE):
        own = [line.text for line in LINES if line.intent == f"ask_service/{service}"][:20]
        right = [text for text in own if understand(text).topics[0].id == service]
        assert len(right) > len(own) * 0.8, "it tells apart the lines it learned, however jieba cuts them"


def test_ours_is_trained_and_judged_the_same_way(tmp_path: Path, catalogue: Catalogue) -> None:
    model, _ = train_ours(LINES, tmp_path, with_catalogue=False)
    understand = ours(model, catalogue)
    found = understand("瑞安哪里有托班")
    assert (found.topics[0].id, found.district, found.facet) == (CHILDCARE, "瑞安市", "where")
    assert understand("老公又打我了").danger == "domestic_violence"
    talks = [talk for talk in read_talks(evaluation_files()) if talk.turns[0].expected.service == CHILDCARE]
    judged = judge_talks(talks, understand)
    assert tables.share(judged, "right_first").startswith(f"{len(talks)}/{len(talks)}")


def test_tables_name_what_was_missed_and_what_was_confused() -> None:
    other = understood(topics=(Topic("o", ("women-9",)),), facet="how")
    judged = [
        tables.Judged("q-1", "elder", Turn("哪里查", WANTED), other, judge(WANTED, other)),
        tables.Judged("q-2", "teen", Turn("查啥", WANTED), understood(), judge(WANTED, understood())),
    ]
    assert "1 × s 当成 o" in tables.confused(judged)
    assert "q-1" in tables.misses(judged) and "q-2" not in tables.misses(judged)
    assert "| elder | 1 | 0/1 = 0.0% |" in tables.by_style(judged)
    assert "事项第一就对：1/2 = 50.0%" in tables.overall(judged)
    assert tables.side_by_side([("小瓯", judged, "1 秒")], ["right_first"]).endswith("| 小瓯 | 1/2 = 50.0% | 1 秒 |")
