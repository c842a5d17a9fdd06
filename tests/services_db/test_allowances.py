"""Allowances: a bucket that empties, fills again, and is shared by all processes on the database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_db.database import migrate, open_engine
from services_db.state import Allowances, Bucket

FIVE = Bucket(per_minute=60, burst=5)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path}/state.db")
    migrate(engine)
    return engine


def test_burst_is_given_then_refused_with_the_seconds_to_wait(engine: Engine) -> None:
    now = [1000.0]
    allowances = Allowances(engine, lambda: now[0])
    spent = [allowances.spend([("a", FIVE)]) for _ in range(6)]
    assert [s.given for s in spent] == [True] * 5 + [False]
    assert [s.remaining for s in spent] == [4, 3, 2, 1, 0, 0]
    assert spent[-1].retry_after == pytest.approx(1.0) and spent[-1].limit == 5


def test_tokens_flow_in_again_but_never_over_the_burst(engine: Engine) -> None:
    now = [1000.0]
    allowances = Allowances(engine, lambda: now[0])
    for _ in range(5):
        allowances.spend([("a", FIVE)])
    now[0] += 2.0
    assert [allowances.spend([("a", FIVE)]).given for _ in range(3)] == [True, True, False]
    now[0] += 3600
    assert [allowances.spend([("a", FIVE)]).given for _ in range(6)] == [True] * 5 + [False]


def test_one_full_bucket_and_one_empty_spend_nothing(engine: Engine) -> None:
    allowances = Allowances(engine, lambda: 1000.0)
    one = Bucket(per_minute=1, burst=1)
    assert allowances.spend([("user-1", FIVE), ("house", one)]).given
    refused = allowances.spend([("user-2", FIVE), ("house", one)])
    assert not refused.given and refused.retry_after == pytest.approx(60)
    assert allowances.spend([("user-2", FIVE)]).remaining == 4


def test_two_engines_on_one_file_never_give_more_than_the_burst(tmp_path: Path) -> None:
    """As two gateway processes do: each has its own connection to the same database."""
    url = f"sqlite:///{tmp_path}/state.db"
    migrate(open_engine(url))
    bucket, given, lock = Bucket(per_minute=1, burst=40), [], threading.Lock()

    def spend() -> None:
        allowances = Allowances(open_engine(url), lambda: 1000.0)
        for _ in range(15):
            spent = allowances.spend([("a", bucket)])
            with lock:
                given.append(spent.given)

    threads = [threading.Thread(target=spend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(given) == 40 and len(given) == 60


def test_full_buckets_are_forgotten_and_others_kept(engine: Engine) -> None:
    now = [1000.0]
    allowances = Allowances(engine, lambda: now[0])
    allowances.spend([("early", FIVE)])
    now[0] += 10
    allowances.spend([("late", FIVE)])
    assert allowances.forget_full() == 1
    assert allowances.spend([("late", FIVE)]).remaining == 3
