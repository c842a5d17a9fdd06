"""Words that say which facet is asked for; they add to the facet model's margins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

CUES_FILE: Final = Path(__file__).parent / "facet_cues.yml"
_START_SHARE: Final = 0.6
"""A cue at the start of a sentence counts this much of one at its end, where Chinese puts the question."""
_WEAK_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Cue:
    """How one facet is asked for, and how many points a strong cue is worth."""

    strength: float
    strong: re.Pattern[str]
    weak: re.Pattern[str]

    def points(self, text: str) -> float:
        """What this text adds to the facet."""
        ends = [match.end() for match in self.strong.finditer(text)]
        if ends:
            return self.strength * (_START_SHARE + (1 - _START_SHARE) * ends[-1] / len(text))
        return self.strength * _WEAK_SHARE if self.weak.search(text) else 0.0


@lru_cache(maxsize=1)
def facet_cues(path: Path = CUES_FILE) -> Mapping[str, Cue]:
    """The cues by facet; read once per process."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        facet: Cue(float(entry["strength"]), re.compile(entry["strong"]), re.compile(entry["weak"]))
        for facet, entry in table.items()
    }


def cue_points(text: str) -> dict[str, float]:
    """The points of every facet that has a cue in a cleaned text."""
    return {facet: points for facet, cue in facet_cues().items() if (points := cue.points(text))}
