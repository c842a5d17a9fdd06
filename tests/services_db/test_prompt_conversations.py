"""Conversations that never wait: what cannot be written now is read from memory, and written later."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from services_db.database import migrate, open_engine
from services_db.state import Conversations, PromptConversations
from tests.services_db.locking import locked


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/state.db"
    migrate(open_engine(address))
    return address


@pytest.fixture
def prompt(url: str) -> PromptConversations:
    return PromptConversations(open_engine(url))


@pytest.fixture
def stored(url: str) -> Conversations:
    """What another process sees."""
    return Conversations(open_engine(url))


def test_saved_at_once_while_nobody_writes(prompt: PromptConversations, stored: Conversations) -> None:
    prompt.save("a", {"district": "瑞安市"})
    assert prompt.load("a") == stored.load("a") == {"district": "瑞安市"}
    prompt.forget("a")
    assert prompt.load("a") == stored.load("a") == {}


def test_locked_database_costs_nobody_a_wait_and_no_memory(
    url: str, prompt: PromptConversations, stored: Conversations
) -> None:
    prompt.save("b", {"topic": "old"})
    with locked(url):
        started = time.monotonic()
        for n in range(50):
            prompt.save("a", {"turn": n})
        prompt.forget("b")
        assert time.monotonic() - started < 1.0
        assert prompt.load("a") == {"turn": 49} and prompt.load("b") == {}
        assert stored.load("a") == {} and stored.load("b") == {"topic": "old"}
    prompt.close(20)
    assert stored.load("a") == {"turn": 49} and stored.load("b") == {}


def test_later_state_is_never_overwritten_by_an_earlier_one(
    url: str, prompt: PromptConversations, stored: Conversations
) -> None:
    for turn in range(10):
        with locked(url):
            prompt.save("a", {"turn": turn, "while": "locked"})
        prompt.save("a", {"turn": turn, "while": "free"})
        assert prompt.load("a")["while"] == "free"
    prompt.close(20)
    assert stored.load("a") == {"turn": 9, "while": "free"}


def test_state_of_the_caller_can_change_without_changing_what_is_kept(url: str, prompt: PromptConversations) -> None:
    state = {"topic": "x"}
    with locked(url):
        prompt.save("a", state)
        state["topic"] = "y"
        assert prompt.load("a") == {"topic": "x"}
