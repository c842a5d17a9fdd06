"""The whole product as it ships: the real model, served as its operator serves it."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import serving

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models/xiaoou.tar.gz"
EVALUATION = sorted((ROOT / "nlu/evaluation").glob("*.jsonl"))


@pytest.fixture(scope="module")
def client(served_url: str) -> Iterator[httpx.Client]:
    with serving(served_url, MODEL_PATH=str(MODEL)) as base, httpx.Client(base_url=base, timeout=20) as client:
        yield client


def ask(client: httpx.Client, message: str, session: str | None = None) -> dict[str, Any]:
    response = client.post("/api/chat", json={"message": message} | ({"session_id": session} if session else {}))
    assert response.status_code == 200
    return dict(response.json())


@pytest.mark.parametrize(
    ("message", "clause"),
    [
        ("听说有不要钱的妇科检查？", "women-2.2.4"),
        ("单位不让我休产假", "women-2.1.5"),
        ("两岁的孩子白天没人带，哪里可以托", "children-3.1"),
        ("外地户口孩子怎么在温州上学", "children-2.4.3"),
        ("孩子被同学欺负了怎么办", "children-2.3.4"),
        ("照顾瘫痪的婆婆快熬不住了，有没有人替我几天", "women-2.1.4"),
        ("低保怎么办", "women-2.6.3"),
        ("自闭症孩子做康复有补助吗", "children-3.5"),
        ("爸妈都不在了，孙子能领孤儿的钱吗", "children-2.5.4"),
        ("请不起律师打离婚官司", "women-2.7.8"),
    ],
)
def test_everyday_question_rests_on_the_right_clause(client: httpx.Client, message: str, clause: str) -> None:
    reply = ask(client, message)
    assert reply["status"] == "answered"
    assert clause in [c for service in reply["services"] for c in service["clauses"]]


def test_talk_is_followed(client: httpx.Client) -> None:
    session = ask(client, "我在柳市，两岁的孩子白天没人带")["session_id"]
    cost, district, source = (ask(client, text, session) for text in ("要钱吗", "那瓯海呢", "依据是什么"))
    assert cost["facet"] == "cost" and cost["district"] == "乐清市"
    assert district["district"] == "瓯海区" and source["facet"] == "source"
    assert "规划" in source["text"]
    assert {r["services"][0]["id"] for r in (cost, district, source)} == {"childcare-under-3"}


def test_held_out_questions_are_understood_as_far_as_measured(client: httpx.Client) -> None:
    """Questions by other hands, never trained on; the shares may only grow (figures in nlu/README.md)."""
    first = among = asked = alarms = harmless = caught = dangers = 0
    for path in EVALUATION:
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            expect = item.get("expect")
            if expect is None:
                continue
            reply = ask(client, item["text"])
            if expect["safety"] != "none":
                dangers += 1
                caught += reply["safety"] is not None
                continue
            harmless += 1
            alarms += reply["safety"] is not None
            if expect["scope"] == "in" and expect["clauses"]:
                wanted = set(expect["clauses"])
                cited = [bool(wanted & set(s["clauses"][:5])) for s in reply["services"][:3]]
                asked += 1
                first += bool(cited) and cited[0] and reply["status"] != "clarify"
                among += any(cited)
    print(f"first {first}/{asked}, among three {among}/{asked}, danger {caught}/{dangers}, alarms {alarms}/{harmless}")
    assert first / asked >= 0.80
    assert among / asked >= 0.90
    assert caught / dangers >= 0.85
    assert alarms / harmless <= 0.06


def test_chat_turn_stays_within_its_time(client: httpx.Client) -> None:
    messages = ("听说有不要钱的妇科检查？", "要钱吗", "那瓯海呢", "电话多少", "小孩被同学欺负") * 10
    session = ask(client, "你好")["session_id"]
    times = []
    for message in messages:
        started = time.perf_counter()
        ask(client, message, session)
        times.append((time.perf_counter() - started) * 1000)
    print(f"median {statistics.median(times):.1f} ms over HTTP")
    assert statistics.median(times) < 100


def test_no_page_and_no_reply_holds_markup_of_a_citizen(client: httpx.Client) -> None:
    reply = client.post("/api/chat", json={"message": "<img src=x onerror=alert(1)>产假几天"})
    assert reply.status_code == 200 and "onerror" not in reply.text


def _model_state(client: httpx.Client) -> str:
    """What /readyz says of the model once it has been tried."""
    until = time.monotonic() + 60
    while True:
        told = str(client.get("/readyz").json()["model"])
        if not told.startswith("still loading") or time.monotonic() > until:
            return told
        time.sleep(0.2)


def test_damaged_model_still_answers_crisis_and_look_up(served_url: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(b"this is no model")
    with (
        serving(served_url, 503, MODEL_PATH=str(damaged)) as base,
        httpx.Client(base_url=base, timeout=20) as client,
    ):
        assert ask(client, "老公打我")["safety"] == "domestic_violence"
        found = ask(client, "喘息服务")
        assert found["services"][0]["id"] == "respite-care"
        assert _model_state(client).startswith("missing or damaged")
        assert client.get("/api/search", params={"q": "托育"}).json()["results"]
