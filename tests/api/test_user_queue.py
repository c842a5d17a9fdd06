"""One user's messages one after the other, also when the line in the database cannot be kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import SQLAlchemyError

from api.user_queue import UserQueue


@asynccontextmanager
async def broken_line(user: str) -> AsyncIterator[None]:
    """Tickets on a database that cannot be written; finding out takes a moment."""
    await asyncio.sleep(0.01)
    raise SQLAlchemyError
    yield


@pytest.mark.parametrize("line", [None, broken_line], ids=["one process", "no tickets"])
async def test_messages_of_one_user_never_overlap_and_keep_their_order(line: object) -> None:
    queue: UserQueue[str] = UserQueue(10, line)  # type: ignore[arg-type]
    heard: list[str] = []

    async def answer(name: str) -> str:
        heard.append(f"{name} in")
        await asyncio.sleep(0.01)
        heard.append(f"{name} out")
        return name

    names = [str(n) for n in range(4)]
    asked = [queue.ask("someone", name, lambda name=name: answer(name)) for name in names]  # type: ignore[misc]
    assert await asyncio.gather(*asked) == names
    assert heard == [f"{name} {step}" for name in names for step in ("in", "out")]
    assert len(queue) == 0
