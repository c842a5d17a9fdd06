"""What conversations remember, and how they are forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_db.database import migrate, open_engine
from services_db.state import Conversations


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conversations(tmp_path: Path, clock: Clock) -> Conversations:
    engine = open_engine(f"sqlite:///{tmp_path}/state.db")
    migrate(engine)
    return Conversations(engine, clock)


def test_conversation_is_remembered_and_replaced(conversations: Conversations) -> None:
    assert conversations.load("a") == {}
    conversations.save("a", {"district": "瑞安市"})
    conversations.save("a", {"district": "瓯海区"})
    assert conversations.load("a") == {"district": "瓯海区"} and conversations.load("b") == {}


def test_person_can_be_forgotten(conversations: Conversations) -> None:
    conversations.save("a", {"topic": "x"})
    conversations.forget("a")
    assert conversations.load("a") == {}


def test_silent_conversations_are_forgotten_and_others_kept(conversations: Conversations, clock: Clock) -> None:
    conversations.save("old", {"topic": "x"})
    clock.now += 3600 * 23
    conversations.save("new", {"topic": "y"})
    clock.now += 3600 * 2
    assert conversations.forget_older_than(24) == 1
    assert conversations.load("old") == {} and conversations.load("new") == {"topic": "y"}
