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
_CLAUSE_ENDS: Final = re.compile(r"[，。！？,.!?;；:：…~\s]+")
_ASKS: Final = re.compile(
    r"(?:[吗么嘛伐呢否]|[不没冇])[啊呀哦的了哈嘞噢]*$|有(?:没|冇|无)|[什甚]么|啥|谁|哪|怎|咋|訾|多[少久大长高远]|几|何|(.)不\1|是否|"
    r"[能可]否|能(?!力|源|干)|可以|可不|会(?:有|来|给|不|教|定)|依据|出处|电话|号码|目标|地址|真的假的|凭什么|想(?!不|着|起|到)|求|请问|帮"
)
_LONGEST_QUESTION: Final = 24


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
    """The points of every facet that has a cue in the asking part of a cleaned text."""
    asking = asking_part(text)
    return {facet: points for facet, cue in facet_cues().items() if (points := cue.points(asking))}


def asked_facet(text: str) -> str | None:
    """The facet that the words of a cleaned text ask for outright, or None when only a model could tell."""
    asking = asking_part(text)
    points = {facet: cue.points(asking) for facet, cue in facet_cues().items() if cue.strong.search(asking)}
    return max(points, key=lambda facet: points[facet]) if points else None


def asking_part(text: str) -> str:
    """The clauses of a cleaned text that ask, or all of it when none does: a story before the question has no say."""
    asking = [clause for clause in _CLAUSE_ENDS.split(text) if _ASKS.search(clause)]
    return " ".join(clause[-_LONGEST_QUESTION:] for clause in asking) or text
