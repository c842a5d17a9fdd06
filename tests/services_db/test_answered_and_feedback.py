"""Messages answered once, and opinions: claimed, kept, forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from services_db.database import migrate, open_engine
from services_db.state import AnsweredMessages, FeedbackBox, Opinion


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path}/state.db")
    migrate(engine)
    return engine


def test_only_the_first_claims_and_the_others_read_its_reply(engine: Engine) -> None:
    first, second = AnsweredMessages(engine), AnsweredMessages(engine)
    assert first.claim("u", "m") and not second.claim("u", "m")
    assert second.recall("u", "m") is None
    first.keep("u", "m", {"text": "好"})
    assert second.recall("u", "m") == {"text": "好"} and not second.claim("u", "m")
    assert second.claim("someone else", "m")


def test_a_claim_that_came_to_nothing_is_free_again(engine: Engine) -> None:
    now = [1000.0]
    answered = AnsweredMessages(engine, lambda: now[0])
    answered.claim("u", "released")
    answered.release("u", "released")
    assert answered.claim("u", "released")
    answered.claim("u", "abandoned")
    now[0] += 31
    assert answered.claim("u", "abandoned") and not answered.claim("u", "abandoned")


def test_replies_are_forgotten_with_the_user_and_with_time(engine: Engine) -> None:
    now = [1000.0]
    answered = AnsweredMessages(engine, lambda: now[0])
    for user in ("a", "b"):
        answered.claim(user, "m")
        answered.keep(user, "m", {"text": "好"})
    answered.forget("a")
    assert answered.recall("a", "m") is None and answered.recall("b", "m")
    now[0] += 3601
    assert answered.forget_old() == 1 and answered.recall("b", "m") is None


def test_opinions_are_read_back_newest_first_and_forgotten_by_age(engine: Engine) -> None:
    now = [1000.0]
    box = FeedbackBox(engine, lambda: now[0])
    box.put(Opinion("helped", "产假几天", "answered", "what", ("maternity-leave",)))
    now[0] += 10 * 86_400
    box.put(Opinion("wrong", "低保", "answered", note="电话不对"))
    assert [o.verdict for o in box.latest()] == ["wrong", "helped"]
    assert box.latest()[1].services == ("maternity-leave",) and box.latest()[0].note == "电话不对"
    assert box.forget_older_than(5) == 1 and [o.verdict for o in box.latest()] == ["wrong"]


def test_no_column_of_an_opinion_can_lead_to_a_person(engine: Engine) -> None:
    with engine.connect() as connection:
        columns = {row[1] for row in connection.execute(text("PRAGMA table_info(feedback)"))}
    assert columns == {"id", "at", "channel", "verdict", "question", "status", "facet", "services", "note"}
