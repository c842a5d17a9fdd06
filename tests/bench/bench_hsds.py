"""How quick is the open data? python -m tests.bench.bench_hsds [--places 100000]

A gateway without a model on a loopback port, one connection, each question thirty times after a first one: with no
places, then with made-up ones. `/healthz` stands beside them as what any answer costs on this machine in this run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import httpx

from services_db.build import build
from services_db.database import open_engine
from services_db.places.importing import ImportOptions, import_places
from services_db.places.made_up import write_made_up
from tests.serving import serving

TIMES = 30
SERVICES = (
    "/healthz",
    "/hsds/services",
    "/hsds/services?full=true",
    "/hsds/services?search=托育",
    "/hsds/services?minimal=true",
    "/hsds/services/{service}",
    "/hsds/taxonomy_terms",
)
PLACES = (
    "/healthz",
    "/hsds/service_at_locations",
    "/hsds/service_at_locations?full=true",
    "/hsds/service_at_locations?page={middle}",
    "/hsds/service_at_locations?page={last}",
    "/hsds/service_at_locations?search=托育 鹿城",
    "/hsds/service_at_locations?modified_after=2026-01-01",
)


def main() -> int:
    """Print both tables, and how long it takes to take everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=100_000, help="made-up places (default %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        build(open_engine(url))
        _serve_and_measure(url, SERVICES)
        write_made_up(Path(folder) / "places.csv", options.places)
        import_places(open_engine(url), Path(folder) / "places.csv", ImportOptions())
        print(f"\nwith {options.places} made-up places")
        _serve_and_measure(url, PLACES)
    return 0


def _serve_and_measure(url: str, paths: tuple[str, ...]) -> None:
    with (
        serving(url, ready_status=503, MODEL_PATH="no-model.tar.gz") as base,
        httpx.Client(base_url=base, timeout=120, headers={"Accept-Encoding": "identity"}) as client,
    ):
        print("| question | p50 ms | p95 ms | KB |\n| --- | --- | --- | --- |")
        pages = client.get("/hsds/service_at_locations").json()["total_pages"]
        service = client.get("/hsds/services").json()["contents"][0]["id"]
        for path in paths:
            asked = path.format(middle=max(pages // 2, 1), last=max(pages, 1), service=service)
            took, size = _ask(client, asked)
            print(
                f"| `{asked}` | {median(took):.1f} | {quantiles(took, n=20)[-1]:.1f} | {size // 1024:,} |", flush=True
            )
        for name, path in (
            ("services in full", "services?full=true&"),
            ("services at places", "service_at_locations?"),
        ):
            started = time.perf_counter()
            with client.stream("GET", f"/hsds/{path}format=ndjson") as lines:
                count = sum(chunk.count(b"\n") for chunk in lines.iter_bytes())
            print(f"all {count:,} {name} as ndjson: {time.perf_counter() - started:.2f} s", flush=True)


def _ask(client: httpx.Client, path: str) -> tuple[list[float], int]:
    size = len(client.get(path).raise_for_status().content)
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - started) * 1000)
    return took, size


if __name__ == "__main__":
    sys.exit(main())
