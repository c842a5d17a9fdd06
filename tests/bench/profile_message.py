"""Where does a message's time go? python -m tests.bench.profile_message

Runs the questions of the benchmark through the whole gateway in this process (ASGI, real model, real database) under
pyinstrument, and prints what each function costs of it, itself and together with what it calls.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx
from pyinstrument import Profiler

from api.app import create_app
from api.settings import Settings
from services_db.build import build
from services_db.database import open_engine
from tests.bench.bare_parse import QUESTIONS
from tests.bench.contestants import MODEL, NO_RATE_LIMIT

_INTERVAL_SECONDS = 0.0005


def main() -> int:
    """Print the tree's heaviest branches, then the functions by their share."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often all questions are asked (default %(default)s)")
    parser.add_argument("--rows", type=int, default=40, help="how many functions are told (default %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        profiler = asyncio.run(_profiled(f"sqlite:///{folder}/profile.db", options.rounds))
    session = profiler.last_session
    assert session is not None
    whole, alone = defaultdict(float), defaultdict(float)
    _add_up(session.root_frame(), (), whole, alone)
    total = session.duration
    messages = options.rounds * len(QUESTIONS)
    print(f"{messages} messages, {total / messages * 1000:.2f} ms each")
    print("| function | with its calls | itself |\n| --- | --- | --- |")
    for name, seconds in sorted(whole.items(), key=lambda item: -item[1])[: options.rows]:
        print(f"| {name} | {seconds / total:.1%} | {alone[name] / total:.1%} |")
    return 0


async def _profiled(database_url: str, rounds: int) -> Profiler:
    build(open_engine(database_url))
    environ = NO_RATE_LIMIT | {
        "DATABASE_URL": database_url,
        "MODEL_PATH": str(MODEL),
        "SECRET_KEY": "a-secret-for-benchmarks-only",
    }
    app = create_app(Settings.from_env(environ))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60) as client:
            while (await client.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - as an operator asks
                await asyncio.sleep(0.2)
            await _ask_all(client, "warm-up")
            profiler = Profiler(interval=_INTERVAL_SECONDS, async_mode="enabled")
            profiler.start()
            for n in range(rounds):
                await _ask_all(client, f"profile-{n}")
            profiler.stop()
            return profiler


async def _ask_all(client: httpx.AsyncClient, talk: str) -> None:
    for n, question in enumerate(QUESTIONS):
        body = {"message": question, "session_id": f"{talk}-{n % 20}"}
        (await client.post("/api/chat", json=body)).raise_for_status()


def _add_up(frame: Any, above: tuple[str, ...], whole: dict[str, float], alone: dict[str, float]) -> None:
    """Seconds by function; a function that calls itself is counted once."""
    if frame is None:
        return
    name = f"{frame.function} ({Path(frame.file_path or '').name})"
    if name not in above:
        whole[name] += frame.time
    alone[name] += frame.total_self_time
    for child in frame.children:
        _add_up(child, (*above, name), whole, alone)


if __name__ == "__main__":
    sys.exit(main())
