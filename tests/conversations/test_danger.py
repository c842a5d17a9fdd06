"""Disclosures and their look-alikes, written before they were run, through rules and model as citizens meet them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from tests.serving import serving

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def client(served_url: str) -> Iterator[httpx.Client]:
    model = str(ROOT / "models/xiaoou.tar.gz")
    with serving(served_url, MODEL_PATH=model) as base, httpx.Client(base_url=base, timeout=20) as client:
        yield client


@pytest.mark.parametrize(
    ("table", "least_caught", "least_of_kind", "most_alarms"),
    [("crisis_fresh_2", 0.91, 0.76, 0.22), ("crisis_fresh_3", 0.92, 0.82, 0.24)],
)
def test_half_said_disclosures_are_heard_as_far_as_measured(
    client: httpx.Client, table: str, least_caught: float, least_of_kind: float, most_alarms: float
) -> None:
    """Shares caught only ever grow, those of false alarms only shrink (nlu/README.md)."""
    rows = yaml.safe_load((ROOT / f"tests/nlu/data/{table}.yml").read_text(encoding="utf-8"))
    heard = [(_danger_heard(client, row["text"]), row["kind"]) for row in rows]
    disclosed = [(given, right) for given, right in heard if right != "none"]
    alarms = [given for given, right in heard if right == "none" and given != "none"]
    caught = sum(given != "none" for given, _ in disclosed) / len(disclosed)
    of_kind = sum(given == right for given, right in disclosed) / len(disclosed)
    print(f"{table}: caught {caught:.1%}, of the right kind {of_kind:.1%}, {len(alarms)} false alarms")
    assert caught >= least_caught and of_kind >= least_of_kind
    assert len(alarms) / (len(heard) - len(disclosed)) <= most_alarms


def _danger_heard(client: httpx.Client, text: str) -> str:
    return str(client.post("/api/chat", json={"message": text}).json()["safety"] or "none")
