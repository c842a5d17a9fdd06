"""Answers are counted by day, without holding one up and without a word of what was asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from api.counting import Counting, duration_class
from bot import NamedService, Reply, Status
from services_db.database import migrate, open_engine
from services_db.state.daily_counts import DailyCounts

LATE_IN_LONDON = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
"""Already the next day in Wenzhou."""
ANSWER = Reply(Status.ANSWERED, "…", "cost", "鹿城区", None, (NamedService("childcare-under-3", "托育", ()),))


@pytest.fixture
def counts(tmp_path: Any) -> DailyCounts:
    engine = open_engine(f"sqlite:///{tmp_path}/counts.db")
    migrate(engine)
    return DailyCounts(engine)


def test_answers_are_counted_by_the_day_in_wenzhou(counts: DailyCounts) -> None:
    counting = Counting(counts, lambda: LATE_IN_LONDON)
    counting.answered("web", ANSWER, 12.4)
    counting.answered("web", Reply(Status.CRISIS, "…", safety="self_harm"), 3.0)
    counting.flush()
    day = counts.between(datetime(2026, 11, 26).date(), datetime(2026, 11, 26).date())
    told = {(count.measure, count.label): count.n for count in day}
    assert told == {
        ("status", "answered"): 1,
        ("status", "crisis"): 1,
        ("channel", "web"): 2,
        ("crisis", "self_harm"): 1,
        ("county", "鹿城区"): 1,
        ("facet", "cost"): 1,
        ("service", "childcare-under-3"): 1,
        ("milliseconds", "25"): 1,
        ("milliseconds", "10"): 1,
        ("milliseconds_sum", ""): 15,
    }


def test_two_processes_add_to_the_same_numbers(counts: DailyCounts) -> None:
    both = [Counting(counts), Counting(counts)]
    for counting in both * 3:
        counting.answered("wechat", ANSWER, 1.0)
        counting.flush()
    assert counts.totals()["status", "answered"] == 6


def test_failing_database_costs_no_answer_and_no_count(tmp_path: Any) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/late.db")
    counting = Counting(DailyCounts(engine))
    counting.answered("web", ANSWER, 1.0)
    counting.flush()  # there is no table yet
    migrate(engine)
    counting.flush()
    assert DailyCounts(engine).totals()["status", "answered"] == 1


@pytest.mark.parametrize(("took", "label"), [(0, "10"), (10, "10"), (10.1, "25"), (5000, "5000"), (5001, "inf")])
def test_response_times_fall_into_classes(took: float, label: str) -> None:
    assert duration_class(took) == label


async def test_every_door_counts_and_metrics_tell_it_without_text(open_door: Any, settings: Any) -> None:
    migrate(open_engine(settings.database_url))
    async with open_door() as client:
        await client.post("/api/chat", json={"message": "托育要钱吗 13800138000"})
        await client.post("/api/chat", json={"message": "老公又打我了"})
        answer = await client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert 'xiaoou_answers_total{status="answered"} 1' in answer.text
    assert 'xiaoou_crises_total{kind="domestic_violence"} 1' in answer.text
    assert 'xiaoou_answer_seconds_bucket{le="+Inf"} 2' in answer.text and "xiaoou_answer_seconds_count 2" in answer.text
    assert "托育" not in answer.text and "138" not in answer.text
    for line in answer.text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"\})? [\d.]+', line), line


async def test_chat_answers_when_the_counters_have_no_table(open_door: Any) -> None:
    async with open_door() as client:
        assert (await client.post("/api/chat", json={"message": "托育"})).json()["status"] == "answered"
        assert (await client.get("/metrics")).status_code == 503
