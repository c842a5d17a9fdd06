"""What limits and repeats cost a message at the web door: python -m tests.bench.bench_door

The whole gateway in this process (ASGI, real database, prepared answers), messages with and without them in turn, so
that both meet the same machine. Prints milliseconds of processor time a message, medians.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import tempfile
import time
from typing import Any

import httpx
import structlog

from api.app import create_app
from api.settings import Settings
from services_db import Catalogue
from services_db.build import build
from services_db.database import open_engine
from tests.bench.contestants import NO_RATE_LIMIT
from tests.fakes import FakeBot

_WARM_UP = 30
_NO_LIMIT = {"USER_PER_MINUTE": "0", "ADDRESS_PER_MINUTE": "0"}


def main() -> None:
    """Print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=400, help="of each kind (default %(default)s)")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/door.db"
        build(open_engine(url))
        used = asyncio.run(_measured(url, options.messages))
    both, neither = used["limits and repeats"], used["neither"]
    for name, milliseconds in used.items():
        print(f"{name}: {milliseconds:.2f} ms")
    print(f"ratio: {both / neither:.2f}")


async def _measured(url: str, messages: int) -> dict[str, float]:
    settings = {"DATABASE_URL": url, "SECRET_KEY": "a-secret-for-benchmarks-only"} | NO_RATE_LIMIT
    catalogue, used = Catalogue.open(url), {"limits and repeats": [], "neither": [], "healthz": []}
    async with (
        _client(create_app(Settings.from_env(settings), FakeBot(), catalogue)) as limited,
        _client(create_app(Settings.from_env(settings | _NO_LIMIT), FakeBot(), catalogue)) as free,
    ):
        for n in range(_WARM_UP + messages):
            body = {"message": f"产假几天{n}", "session_id": f"someone-{n % 20}"}
            used["limits and repeats"].append(await _took(limited, body | {"message_id": f"{n:016}"}))
            used["neither"].append(await _took(free, body))
            used["healthz"].append(await _took(free, None))
    return {name: statistics.median(times[_WARM_UP:]) for name, times in used.items()}


def _client(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=("203.0.113.7", 4321))
    return httpx.AsyncClient(transport=transport, base_url="http://door")


async def _took(client: httpx.AsyncClient, body: dict[str, str] | None) -> float:
    started = time.process_time()
    answer = await (client.post("/api/chat", json=body) if body else client.get("/healthz"))
    used = time.process_time() - started
    answer.raise_for_status()
    return used * 1000


if __name__ == "__main__":
    main()
