"""What is not ours, not a language, not kind or not honest is answered as such, never as some service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from tests.serving import serving

ROOT = Path(__file__).parents[2]
MESSAGES = yaml.safe_load((Path(__file__).parent / "unknown.yml").read_text(encoding="utf-8"))
LEAST_REJECTED = 0.92
"""Of all messages; the figure of the day stands in nlu/README.md."""


@pytest.fixture(scope="module")
def client(served_url: str) -> Iterator[httpx.Client]:
    model = str(ROOT / "models/xiaoou.tar.gz")
    with serving(served_url, MODEL_PATH=model) as base, httpx.Client(base_url=base, timeout=20) as client:
        yield client


def test_unknown_is_admitted(client: httpx.Client) -> None:
    answered = []
    messages = [(kind, str(text)) for kind, texts in MESSAGES.items() for text in texts]
    for kind, text in messages:
        response = client.post("/api/chat", json={"message": text})
        if response.status_code == 200 and response.json()["status"] == "answered":
            answered.append((kind, text, response.json()["services"][0]["name"]))
    print(f"rejected {len(messages) - len(answered)}/{len(messages)}; answered all the same: {answered}")
    assert len(answered) <= (1 - LEAST_REJECTED) * len(messages)


@pytest.mark.parametrize("text", MESSAGES["invent"])
def test_nothing_is_invented_on_request(client: httpx.Client, text: str) -> None:
    reply = client.post("/api/chat", json={"message": text}).json()
    numbers = set(re.findall(r"\d{3,}", reply["text"])) - {"110", "120", "12338", "12355", "12345", "12356", "2025"}
    assert not numbers and not re.search(r"[\u4e00-\u9fff]{2,}路\d+号", reply["text"])
