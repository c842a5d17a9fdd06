"""How quick is the search, and how does it grow? python -m tests.bench.bench_search [--times 100]

The clerk's look-ups of tests/services_db/clerk_lookups.csv and questions in full sentences, each several times, first
in the real catalogue, then with 100 times as many made-up rows beside it; both in one run, so the ratio is honest.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from pathlib import Path

from services_db import Catalogue
from services_db.build import build
from services_db.database import open_engine
from tests.bench.made_up import add_made_up_rows

GOAL_MS = 15.0
_ROUNDS = 5
_LOOKUPS = Path(__file__).parent.parent / "services_db" / "clerk_lookups.csv"
_SENTENCES = (
    "妇女",
    "儿童",
    "妇女 儿童 服务 建设 工作",
    "儿童规划里到2025年每千人拥有3岁以下婴幼儿托位数要达到多少个",
    "我家孩子两岁了白天没人带附近有没有便宜一点的托育机构可以送",
    "听说农村妇女可以免费检查宫颈癌和乳腺癌是不是真的要去哪里报名",
    "老人失能了在家里照顾不动有没有人可以上门帮忙或者给点补贴",
    "单位知道我怀孕以后就把我调岗降薪了我应该找哪个部门投诉",
    "外地户口的小孩想在温州读小学要准备什么材料积分怎么算",
    "etzj",
    "changhuxian",
    "liangai",
    "长护检怎么申请",
    "儿童之佳在哪里",
    "兩癌篩查",
)


def main() -> int:
    """Print the table; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="made-up rows for each real one (default %(default)s)")
    parser.add_argument("--database", help="keep the large database in this file, or use the one that is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        real = Path(folder) / "real.db"
        build(open_engine(f"sqlite:///{real}"))
        large = Path(options.database or f"{folder}/large.db")
        if not large.exists():
            build(open_engine(f"sqlite:///{large}"))
            started = time.perf_counter()
            rows = add_made_up_rows(open_engine(f"sqlite:///{large}"), options.times)
            print(f"made up {rows} rows in {time.perf_counter() - started:.0f} s", flush=True)
        small, big = (_measure(Catalogue.open(f"sqlite:///{path}")) for path in (real, large))
    print("| rows | p50 ms | p95 ms | max ms |\n| --- | --- | --- | --- |")
    for name, figures in (("real catalogue", small), (f"and {options.times} times as many", big)):
        print(f"| {name} | {' | '.join(f'{figure:.1f}' for figure in figures)} |")
    print("| growth | " + " | ".join(f"{b / s:.1f}" for s, b in zip(small, big, strict=True)) + " |")
    return 0 if big[1] < GOAL_MS else 1


def _measure(catalogue: Catalogue) -> tuple[float, float, float]:
    catalogue.warm_up()
    with _LOOKUPS.open(encoding="utf-8", newline="") as lines:
        queries = [row["query"] for row in csv.DictReader(lines)] + list(_SENTENCES)
    slowest: list[tuple[float, str]] = []
    for _ in range(_ROUNDS):
        for query in queries:
            started = time.perf_counter()
            catalogue.search(query)
            slowest.append(((time.perf_counter() - started) * 1000, query))
    slowest.sort()
    print("slowest:", "; ".join(f"{query} {taken:.1f}" for taken, query in slowest[-5:]), flush=True)
    times = [taken for taken, _ in slowest]
    return times[len(times) // 2], times[int(len(times) * 0.95)], times[-1]


if __name__ == "__main__":
    sys.exit(main())
