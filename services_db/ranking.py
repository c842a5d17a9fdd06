"""Put candidates in order: how much of what was asked do their names and words hold?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services_db.query_reading import Wanted

_IN_TITLE: Final = 1.0
_IN_NAMES: Final = 0.85
_IN_BODY: Final = 0.5
_OFTEN: Final = 0.3
"""What it adds, at most, when many everyday names hold the word: 两癌 is first of all the screening."""
_FIT: Final = 0.9
"""What a name that says just what was asked adds, as a share of the best that words can reach."""
_ASKED: Final = 0.15
_MANY_NAMES: Final = 20
"""What people ask for most has many everyday names: it goes first among equals."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the index: its names as people write them, one a line, the official one first; its body, cut."""

    title: str
    names: str
    body: str


class Ranking:
    """Scores candidates of one query in an index of so many rows."""

    def __init__(self, wanted: Sequence[Wanted], rows: int) -> None:
        self._wanted = [(one.words, one.weight * _rarity(one.documents, rows)) for one in wanted]
        self._total = sum(value for _, value in self._wanted) or 1.0
        words = sorted({word for one in wanted for word in one.words}, key=len, reverse=True)
        self._worth = {word: self._worth_of(word) for word in words}
        self._any = re.compile("|".join(map(re.escape, words)))

    def _worth_of(self, word: str) -> float:
        """What a name gains by holding the word and all that is inside it."""
        return sum(value / len(words) for words, value in self._wanted for part in words if part in word)

    def score(self, candidate: Candidate) -> float:
        """Higher is better; comparable within one query."""
        gained = covered = 0.0
        body = f" {candidate.body} "
        for words, value in self._wanted:
            field = _field(words, candidate.title, candidate.names, body)
            gained += field * value
            covered += value if field else 0.0
        score = gained * (0.4 + 0.6 * covered / self._total) + _FIT * self._total * self._best_fit(candidate)
        return score * (1 + _ASKED * min(candidate.names.count("\n"), _MANY_NAMES) / _MANY_NAMES)

    def _best_fit(self, candidate: Candidate) -> float:
        """1 when a name says all that was asked and nothing else."""
        if not self._any.search(candidate.names):
            return 0.0
        return max(map(self._fit, candidate.names.split("\n")))

    def _fit(self, name: str) -> float:
        found = self._any.findall(name)
        if not found:
            return 0.0
        value = sum(self._worth[word] for word in set(found)) / self._total
        return min(value, 1.0) * sum(map(len, found)) / len(name)


def _field(words: Sequence[str], title: str, names: str, body: str) -> float:
    uses = min(names.count(word) for word in words)
    if uses:
        in_title = all(word in title for word in words)
        return (_IN_TITLE if in_title else _IN_NAMES) + _OFTEN * uses / (uses + 4)
    return _IN_BODY if all(f" {word} " in body for word in words) else 0.0


def _rarity(documents: int, rows: int) -> float:
    return math.log(1 + (rows - documents + 0.5) / (documents + 0.5))
