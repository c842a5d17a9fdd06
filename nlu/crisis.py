"""Recognise a disclosure of danger by rules that need no model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from nlu.clean import squeeze_han

RULES_FILE: Final = Path(__file__).parent / "crisis_rules.yml"
KINDS: Final = (
    "medical_emergency",
    "self_harm",
    "sexual_assault",
    "trafficking",
    "missing_child",
    "child_abuse",
    "domestic_violence",
)
"""The kinds of the contract, gravest first: where a message fits several, the first is answered."""

_PLACEHOLDER: Final = re.compile(r"<(\w+)>")
_BLANK: Final = "□"


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires when one of `any` matches, one of `with_` (if there are any) and none of `without`."""

    kind: str
    name: str
    any: tuple[re.Pattern[str], ...]
    with_: tuple[re.Pattern[str], ...]
    without: tuple[re.Pattern[str], ...]

    def fires(self, text: str) -> bool:
        """Whether this rule recognises the (cleaned) text."""
        return (
            any(pattern.search(text) for pattern in self.any)
            and (not self.with_ or any(pattern.search(text) for pattern in self.with_))
            and not any(pattern.search(text) for pattern in self.without)
        )


@dataclass(frozen=True, slots=True)
class CrisisRules:
    """The whole table: words that merely look alike, and the rules by kind."""

    look_alikes: re.Pattern[str]
    rules: tuple[Rule, ...]
    grown_victim: re.Pattern[str]

    def recognise(self, text: str) -> str | None:
        """The kind of danger that a cleaned message discloses, or None."""
        rule = self.firing(text)
        return rule.kind if rule else None

    def firing(self, text: str) -> Rule | None:
        """The rule that recognises the message: the first, but violence against a grown-up before one against a child
        where the words tell that the victim is grown up.
        """
        seen = self.look_alikes.sub(_BLANK, squeeze_han(text))
        first = next((rule for rule in self.rules if rule.fires(seen)), None)
        if first and first.kind == "child_abuse" and self.grown_victim.search(seen):
            return next((rule for rule in self.rules if rule.kind == "domestic_violence" and rule.fires(seen)), first)
        return first


@lru_cache(maxsize=1)
def crisis_rules(path: Path = RULES_FILE) -> CrisisRules:
    """Read and compile the rules; once per process."""
    table = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    words: Mapping[str, str] = table["words"]
    return CrisisRules(
        look_alikes=re.compile("|".join(f"(?:{_expand(p, words)})" for p in table["look_alikes"])),
        rules=tuple(_rules(table["kinds"], words)),
        grown_victim=re.compile(_expand(table["grown_victim"], words)),
    )


def _rules(kinds: Mapping[str, Sequence[Mapping[str, Any]]], words: Mapping[str, str]) -> Iterator[Rule]:
    if tuple(kinds) != KINDS:
        raise ValueError(f"crisis_rules.yml must list the kinds in this order: {', '.join(KINDS)}")
    for kind, entries in kinds.items():
        for entry in entries:
            yield Rule(
                kind=kind,
                name=entry["name"],
                any=_compile(entry["any"], words),
                with_=_compile(entry.get("with", ()), words),
                without=_compile(entry.get("without", ()), words),
            )


def _compile(patterns: Sequence[str], words: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_expand(pattern, words)) for pattern in patterns)


def _expand(pattern: str, words: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: f"(?:{words[match.group(1)]})", pattern)
