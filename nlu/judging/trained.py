"""What a trained Rasa model, or the catalogue's search alone, takes a message for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nlu.clean import clean_text
from nlu.crisis import crisis_rules
from nlu.judging.contest import JOINT
from nlu.judging.verdict import Topic, Understood
from nlu.quiet_rasa import quiet_rasa
from services_db import Catalogue

Understands = Callable[[str], Understood]

FALLBACK: Final = "nlu_fallback"
_TOPIC_INTENTS: Final = ("ask_service", "ask_indicator")
_ASKING: Final = frozenset([*_TOPIC_INTENTS, "ask_facet", "inform_district", "compare"])


def ours(model: Path, catalogue: Catalogue) -> Understands:
    """Our trained model, with the crisis rules before it as in the product."""
    parse = _parser(model)
    rules = crisis_rules()

    def understand(text: str) -> Understood:
        cleaned = clean_text(text)
        parsed = parse(cleaned)
        ranking = parsed["services"]
        intent = parsed["intent"]["name"]
        best = next(row["name"] for row in parsed["intent_ranking"] if row["name"] != FALLBACK)
        disclosed = next((row["id"] for row in ranking if row["intent"] == "disclose"), None)
        return Understood(
            topics=tuple(_topic(catalogue, row["id"]) for row in ranking if row["intent"] in _TOPIC_INTENTS),
            scope=_scope(best),
            sure=intent != FALLBACK,
            danger=rules.recognise(cleaned) or (disclosed if intent == "disclose" else None),
            facet=parsed["facet"]["name"],
            district=_county(parsed["entities"]),
        )

    return understand


def plain_rasa(model: Path, catalogue: Catalogue, joint: str = JOINT) -> Understands:
    """A stock pipeline, trained on full intents in which `joint` stands for the slash."""
    parse = _parser(model)

    def understand(text: str) -> Understood:
        parsed = parse(text)
        names = [row["name"].partition(joint) for row in parsed["intent_ranking"] if row["name"] != FALLBACK]
        base, _, ident = names[0]
        return Understood(
            topics=tuple(_topic(catalogue, name) for scope, _, name in names if scope in _TOPIC_INTENTS),
            scope=_scope(base),
            sure=parsed["intent"]["name"] != FALLBACK,
            danger=ident if base == "disclose" and parsed["intent"]["name"] != FALLBACK else None,
            finds_facets=False,
            finds_districts=False,
        )

    return understand


def search_alone(catalogue: Catalogue) -> Understands:
    """The catalogue's full-text search, without any model."""

    def understand(text: str) -> Understood:
        hits = [hit for hit in catalogue.search(clean_text(text), limit=5) if hit.kind != "hotline"]
        return Understood(
            topics=tuple(Topic(hit.id, tuple(hit.clauses)) for hit in hits),
            scope="in" if hits else "unsure",
            sure=bool(hits),
            finds_facets=False,
            finds_districts=False,
            finds_scopes=False,
        )

    return understand


def _parser(model: Path) -> Callable[[str], Mapping[str, Any]]:
    quiet_rasa()
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    return lambda text: asyncio.run(agent.parse_message(text))  # type: ignore[no-any-return]


def _topic(catalogue: Catalogue, ident: str) -> Topic:
    return Topic(ident, (ident,) if catalogue.indicator(ident) else catalogue.service(ident).clauses)


def _scope(intent: str) -> str:
    if intent in _ASKING or intent == "disclose":
        return "in"
    return "out" if intent == "out_of_scope" else "chitchat"


def _county(entities: Sequence[Mapping[str, Any]]) -> str | None:
    counties = [entity["value"] for entity in entities if entity["entity"] == "district"]
    return counties[-1] or None if counties else None
