"""A message's way in: claimed and paid in one transaction, or neither."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from services_db.database import migrate, open_engine
from services_db.state import Admission, Bucket

THREE = Bucket(per_minute=60, burst=3)
ONE = Bucket(per_minute=1, burst=1)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path}/state.db")
    migrate(engine)
    return engine


def test_repeat_gets_the_reply_of_before_and_spends_nothing(engine: Engine) -> None:
    admission = Admission(engine, lambda: 1000.0)
    first = admission.enter("u", "m", [("u", THREE)])
    assert first.ours and first.spent and first.spent.remaining == 2
    waiting = admission.enter("u", "m", [("u", THREE)])
    assert not waiting.ours and waiting.reply is None and waiting.spent is None
    admission.keep("u", "m", {"text": "好"})
    assert admission.enter("u", "m", [("u", THREE)]).reply == {"text": "好"}
    another = admission.enter("u", "another", [("u", THREE)])
    assert another.spent and another.spent.remaining == 1


def test_refused_message_leaves_no_claim_and_spends_no_other_token(engine: Engine) -> None:
    admission = Admission(engine, lambda: 1000.0)
    admission.enter("a", "m", [("house", ONE)])
    refused = admission.enter("b", "m", [("b", THREE), ("house", ONE)])
    assert not refused.ours and refused.spent and not refused.spent.given and refused.spent.retry_after > 59
    again = admission.enter("b", "m", [("b", THREE)])
    assert again.ours and again.spent and again.spent.remaining == 2


def test_message_without_id_is_paid_for_and_never_a_repeat(engine: Engine) -> None:
    admission = Admission(engine, lambda: 1000.0)
    entries = [admission.enter("u", None, [("u", THREE)]) for _ in range(4)]
    assert [entry.ours for entry in entries] == [True, True, True, False]
    assert admission.enter("u", None, []).ours


def test_claim_that_was_given_back_can_be_made_again(engine: Engine) -> None:
    admission = Admission(engine, lambda: 1000.0)
    admission.enter("u", "m", [])
    admission.release("u", "m")
    assert admission.enter("u", "m", []).ours


def test_one_transaction_lets_a_message_in(engine: Engine) -> None:
    begun: list[str] = []
    admission = Admission(engine)
    event.listen(engine, "begin", lambda connection: begun.append("begin"))
    admission.enter("u", "m", [("u", THREE), ("house", THREE)])
    assert len(begun) == 1


def test_a_connection_is_prepared_once_and_not_at_every_message(engine: Engine) -> None:
    statements: list[str] = []
    admission = Admission(engine)
    admission.enter("u", "m", [("u", THREE)])
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(statements.append)
    admission.enter("u", "n", [("u", THREE)])
    admission.keep("u", "n", {"text": "好"})
    assert statements and not [statement for statement in statements if "PRAGMA" in statement.upper()]


def test_two_processes_let_one_sending_in(tmp_path: Path) -> None:
    """Each thread has an engine of its own, as each process has."""
    url = f"sqlite:///{tmp_path}/state.db"
    migrate(open_engine(url))
    ours: list[bool] = []

    def enter() -> None:
        admission = Admission(open_engine(url))
        for n in range(20):
            ours.append(admission.enter("u", f"m{n}", [("u", Bucket(1, 1000))]).ours)

    threads = [threading.Thread(target=enter) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ours) == 60 and sum(ours) == 20
