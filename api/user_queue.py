"""One user's messages one after the other; a repeat joins the answer in flight."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

T = TypeVar("T")
InTurn = Callable[[str], AbstractAsyncContextManager[None]]
"""Given a user, a context that is entered when it is that user's turn."""

_log = structlog.get_logger("xiaoou")


class TooManyWaiting(Exception):
    """This user has more messages waiting than the setting allows."""


@dataclass(slots=True)
class _Line(Generic[T]):
    """One user's line: whose turn it is, and the answers under way, by message."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    in_flight: dict[str, asyncio.Task[T]] = field(default_factory=dict)


class UserQueue(Generic[T]):
    """Keeps order within a user and nothing between users; a user's line vanishes when it is empty."""

    def __init__(self, max_waiting: int, across_processes: InTurn | None = None) -> None:
        self._max_waiting = max_waiting
        self._across_processes = across_processes
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
            async with self._turn(user, line):
                return await work()
        finally:
            del line.in_flight[message]
            if not line.in_flight:
                self._lines.pop(user, None)

    @asynccontextmanager
    async def _turn(self, user: str, line: _Line[T]) -> AsyncIterator[None]:
        """The user's turn: among all processes if there are several, else in this one."""
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self._across_processes(user) if self._across_processes else line.turn)
            except SQLAlchemyError as error:
                # Order in this process alone is better than none.
                _log.warning("tickets_failed", error=type(error).__name__)
                await stack.enter_async_context(line.turn)
            yield

    def __len__(self) -> int:
        """How many users are being served now."""
        return len(self._lines)
