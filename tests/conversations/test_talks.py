"""Whole talks with the real model, turn after turn, as citizens and clerks lead them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.serving import serving

ROOT = Path(__file__).parents[2]
TALKS = yaml.safe_load((Path(__file__).parent / "talks.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def client(served_url: str) -> Iterator[httpx.Client]:
    model = str(ROOT / "models/xiaoou.tar.gz")
    with serving(served_url, MODEL_PATH=model) as base, httpx.Client(base_url=base, timeout=20) as client:
        yield client


@pytest.mark.parametrize("talk", TALKS, ids=[talk["name"] for talk in TALKS])
def test_talk_is_followed_to_its_end(client: httpx.Client, talk: dict[str, Any]) -> None:
    session = None
    wrong = []
    for turn in talk["turns"]:
        body = {"message": turn["say"]} | ({"session_id": session} if session else {})
        reply = client.post("/api/chat", json=body).json()
        session = reply["session_id"]
        wrong += [f"{turn['say']}: {fault}" for fault in _faults(turn, reply)]
    assert not wrong


def _faults(turn: dict[str, Any], reply: dict[str, Any]) -> Iterator[str]:
    services = [service["id"] for service in reply["services"]]
    given = reply | {"service": services[0] if services else None}
    for key in ("service", "facet", "district", "status", "safety"):
        wanted = turn.get(key)
        if wanted is not None and not _is(given[key], wanted):
            yield f"{key} is {given[key]}, not {wanted}"
    if turn.get("holds", "") not in reply["text"]:
        yield f"the reply does not hold {turn['holds']}"


def _is(given: str | None, wanted: str | list[str]) -> bool:
    return (given or "none") in ([wanted] if isinstance(wanted, str) else wanted)
