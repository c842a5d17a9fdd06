"""Decide what to do with a question: answer one topic, or offer a few, or say that nothing fits.

The thresholds come from the figures in nlu/README.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from actions.conversation import Conversation
from actions.understanding import Candidate, Understanding
from services_db import Catalogue

MIN_COVERAGE: Final = 0.34
"""Below this share of known character pairs the model only guesses."""
MIN_CONFIDENCE: Final = 0.16
"""The likeliest topic must hold this share of the probability to be answered outright."""
MIN_OFFER: Final = 0.02
"""A topic below this is not worth offering."""
TOPIC_BONUS: Final = 2.0
"""How much likelier the topic under discussion becomes for a short message."""
SHORT_MESSAGE: Final = 12
MAX_OPTIONS: Final = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """`answer` one entry (others are next likeliest), or `offer` some, or neither."""

    answer: str | None
    others: tuple[str, ...]
    offer: tuple[str, ...]


def decide(catalogue: Catalogue, heard: Understanding, before: Conversation) -> Decision:
    """What to do with a message that asks for something."""
    exact = _named_exactly(catalogue, heard.text)
    if exact:
        return Decision(exact, (), ())
    ranked = _with_context(heard, before)
    entries = tuple(candidate.entry for candidate in ranked)
    if not ranked or heard.coverage < MIN_COVERAGE:
        return Decision(None, (), ())
    if ranked[0].confidence >= MIN_CONFIDENCE:
        return Decision(entries[0], entries[1:MAX_OPTIONS], ())
    return Decision(None, (), tuple(c.entry for c in ranked[:MAX_OPTIONS] if c.confidence >= MIN_OFFER))


def _named_exactly(catalogue: Catalogue, text: str) -> str | None:
    service = catalogue.service_named(text)
    return f"service:{service.id}" if service else None


def _with_context(heard: Understanding, before: Conversation) -> list[Candidate]:
    short = len(heard.text) <= SHORT_MESSAGE
    weighed = [
        Candidate(c.entry, c.confidence * (TOPIC_BONUS if short and c.entry == before.topic else 1.0))
        for c in heard.candidates
    ]
    return sorted(weighed, key=lambda candidate: -candidate.confidence)
