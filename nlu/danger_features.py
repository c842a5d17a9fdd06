"""What the danger model looks at: characters, with words of one kind (who, with what, where) folded into one unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import yaml
from scipy.sparse import csr_matrix

from nlu.phrase_features import Row, View, fit_view

WORDS_FILE: Final = Path(__file__).parent / "danger_words.yml"
_LONGEST: Final = 4
_WHOSE: Final = frozenset("我你您他她的")
_NOISE: Final = re.compile(r"[^\w%]+")


class DangerFeatures:
    """TF-IDF over runs of 1 to 4 units, and over the order of folded words, however much stands between them.

    Folding is what lets 1,900 disclosures stand for others: with "my niece" and "my daughter" one unit, the share
    caught of sentences by another hand grew at the same false alarms (figures in nlu/README.md).
    """

    def __init__(self, min_count: int = 2) -> None:
        self._min_count = min_count
        self._view: View | None = None

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn from cleaned texts which units there are; returns the matrix (texts × features)."""
        self._view, matrix = fit_view([danger_units(text) for text in texts], self._min_count)
        return matrix

    def row(self, text: str) -> Row:
        """The features of one cleaned text."""
        if self._view is None:
            raise RuntimeError("fit comes before row")
        indices, values = self._view.row(danger_units(text))
        return Row(np.array(indices, dtype=np.int64), values)


def tells_nothing(text: str) -> bool:
    """Whether a cleaned text is no more than one word of a kind, whoever's it is: 孩子, 我老公, 刀."""
    units = [unit for unit in _fold(text.lower()) if unit not in _WHOSE]
    return len(units) <= 1


def danger_units(text: str) -> list[str]:
    """The runs of units of a cleaned text ("老公打我" has <partner>, <strike>, <partner><strike>, …)."""
    units = list(_fold(text.lower()))
    kinds = [unit for unit in units if len(unit) > 1]
    runs = [units[n : n + size] for size in range(1, _LONGEST + 1) for n in range(len(units) - size + 1)]
    told = ["".join(run) for run in runs if len(run) < _LONGEST or any(len(unit) > 1 for unit in run)]
    return told + ["…".join(kinds[n : n + size]) for size in (2, 3) for n in range(len(kinds) - size + 1)]


def _fold(text: str) -> Iterator[str]:
    pattern, names = _folding()
    position = 0
    for match in pattern.finditer(text):
        yield from _NOISE.sub("", text[position : match.start()])
        yield f"<{names[str(match.lastgroup)]}>"
        position = match.end()
    yield from _NOISE.sub("", text[position:])


@lru_cache(maxsize=1)
def _folding(path: Path = WORDS_FILE) -> tuple[re.Pattern[str], Mapping[str, str]]:
    words: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {f"k{number}": name for number, name in enumerate(words)}
    return re.compile("|".join(f"(?P<{group}>{words[name]})" for group, name in names.items())), names
