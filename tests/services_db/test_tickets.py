"""One person's messages in order across processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import SQLAlchemyError

from services_db.database import migrate, open_engine
from services_db.state import Tickets
from services_db.state.tickets import LEASE_SECONDS, ticket_table
from tests.services_db.locking import locked

ROOT = Path(__file__).parents[2]
TWO_PROCESSES = """
import asyncio, sys, time
from services_db.database import open_engine
from services_db.state import Tickets

async def main(url, name, log):
    tickets = Tickets(open_engine(url))
    async def one():
        async with tickets.of("someone"):
            with open(log, "a") as lines:
                lines.write(f"{name} in\\n")
                lines.flush()
                await asyncio.sleep(0.002)
                lines.write(f"{name} out\\n")
    for _ in range(25):
        await asyncio.gather(one(), one())

asyncio.run(main(*sys.argv[1:]))
"""


def _left(url: str) -> int:
    with open_engine(url).connect() as connection:
        return int(connection.execute(select(func.count()).select_from(ticket_table)).scalar_one())


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/tickets.db"
    migrate(open_engine(address))
    return address


async def test_later_message_waits_for_the_earlier_one_in_another_process(url: str) -> None:
    one, other = Tickets(open_engine(url)), Tickets(open_engine(url))
    order: list[str] = []

    async def later() -> None:
        async with other.of("someone"):
            order.append("later")

    async with one.of("someone"):
        waiting = asyncio.create_task(later())
        await asyncio.sleep(0.03)
        order.append("earlier")
    await waiting
    assert order == ["earlier", "later"]


async def test_other_people_do_not_wait(url: str) -> None:
    tickets = Tickets(open_engine(url))
    async with tickets.of("someone"):
        async with asyncio.timeout(1):
            async with tickets.of("someone else"):
                pass


async def test_ticket_of_a_process_that_died_runs_out(url: str) -> None:
    past = Tickets(open_engine(url), clock=lambda: time.time() - LEASE_SECONDS - 1)
    abandoned = past.of("someone")
    await abandoned.__aenter__()
    tickets = Tickets(open_engine(url))
    async with asyncio.timeout(1):
        async with tickets.of("someone"):
            assert _left(url) == 1
    assert _left(url) == 0


async def test_failure_during_a_turn_gives_the_turn_back(url: str) -> None:
    tickets = Tickets(open_engine(url))
    with pytest.raises(ValueError):
        async with tickets.of("someone"):
            raise ValueError
    async with asyncio.timeout(1):
        async with tickets.of("someone"):
            pass


async def test_a_message_costs_two_transactions(url: str) -> None:
    tickets, commits = Tickets(open_engine(url)), []

    def note(connection: object) -> None:
        commits.append(connection)

    await _once(tickets)
    event.listen(Engine, "commit", note)
    try:
        await _once(tickets)
    finally:
        event.remove(Engine, "commit", note)
    assert len(commits) == 2


async def test_locked_database_raises_soon_and_leaves_the_loop_free(url: str) -> None:
    tickets = Tickets(open_engine(url))
    with locked(url):
        asking = asyncio.create_task(_once(tickets))
        await asyncio.sleep(0.02)
        assert not asking.done()
        with pytest.raises(SQLAlchemyError):
            await asking


async def _once(tickets: Tickets) -> None:
    async with tickets.of("someone"):
        pass


def test_two_processes_are_never_inside_at_once(url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", TWO_PROCESSES, url]
    processes = [subprocess.Popen([*command, name, str(log)], cwd=ROOT) for name in ("one", "two")]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    lines = log.read_text().splitlines()
    assert len(lines) == 200
    assert all(a.split()[0] == b.split()[0] for a, b in zip(lines[::2], lines[1::2], strict=True))
    assert {line.split()[0] for line in lines} == {"one", "two"}
