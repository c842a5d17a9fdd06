"""Fakes made by hand: a bot that says what it is told to, and remembers what it heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot import BotError, BotFailed, Location, Reply, Status


class FakeBot:
    """A bot whose replies are words given in advance; `heard` holds (conversation, text), `located` where from."""

    def __init__(self, answer: Callable[[str], Reply] | None = None, seconds: float = 0.0) -> None:
        self.heard: list[tuple[str, str]] = []
        self.located: list[Location | None] = []
        self.forgotten: list[str] = []
        self.running = 0
        self.most_running_for_one = 0
        self._answer = answer or (lambda text: Reply.saying(Status.ANSWERED, f"听到：{text}"))
        self._seconds = seconds
        self._running_for: dict[str, int] = {}

    @property
    def ready(self) -> bool:
        return True

    async def start(self) -> None:
        return None

    async def reply(self, conversation_id: str, text: str, location: Location | None = None) -> Reply:
        self.heard.append((conversation_id, text))
        self.located.append(location)
        now = self._running_for.get(conversation_id, 0) + 1
        self._running_for[conversation_id] = now
        self.most_running_for_one = max(self.most_running_for_one, now)
        await asyncio.sleep(self._seconds)
        self._running_for[conversation_id] -= 1
        return self._answer(text)

    async def forget(self, conversation_id: str) -> None:
        self.forgotten.append(conversation_id)

    async def close(self) -> None:
        return None


class BrokenBot(FakeBot):
    """A bot that fails at every message."""

    def __init__(self, error: BotError | None = None) -> None:
        super().__init__()
        self._error = error or BotFailed("broken on purpose")

    async def reply(self, conversation_id: str, text: str, location: Location | None = None) -> Reply:
        raise self._error
