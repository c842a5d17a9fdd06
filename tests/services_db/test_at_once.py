"""Stores that are asked in the event loop, and in a thread while another process writes."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_db.database import migrate, open_engine
from services_db.state import AnsweredMessages, AtOnce, StillBusy
from services_db.state.at_once import PATIENCE_MS
from tests.services_db.locking import locked

HERE = threading.current_thread


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/state.db"
    migrate(open_engine(address))
    return address


@pytest.fixture
def engine(url: str) -> Engine:
    return open_engine(url)


async def test_free_database_is_asked_without_a_thread(engine: Engine) -> None:
    threads: list[object] = []
    store = AtOnce.on(engine, AnsweredMessages)
    assert await store.run(lambda one: (threads.append(HERE()), one.claim("u", "m"))[1])
    assert threads == [HERE()]


async def test_loop_is_free_while_a_write_waits_and_the_write_is_made(url: str, engine: Engine) -> None:
    store = AtOnce.on(engine, AnsweredMessages)
    with locked(url):
        waiting = asyncio.create_task(store.run(lambda one: one.claim("u", "m")))
        await asyncio.sleep(0.02)
        assert not waiting.done()
    assert await waiting and not await store.run(lambda one: one.claim("u", "m"))


async def test_calls_keep_their_order_while_the_database_is_locked(url: str, engine: Engine) -> None:
    store, order = AtOnce.on(engine, AnsweredMessages), []

    async def claim(name: str) -> None:
        await store.run(lambda one: (one.claim("u", name), order.append(name)))

    with locked(url):
        tasks = [asyncio.create_task(claim(str(n))) for n in range(4)]
        await asyncio.sleep(0.02)
    await asyncio.gather(*tasks)
    assert order == ["0", "1", "2", "3"]


async def test_nobody_waits_again_for_what_one_has_waited_for_in_vain(url: str, engine: Engine) -> None:
    store = AtOnce.on(engine, AnsweredMessages)
    with locked(url):
        started = time.monotonic()
        results = await asyncio.gather(
            *(store.run(lambda one: one.claim("u", "m")) for _ in range(20)), return_exceptions=True
        )
        assert all(isinstance(result, StillBusy) for result in results)
        assert time.monotonic() - started < 20 * PATIENCE_MS / 1000 / 3


async def test_another_error_is_not_taken_for_a_lock(tmp_path: Path) -> None:
    store = AtOnce.on(open_engine(f"sqlite:///{tmp_path}/empty.db"), AnsweredMessages)
    with pytest.raises(Exception, match="no such table") as caught:
        await store.run(lambda one: one.claim("somebody", "m"))
    assert not isinstance(caught.value, StillBusy) and "somebody" not in str(caught.value)
