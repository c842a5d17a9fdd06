"""Decide what to do with a question: answer one topic, or offer a few, or say that nothing fits.

The thresholds come from the figures in nlu/README.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from actions.conversation import Conversation
from actions.follow import NO_MATTER
from actions.understanding import Candidate, Understanding
from services_db import Catalogue, ServiceNotFound

_NO_QUESTIONS: Final = frozenset({"refuse_district", "request_human"})
_ANY_STAGE: Final = "不分阶段"
_HOTLINE: Final = re.compile(r"service:hotline-(\d+)")
MIN_COVERAGE: Final = 0.34
"""Below this share of known character pairs the model only guesses."""
SURE_TOPIC: Final = 0.9
"""A message of mostly unknown words is answered only when its topic is this clear ("12338跟12355有啥两样")."""
MIN_CONFIDENCE: Final = 0.03
"""The likeliest topic must hold this share of the probability to be answered outright."""
CLOSE: Final = 0.4
"""Another topic this close to the likeliest is offered along with the answer."""
MIN_OFFER: Final = 0.005
"""A topic below this is not worth offering."""
TOPIC_BONUS: Final = 2.0
"""How much likelier the topic under discussion becomes for a short message."""
OTHER_AGE: Final = 0.3
"""How much less likely a service becomes that is for none of the ages told (周岁娃的检查 is not for cancer).

On 820 held-out questions, 60 with an age: 0.3 mends one and spoils none, 0.15 spoils one.
"""
SHORT_MESSAGE: Final = 12
MAX_OPTIONS: Final = 3
ELLIPTIC: Final = 0.1
"""A short message is a follow-up when this share of the probability says that it names no service."""
LITTLE_MATTER: Final = 3
"""So few characters beside an outright question may be more words for it ("学费要不要自己出")."""
SURE_SCOPE: Final = 0.6
CLEAR_TOPIC: Final = 0.3
"""A message that is no question for sure is still answered as one when its topic is this clear."""
PLAINLY_NOT_OURS: Final = 0.5
"""In the middle of a topic, a message with a matter of its own is refused when this share says that it is not ours."""
PLAIN_QUESTION: Final = 0.9
"""A message taken for small talk is answered when it names a matter this plainly ("没事了，我问问托育")."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`answer` one entry (`others` are next likeliest, `close` those that may be meant instead), or `offer` some."""

    answer: str | None = None
    others: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()


def decide(catalogue: Catalogue, heard: Understanding, before: Conversation) -> Decision:
    """What to do with a message that asks for something."""
    exact = named_exactly(catalogue, heard.text)
    if exact:
        return Decision(exact)
    ranked = weigh(catalogue, heard, before)
    if not ranked or _is_unheard_of(heard, ranked[0]):
        return Decision()
    best, rest = ranked[0], ranked[1:MAX_OPTIONS]
    if best.confidence >= MIN_CONFIDENCE:
        others = tuple(candidate.entry for candidate in rest)
        near = CLOSE * best.confidence
        return Decision(
            best.entry,
            others,
            tuple(c.entry for c in rest if c.confidence >= near or _named_by_number(c, heard.text)),
        )
    return Decision(offer=tuple(c.entry for c in (best, *rest) if c.confidence >= MIN_OFFER))


def is_not_ours(catalogue: Catalogue, heard: Understanding, before: Conversation) -> bool:
    """Whether a message taken for a question is about another city, or likelier than about any topic out of scope."""
    if heard.other_city:
        return True
    best = heard.candidates[0].confidence if heard.candidates else 0.0
    goes_on = before.topic is not None
    if goes_on and heard.matter <= NO_MATTER:
        return False
    likelier = heard.refused_confidence > best
    enough = heard.refused_confidence >= (PLAINLY_NOT_OURS if goes_on else MIN_CONFIDENCE)
    return likelier and enough and named_exactly(catalogue, heard.text) is None


def is_rather_a_question(catalogue: Catalogue, heard: Understanding, before: Conversation) -> bool:
    """Whether a message taken for small talk or for out of scope names a topic clearly enough to be answered, or asks
    for a facet of the topic under discussion, or for another place, and for nothing else ("几时开始报").
    """
    if heard.other_city:
        return False
    if named_exactly(catalogue, heard.text) or _asks_on(heard, before) or _goes_on(heard, before):
        return True
    best = heard.candidates[0].confidence if heard.candidates else 0.0
    unsure = heard.intent_confidence < SURE_SCOPE and best >= CLEAR_TOPIC
    plain = heard.matter > NO_MATTER and best >= PLAIN_QUESTION
    return (unsure or plain) and heard.coverage >= MIN_COVERAGE


def _asks_on(heard: Understanding, before: Conversation) -> bool:
    goes_on = (heard.asks is not None or heard.district is not None) and heard.matter <= NO_MATTER
    return before.topic is not None and goes_on and heard.best_intent() not in _NO_QUESTIONS


def _goes_on(heard: Understanding, before: Conversation) -> bool:
    """Whether a short message asks outright, and the topic under discussion is among the likeliest ("两针隔几天")."""
    likely = [candidate.entry for candidate in heard.candidates[:MAX_OPTIONS]]
    asks = heard.asks is not None and heard.best_intent() not in _NO_QUESTIONS
    return before.topic in likely and asks and len(heard.text) <= SHORT_MESSAGE


def is_follow_up(heard: Understanding, before: Conversation) -> bool:
    """Whether a short message in the middle of a topic is about that topic ("给多少钱", "跟谁反映")."""
    if before.topic is None or len(heard.text) > SHORT_MESSAGE or not heard.candidates:
        return False
    elliptic = heard.share("ask_facet") + heard.share("inform_district") >= ELLIPTIC
    asks = heard.asks is not None and heard.matter <= LITTLE_MATTER
    return (elliptic or asks) and heard.candidates[0].confidence < CLEAR_TOPIC


def named_exactly(catalogue: Catalogue, text: str) -> str | None:
    """The topic whose name or everyday name the message is, to the letter."""
    service = catalogue.service_named(text)
    return f"service:{service.id}" if service else None


def _named_by_number(candidate: Candidate, text: str) -> bool:
    """Whether a hotline's number stands in the text ("12338跟12355有啥两样")."""
    number = _HOTLINE.fullmatch(candidate.entry)
    return number is not None and number[1] in text


def _is_unheard_of(heard: Understanding, best: Candidate) -> bool:
    """Whether too little of the message is known to trust the model, which must then be all the surer."""
    if _named_by_number(best, heard.text):
        return False
    return heard.coverage < MIN_COVERAGE and (heard.coverage == 0 or best.confidence < SURE_TOPIC)


def weigh(catalogue: Catalogue, heard: Understanding, before: Conversation) -> list[Candidate]:
    """The candidates, likeliest first.

    For a short message the topic under discussion is favoured, for one that tells an age what is for that age.
    """
    short = len(heard.text) <= SHORT_MESSAGE

    def weight(entry: str) -> float:
        if not _fits(catalogue, entry, heard.stages):
            return OTHER_AGE
        return TOPIC_BONUS if short and entry == before.topic else 1.0

    weighed = [Candidate(c.entry, c.confidence * weight(c.entry)) for c in heard.candidates]
    return sorted(weighed, key=lambda candidate: -candidate.confidence)


def _fits(catalogue: Catalogue, entry: str, stages: tuple[str, ...]) -> bool:
    kind, _, ident = entry.partition(":")
    if not stages or kind != "service":
        return True
    try:
        meant_for = catalogue.service(ident).life_stages
    except ServiceNotFound:
        return True
    return _ANY_STAGE in meant_for or not set(stages).isdisjoint(meant_for)
