"""The one interface to the trained bot, whether it runs in this process or on a Rasa server."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from actions import Reply

Datum = Literal["WGS84", "GCJ02", "BD09"]
"""How coordinates are written: browsers say WGS-84, WeChat and 高德 GCJ-02, 百度 BD-09."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a citizen is, in degrees of its datum; used for the answer, never logged."""

    lat: float
    lng: float
    datum: Datum


def metadata_of(location: Location | None) -> dict[str, Any]:
    """A message's metadata as the actions read it: `{"location": {"lat", "lng", "datum"}}`, or nothing."""
    return {"location": asdict(location)} if location else {}


class Bot(Protocol):
    """Answers messages; one instance serves all conversations."""

    @property
    def ready(self) -> bool:
        """Whether the model is loaded and warm."""

    async def start(self) -> None:
        """Load and warm up; raises BotUnavailable and may be called again."""

    async def reply(self, conversation_id: str, text: str, location: Location | None = None) -> Reply:
        """The answer to one cleaned message; raises BotError. One conversation's messages must come one at a time.

        `location` is where the citizen is, when the door knows it.
        """

    async def forget(self, conversation_id: str) -> None:
        """Drop what is remembered of a conversation."""

    async def close(self) -> None:
        """Let go of connections."""


class ConversationMemory(Protocol):
    """Keeps what a conversation remembers (JSON-ready, no message text) between two messages."""

    def load(self, conversation_id: str) -> dict[str, Any]:
        """What is remembered; empty for a new conversation."""

    def save(self, conversation_id: str, state: dict[str, Any]) -> None:
        """Remember this instead."""

    def forget(self, conversation_id: str) -> None:
        """Remember nothing."""


class VolatileMemory:
    """A ConversationMemory in a dict, for the shell and for tests."""

    def __init__(self) -> None:
        self.states: dict[str, dict[str, Any]] = {}

    def load(self, conversation_id: str) -> dict[str, Any]:
        """See ConversationMemory.load."""
        return dict(self.states.get(conversation_id, {}))

    def save(self, conversation_id: str, state: dict[str, Any]) -> None:
        """See ConversationMemory.save."""
        self.states[conversation_id] = dict(state)

    def forget(self, conversation_id: str) -> None:
        """See ConversationMemory.forget."""
        self.states.pop(conversation_id, None)
