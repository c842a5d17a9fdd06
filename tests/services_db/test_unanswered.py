"""Questions are kept for a time, without a name, and looked at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from services_db.database import migrate, open_engine
from services_db.likeness import groups_of
from services_db.state.unanswered import Review, Unanswered

DAY = 86_400.0


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    opened = open_engine(f"sqlite:///{tmp_path}/state.db")
    migrate(opened)
    return opened


def at(now: list[float]) -> Callable[[], float]:
    return lambda: now[0]


def test_questions_are_forgotten_by_their_age_reviewed_or_not(engine: Engine) -> None:
    now = [0.0]
    store = Unanswered(engine, at(now))
    store.put("web", "clarify", "托位费多少")
    store.put("web", "clarify", "托位多少钱")
    store.review([1], Review("service", "respite-care", "cost", "林编辑"))
    now[0] = 5 * DAY
    store.put("web", "clarify", "两癌")
    assert store.forget_older_than(4) == 2 and store.count_waiting() == 1 and not store.to_export()


def test_question_is_reviewed_once(engine: Engine) -> None:
    store = Unanswered(engine)
    store.put("web", "clarify", "托位费多少")
    assert store.review([1], Review("noise", None, None, "甲")) == 1
    assert store.review([1, 2], Review("service", "respite-care", "cost", "乙")) == 0
    assert not store.to_export()


def test_exported_question_is_not_exported_again(engine: Engine) -> None:
    store = Unanswered(engine)
    store.put("web", "clarify", "托位费多少", ["a", "b"])
    store.review([1], Review("service", "respite-care", "cost", "甲"))
    assert store.to_export()[0].offered == ("a", "b")
    store.mark_exported([1])
    assert not store.to_export()


def test_no_column_could_lead_to_a_person(engine: Engine) -> None:
    columns = {column["name"] for column in inspect(engine).get_columns("unanswered")}
    assert not columns & {"user", "session", "session_id", "conversation", "address"}


def test_alike_in_words_or_in_what_was_offered_is_one_group() -> None:
    texts = ["托位要多少钱", "托位多少钱", "娃没人看咋办", "白天孩子放哪", "明天下雨吗"]
    offered = [["care"], ["care"], ["home"], ["home"], []]
    assert groups_of(texts, offered) == [[0, 1], [2, 3], [4]]
    assert groups_of([], []) == [] and groups_of(["一句"], [[]]) == [[0]]
    assert groups_of(["", "？"], [[], []])
