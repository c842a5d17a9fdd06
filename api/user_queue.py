"""One user's messages one after the other; a repeat joins the answer in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


class TooManyWaiting(Exception):
    """This user has more messages waiting than the setting allows."""


@dataclass(slots=True)
class _Line(Generic[T]):
    """One user's line: whose turn it is, and the answers under way, by message."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    in_flight: dict[str, asyncio.Task[T]] = field(default_factory=dict)


class UserQueue(Generic[T]):
    """Keeps order within a user and nothing between users; a user's line vanishes when it is empty."""

    def __init__(self, max_waiting: int) -> None:
        self._max_waiting = max_waiting
        self._lines: dict[str, _Line[T]] = {}

    async def ask(self, user: str, message: str, work: Callable[[], Awaitable[T]]) -> T:
        """Run `work` when the user's earlier messages are done; raises TooManyWaiting.

        The same message of the same user, while the first is still being answered, gets the first one's answer. An
        answer under way is finished even when whoever asked has hung up.
        """
        line = self._lines.setdefault(user, _Line())
        task = line.in_flight.get(message)
        if task is None:
            if len(line.in_flight) >= self._max_waiting:
                raise TooManyWaiting
            task = asyncio.create_task(self._serve(user, line, message, work))
            line.in_flight[message] = task
        return await asyncio.shield(task)

    async def _serve(self, user: str, line: _Line[T], message: str, work: Callable[[], Awaitable[T]]) -> T:
        try:
            async with line.turn:
                return await work()
        finally:
            del line.in_flight[message]
            if not line.in_flight:
                self._lines.pop(user, None)

    def __len__(self) -> int:
        """How many users are being served now."""
        return len(self._lines)
