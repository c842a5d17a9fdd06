"""How long does an import take, and finding a place; and how do both grow?

python -m tests.bench.bench_places [--sizes 1000 10000 100000]

Made-up directories, all in one run. The kinds of questions are asked in turn, so that a busy machine slows all of them
alike; a full scan of the same places, and the R-tree of SQLite, answer the same questions beside the index in use.
CPU time stands beside the time on the clock: on a shared machine only the first can be compared between runs.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from math import cos, radians
from pathlib import Path

from sqlalchemy import Engine, text

from services_db.database import migrate, open_engine
from services_db.fields import PLACE_KINDS
from services_db.local_time import WENZHOU_TIME
from services_db.places.coordinates import distance_m
from services_db.places.directory import PlaceDirectory, PlaceQuery
from services_db.places.importing import import_places
from services_db.places.made_up import write_made_up
from services_db.places.records import Point
from services_db.sources import read_divisions

GOAL_MS = 15.0
_NIGHT = datetime(2026, 11, 25, 3, 0, tzinfo=WENZHOU_TIME)
_SCAN = "SELECT number, latitude, longitude FROM location NOT INDEXED WHERE kind = :kind AND latitude IS NOT NULL"
_TREE = (
    "SELECT tree.number, place.latitude, place.longitude FROM place_tree AS tree "
    "JOIN location AS place ON place.number = tree.number WHERE tree.south BETWEEN :south AND :north "
    "AND tree.west BETWEEN :west AND :east AND place.kind = :kind"
)


def main() -> int:
    """Print the tables; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=40, help="questions of each kind (default %(default)s)")
    parser.add_argument("--keep", type=Path, help="keep the databases in this folder, and use those that are there")
    options = parser.parse_args()
    worst = 0.0
    print("| places | question | p50 ms | p95 ms | max ms | CPU p50 ms | CPU p95 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    imports = []
    for size in options.sizes:
        with _directory(size, options.keep) as (engine, report):
            imports.append(report)
            for name, (times, busy) in _ask_all(engine, options.rounds).items():
                p50, p95 = _shares(times)
                worst = worst if name.startswith("*") else max(worst, p95)
                cpu = " | ".join(f"{figure:.2f}" for figure in _shares(busy))
                print(f"| {size:,} | {name} | {p50:.2f} | {p95:.2f} | {max(times):.2f} | {cpu} |", flush=True)
    print("\n| places | import s | of it CPU s | again, unchanged s | database locked s | peak memory MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    print("\n".join(imports))
    return 0 if worst < GOAL_MS else 1


def _shares(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


@contextmanager
def _directory(size: int, keep: Path | None) -> Iterator[tuple[Engine, str]]:
    with tempfile.TemporaryDirectory() as folder:
        database = (keep or Path(folder)) / f"places-{size}.db"
        if database.exists():
            yield open_engine(f"sqlite:///{database}"), f"| {size:,} | was there already | | | | |"
            return
        engine = open_engine(f"sqlite:///{database}")
        migrate(engine)
        path = Path(folder) / "places.csv"
        write_made_up(path, size)
        started, cpu = time.perf_counter(), time.process_time()
        staged = []

        def watch(rows, _length):  # type: ignore[no-untyped-def]
            yield from rows
            staged.append(time.perf_counter())

        assert import_places(engine, path, watch=watch).written
        whole, busy = time.perf_counter() - started, time.process_time() - cpu
        locked = time.perf_counter() - staged[0]
        again = time.perf_counter()
        assert import_places(engine, path).written
        again = time.perf_counter() - again
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield engine, f"| {size:,} | {whole:.1f} | {busy:.1f} | {again:.1f} | {locked:.1f} | {peak:.0f} |"


def _ask_all(engine: Engine, rounds: int) -> dict[str, tuple[list[float], list[float]]]:
    _plant_tree(engine)
    directory, dice = PlaceDirectory(engine), random.Random(7)
    kinds, towns = list(PLACE_KINDS), [d for d in read_divisions() if d.town]

    def anywhere() -> Point:
        return Point(dice.uniform(27.3, 28.4), dice.uniform(119.8, 121.2))

    def in_town() -> Point:
        return Point(dice.gauss(28.01, 0.02), dice.gauss(120.65, 0.02))

    def kind() -> str:
        return dice.choice(kinds)

    def find(query: PlaceQuery) -> Callable[[], object]:
        return lambda: directory.find(query)

    questions: dict[str, Callable[[], Callable[[], object]]] = {
        "nearest, in town": lambda: find(PlaceQuery(kind(), near=in_town())),
        "nearest, anywhere": lambda: find(PlaceQuery(kind(), near=anywhere())),
        "nearest, fifth page": lambda: find(PlaceQuery(kind(), near=in_town(), offset=20)),
        "nearest open at 3 in the night": lambda: find(PlaceQuery(kind(), near=in_town(), open_at=_NIGHT)),
        "of a county": lambda: find(PlaceQuery(kind(), county=dice.choice(towns).county)),
        "of a town": lambda: find(_in(kind(), dice.choice(towns))),
        "by words": lambda: _by_words(directory, dice.choice(towns).town or ""),
        "how many in which county": lambda: _counted(directory, kind()),
        "* nearest, in town, by full scan": lambda: _scan(engine, kind(), in_town()),
        "* nearest, in town, by R-tree": lambda: _tree(engine, kind(), in_town()),
        "* nearest, anywhere, by R-tree": lambda: _tree(engine, kind(), anywhere()),
    }
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in questions}
    for round_number in range(rounds + 3):
        for name, question in questions.items():
            ask = question()
            started, busy = time.perf_counter(), time.thread_time()
            ask()
            if round_number >= 3:
                times[name][0].append((time.perf_counter() - started) * 1000)
                times[name][1].append((time.thread_time() - busy) * 1000)
    return times


def _in(kind: str, town: object) -> PlaceQuery:
    return PlaceQuery(kind, county=town.county, town=town.town)  # type: ignore[attr-defined]


def _by_words(directory: PlaceDirectory, town: str) -> Callable[[], object]:
    return lambda: directory.search(f"{town} 托育机构")


def _counted(directory: PlaceDirectory, kind: str) -> Callable[[], object]:
    return lambda: directory.counties(kind)


def _scan(engine: Engine, kind: str, here: Point) -> Callable[[], object]:
    def ask() -> object:
        with engine.connect() as connection:
            rows = connection.execute(text(_SCAN), {"kind": kind})
            return sorted((distance_m(here, Point(lat, lng)), number) for number, lat, lng in rows)[:5]

    return ask


def _plant_tree(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS place_tree"))
        connection.execute(text("CREATE VIRTUAL TABLE place_tree USING rtree (number, south, north, west, east)"))
        connection.execute(
            text(
                "INSERT INTO place_tree SELECT number, latitude, latitude, longitude, longitude FROM location "
                "WHERE latitude IS NOT NULL"
            )
        )


def _tree(engine: Engine, kind: str, here: Point) -> Callable[[], object]:
    """The nearest five out of boxes that grow until they hold enough, as the directory does it with its squares."""

    def ask() -> object:
        with engine.connect() as connection:
            reach, found = 0.02, []
            while reach < 20:
                box = {"south": here.lat - reach, "north": here.lat + reach, "kind": kind}
                box |= {"west": here.lng - reach, "east": here.lng + reach}
                rows = connection.execute(text(_TREE), box)
                found = sorted((distance_m(here, Point(lat, lng)), number) for number, lat, lng in rows)
                sure = reach * 111_000 * cos(radians(here.lat))
                if sum(metres <= sure for metres, _ in found) > 5:
                    break
                reach *= 2
            return found[:5]

    return ask


if __name__ == "__main__":
    sys.exit(main())
