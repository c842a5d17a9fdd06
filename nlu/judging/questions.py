"""The questions that judge: read from `evaluation/*.jsonl` (the form is described in nlu/README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

EVALUATION: Final = Path(__file__).parents[1] / "evaluation"
NO_STYLE: Final = "dialogue"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a good answer to one message rests on; `clauses` best first, None or "none" where nothing is expected."""

    service: str | None
    clauses: tuple[str, ...]
    facet: str | None
    district: str | None
    dangers: frozenset[str]
    scopes: frozenset[str]

    @property
    def is_danger(self) -> bool:
        """Whether the message discloses danger."""
        return "none" not in self.dangers

    @property
    def wants_topic(self) -> bool:
        """Whether the message asks for something that clauses answer."""
        return "in" in self.scopes and bool(self.clauses)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a talk, with what is expected of its understanding."""

    text: str
    expected: Expected


@dataclass(frozen=True, slots=True)
class Talk:
    """A single question (one turn), or a dialogue."""

    id: str
    style: str
    turns: tuple[Turn, ...]


def read_talks(paths: Iterable[Path]) -> list[Talk]:
    """All talks of the files, in order; raises KeyError for a line of another form."""
    return [
        _talk(json.loads(line))
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def evaluation_files() -> list[Path]:
    """The project's own held-out files."""
    return sorted(EVALUATION.glob("*.jsonl"))


def _talk(item: Mapping[str, Any]) -> Talk:
    turns = item.get("turns") or [item]
    style = item.get("style", NO_STYLE)
    return Talk(item["id"], style, tuple(Turn(turn["text"], _expected(turn["expect"])) for turn in turns))


def _expected(row: Mapping[str, Any]) -> Expected:
    facet = row.get("facet")
    return Expected(
        service=row.get("service"),
        clauses=tuple(row.get("clauses") or ()),
        facet=None if facet == "none" else facet,
        district=row.get("district"),
        dangers=frozenset({row.get("safety") or "none", row.get("alt_safety") or row.get("safety") or "none"}),
        scopes=frozenset({row.get("scope") or "in", row.get("alt_scope") or row.get("scope") or "in"}),
    )
