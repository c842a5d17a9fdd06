"""The benchmark as a picture: median and 99th percentile, and messages a second, by number of users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.load import Figures

_COLOURS = ("#8d99ae", "#1b7f5c", "#58b368", "#e09f3e", "#b5483f", "#6d2e46")


def draw(rows: Mapping[str, Sequence[Figures]], path: Path) -> None:
    """Write a PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 4.8), layout="constrained")
    width = 0.8 / len(rows)
    for n, (name, some) in enumerate(rows.items()):
        places = [m + (n - (len(rows) - 1) / 2) * width for m in range(len(some))]
        medians = [result.p50 for result in some]
        upper = [max(0.0, result.p99 - result.p50) for result in some]
        errors = ([0.0] * len(some), upper)
        left.bar(places, medians, width, yerr=errors, capsize=2, color=_COLOURS[n % len(_COLOURS)], label=name)
        right.bar(places, [result.per_second for result in some], width, color=_COLOURS[n % len(_COLOURS)])
    users = [f"{result.users} users" for result in next(iter(rows.values()))]
    for axes, title in ((left, "milliseconds a message: median, to the 99th percentile"), (right, "messages a second")):
        axes.set_title(title)
        axes.set_xticks(range(len(users)), users)
        axes.grid(axis="y", alpha=0.3)
    left.set_yscale("log")
    left.legend(fontsize=8)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
