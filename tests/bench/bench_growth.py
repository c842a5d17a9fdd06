"""What grows with what? python -m tests.bench.bench_growth [--catalogue 1 10 100]

A message's time at the 1st, 10th, 50th and 120th turn of a conversation; with 1, 1,000 and 20,000 known users; with 0,
10,000 and 100,000 places; with the catalogue 1, 10 and 100 times as large (made-up rows that say 示例). All through
POST /api/chat of a real gateway on loopback, one user; bounded in messages. Ratios are against the first row of each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import httpx
from sqlalchemy import Engine

from services_db.build import build
from services_db.database import open_engine
from services_db.places.importing import import_places
from services_db.places.made_up import write_made_up
from services_db.state import Conversations
from tests.bench.bare_parse import QUESTIONS
from tests.bench.contestants import ROOT, Contestant, gateway
from tests.bench.goals import Verdict
from tests.bench.load import Load, run_load
from tests.bench.made_up import add_made_up_rows

TURN, CATALOGUE = "turn of a conversation", "catalogue, times"
CONVERSATIONS = 12
TURNS = {1: (1, 1), 10: (8, 12), 50: (45, 55), 120: (110, 120)}
USERS = (1, 1_000, 20_000)
PLACES = (0, 10_000, 100_000)
_STATE = {"conversation": {"topic": "service:respite-care", "facet": "cost", "district": "瑞安市", "earlier": []}}
PLACE_QUESTIONS = tuple(
    f"{county}{words}"
    for county in ("鹿城", "乐清", "瑞安", "永嘉", "苍南")
    for words in ("哪里有儿童之家", "哪里有托育机构", "未成年人保护工作站在哪里", "母婴室在哪")
)


@dataclass(frozen=True, slots=True)
class Row:
    """The median of a message, in milliseconds, and its ratio to the first row of its group."""

    group: str
    size: int
    p50: float
    ratio: float


def main() -> int:
    """Print the table and what was reached, and write growth.json; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalogue", type=int, nargs="*", default=[1, 10, 100], help="how many times as large")
    parser.add_argument("--output", type=Path, default=ROOT / "var/bench")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [*_serving_one(Path(folder)), *_catalogues(Path(folder), options.catalogue)]
    print("| what | size | p50 ms | ratio |\n| --- | --- | --- | --- |")
    print("\n".join(f"| {row.group} | {row.size:,} | {row.p50:.2f} | {row.ratio:.2f} |" for row in rows))
    verdicts = [Verdict(f"{row.group}, {row.size:,}", row.ratio, bound) for row in rows if (bound := _bound(row))]
    print("\n".join(map(str, verdicts)))
    options.output.mkdir(parents=True, exist_ok=True)
    result = {"measured": time.strftime("%Y-%m-%d %H:%M"), "rows": [asdict(row) for row in rows]}
    (options.output / "growth.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    return 0 if all(verdict.reached for verdict in verdicts) else 1


def _bound(row: Row) -> float | None:
    """How many times the first row's time the largest of a group may take; None where the issue names none."""
    return {(TURN, max(TURNS)): 1.3, (CATALOGUE, 100): 1.5}.get((row.group, row.size))


def _serving_one(folder: Path) -> Iterator[Row]:
    """Everything that can grow while one gateway serves."""
    database = folder / "growth.db"
    engine = open_engine(f"sqlite:///{database}")
    build(engine)
    with gateway("growth", database) as contestant:
        _ask(contestant, QUESTIONS, "warm-up")
        yield from _rows(TURN, _turns(contestant))
        yield from _rows("known users", {n: _with_users(contestant, engine, n) for n in USERS})
        places = {n: _with_places(contestant, engine, folder, n) for n in PLACES}
        yield from _rows("places, asked where", places)


def _catalogues(folder: Path, times: Sequence[int]) -> Iterator[Row]:
    figures = {}
    for many in times:
        database = folder / f"times-{many}.db"
        engine = open_engine(f"sqlite:///{database}")
        build(engine)
        if many > 1:
            add_made_up_rows(engine, many)
        with gateway(f"catalogue x{many}", database) as contestant:
            _ask(contestant, QUESTIONS, "warm-up")
            figures[many] = _ask(contestant, QUESTIONS, "catalogue")
    yield from _rows(CATALOGUE, figures)


def _turns(contestant: Contestant) -> dict[int, float]:
    """Whole conversations of 120 turns, side by side, so that the machine's moods fall on all turns alike."""
    times: dict[int, list[float]] = {turn: [] for turn in TURNS}
    with httpx.Client(timeout=60) as client:
        for turn in range(1, max(TURNS) + 1):
            for talk in range(CONVERSATIONS):
                question = QUESTIONS[(turn * 3 + talk) % len(QUESTIONS)]
                begun = time.perf_counter()
                client.post(contestant.url, json=contestant.body(f"turns-{talk}", question)).raise_for_status()
                taken = (time.perf_counter() - begun) * 1000
                for named, (first, last) in TURNS.items():
                    if first <= turn <= last:
                        times[named].append(taken)
    return {turn: median(some) for turn, some in times.items()}


def _with_users(contestant: Contestant, engine: Engine, known: int) -> float:
    conversations = Conversations(engine)
    for n in range(known):
        conversations.save(f"known-{n:032}", _STATE)
    return _ask(contestant, QUESTIONS, f"users-{known}")


def _with_places(contestant: Contestant, engine: Engine, folder: Path, count: int) -> float:
    if count:
        directory = folder / f"{count}.csv"
        write_made_up(directory, count)
        import_places(engine, directory)
    _ask(contestant, PLACE_QUESTIONS, f"places-warm-{count}")
    return _ask(contestant, PLACE_QUESTIONS, f"places-{count}")


def _ask(contestant: Contestant, questions: Sequence[str], talk: str) -> float:
    """The median of two hundred messages, each in a conversation of its own."""
    load = Load(1, 1)
    times = []
    for n in range(200):
        question = questions[n % len(questions)]
        times.append(asyncio.run(run_load(contestant.url, contestant.body, load, (question,), f"{talk}-{n}")).p50)
    return median(times)


def _rows(group: str, figures: dict[int, float]) -> list[Row]:
    first = next(iter(figures.values()))
    return [Row(group, size, round(p50, 2), round(p50 / first, 2)) for size, p50 in figures.items()]


if __name__ == "__main__":
    sys.exit(main())
