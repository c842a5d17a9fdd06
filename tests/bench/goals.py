"""The figures to reach, as ratios of one run; each is told with what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.load import Figures


@dataclass(frozen=True, slots=True)
class Verdict:
    """One goal: its words, the bound, and what was measured."""

    goal: str
    measured: float
    bound: float
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether the measured figure keeps the bound."""
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{'reached' if self.reached else 'MISSED '} {self.goal}: {self.measured:g} ({sign} {self.bound:g})"


def judge(rows: Mapping[str, Sequence[Figures]], extra: Mapping[str, Any]) -> list[Verdict]:
    """The verdicts on whatever was measured; rows by name, each by 1, 10 and 50 users."""
    by_letter = {name[1 : name.index(")")]: some for name, some in rows.items()}
    return list(_verdicts(by_letter, extra))


def _verdicts(rows: Mapping[str, Sequence[Figures]], extra: Mapping[str, Any]) -> Iterator[Verdict]:
    ours = rows.get("b")
    if not ours:
        return
    for letter in ("d", "d2"):
        if stock := rows.get(letter):
            rate = ours[-1].per_second / stock[-1].per_second
            yield Verdict(f"messages/s at 50 users against ({letter})", round(rate, 2), 6, at_least=True)
            yield Verdict(f"median at 1 user against ({letter})", round(ours[0].p50 / stock[0].p50, 3), 0.25)
    if bare := rows.get("a"):
        yield Verdict("median of a turn against the bare parse", round(ours[0].p50 / bare[0].p50, 2), 2)
    if two := rows.get("b2"):
        rate = two[-1].per_second / ours[-1].per_second
        yield Verdict("messages/s with 2 workers against 1", round(rate, 2), 1.6, at_least=True)
    yield Verdict("p99 at 50 users, ms", ours[-1].p99, 500)
    yield Verdict("crisis reply p99 with the model busy, ms", extra["crisis_p99_ms"], 10)
    yield Verdict("burst of four messages of one user, ms", extra["burst_of_four_ms"], 1000)
    yield Verdict("start to ready, s", next(iter(extra["ready_seconds"].values())), 12)
    yield Verdict("memory of one process, MB", max(result.memory for result in ours), 1000)
    yield Verdict("errors", float(sum(result.errors for some in rows.values() for result in some)), 0)
