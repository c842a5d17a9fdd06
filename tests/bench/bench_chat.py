"""The same questions to understanding alone, to our gateway and to stock Rasa: python -m tests.bench.bench_chat

One run, one table, on one machine, with one model and one catalogue; loopback only. Writes chat.json and chat.png into
--output. Every cell is bounded in messages and in time (tests/bench/load.py).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from services_db.build import build
from services_db.database import open_engine
from tests.bench.bare_parse import QUESTIONS
from tests.bench.chart import draw
from tests.bench.contestants import ROOT, Contestant, gateway, gateway_with_rasa, stock_rasa
from tests.bench.goals import judge
from tests.bench.load import Figures, Load, chat_body, run_load

LOADS = (Load(1, 200), Load(10, 40), Load(50, 12))
SLOW_LOADS = (Load(1, 100), Load(10, 20), Load(50, 6))
BARE, EMBEDDED, TWO, REMOTE, STOCK, STOCK_PIP = (
    "(a) bare parse",
    "(b) gateway, embedded",
    "(b2) gateway, 2 workers",
    "(c) gateway, remote Rasa",
    "(d) stock Rasa, our lock",
    "(d2) stock Rasa, its own jsonschema",
)
_WARM_UP = Load(2, 15)
_COLUMNS = ("users", "messages", "errors", "p50", "p95", "p99", "per_second", "memory", "cpu_per_1000")
_HEADINGS = ("users", "messages", "errors", "p50 ms", "p95 ms", "p99 ms", "messages/s", "MB", "CPU s per 1,000")
Rows = dict[str, list[Figures]]


def main() -> int:
    """Print the table and what was reached; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "var/bench", help="folder of the JSON and the chart")
    parser.add_argument("--stock-packages", type=Path, help="a folder with the jsonschema that pip gives Rasa (4.17.3)")
    parser.add_argument("--only", nargs="*", default=["a", "b", "b2", "c", "d"], help="which rows (default: all)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        build(open_engine(f"sqlite:///{database}"))
        rows, extra = _measure(database, Path(folder), options.only, options.stock_packages)
    print(_table(rows))
    verdicts = judge(rows, extra)
    print("\n".join(str(verdict) for verdict in verdicts))
    options.output.mkdir(parents=True, exist_ok=True)
    result = {
        "measured": time.strftime("%Y-%m-%d %H:%M"),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "rows": {name: [asdict(figures) for figures in some] for name, some in rows.items()},
        **extra,
    }
    (options.output / "chat.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draw(rows, options.output / "chat.png")
    return 0 if all(verdict.reached for verdict in verdicts) else 1


def _measure(database: Path, folder: Path, only: list[str], packages: Path | None) -> tuple[Rows, dict[str, Any]]:
    rows: Rows = {}
    extra: dict[str, Any] = {"ready_seconds": {}}
    if "a" in only:
        rows[BARE] = [_bare(load) for load in LOADS]
    for name, server, loads in _servers(database, folder, only, packages):
        print(f"{name} …", flush=True)
        with server as contestant:
            extra["ready_seconds"][name] = contestant.ready_seconds
            rows[name] = asyncio.run(_all_loads(contestant, loads))
            if name == EMBEDDED:
                extra |= asyncio.run(_under_load(contestant))
    return rows, extra


def _servers(
    database: Path, folder: Path, only: list[str], packages: Path | None
) -> Iterator[tuple[str, AbstractContextManager[Contestant], tuple[Load, ...]]]:
    if "b" in only:
        yield EMBEDDED, gateway(EMBEDDED, database), LOADS
    if "b2" in only:
        yield TWO, gateway(TWO, database, WORKERS="2"), LOADS
    if "c" in only:
        yield REMOTE, gateway_with_rasa(REMOTE, database, folder / "remote"), SLOW_LOADS
    if "d" in only:
        yield STOCK, stock_rasa(STOCK, database, folder / "stock"), SLOW_LOADS
        if packages:
            yield STOCK_PIP, stock_rasa(STOCK_PIP, database, folder / "pip", packages), SLOW_LOADS


async def _all_loads(contestant: Contestant, loads: tuple[Load, ...]) -> list[Figures]:
    await run_load(contestant.url, contestant.body, _WARM_UP, QUESTIONS, "warm-up")
    results = []
    for load in loads:
        cpu = contestant.cpu()
        result = await run_load(contestant.url, contestant.body, load, QUESTIONS, f"bench-{load.users}")
        used = (contestant.cpu() - cpu) / result.messages * 1000
        results.append(replace(result, memory=contestant.memory(), cpu_per_1000=round(used, 2)))
    return results


async def _under_load(contestant: Contestant) -> dict[str, Any]:
    """Disclosures of danger while fifty users keep the model busy, and a burst of one user's messages."""
    busy = asyncio.create_task(run_load(contestant.url, contestant.body, Load(50, 20), QUESTIONS, "busy"))
    await asyncio.sleep(0.5)
    crisis = await run_load(contestant.url, chat_body, Load(1, 200), ("老公又打我了", "我不想活了"), "crisis")
    still_busy = not busy.done()
    await busy
    burst: list[float] = []
    for n in range(20):
        begun = time.perf_counter()
        await asyncio.gather(
            *(run_load(contestant.url, chat_body, Load(1, 1), (question,), f"burst{n}") for question in QUESTIONS[:4])
        )
        burst.append((time.perf_counter() - begun) * 1000)
    return {
        "crisis_p99_ms": crisis.p99,
        "crisis_while_busy": still_busy,
        "burst_of_four_ms": round(sorted(burst)[len(burst) // 2], 1),
    }


def _bare(load: Load) -> Figures:
    command = [sys.executable, "-m", "tests.bench.bare_parse", str(load.users), str(load.messages_each)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


def _table(rows: Rows) -> str:
    lines = [f"| | {' | '.join(_HEADINGS)} |", f"| --- {'| --- ' * len(_HEADINGS)}|"]
    for name, some in rows.items():
        for result in some:
            cells = asdict(result)
            lines.append(f"| {name} | {' | '.join(f'{cells[column]:g}' for column in _COLUMNS)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
