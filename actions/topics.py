"""Topics: what a conversation can be about, as short entries (`service:<id>`, `indicator:<clause id>`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.compose import compose_service, named
from actions.compose_indicator import compose_indicator, named_indicator
from actions.conversation import Conversation
from actions.plain_text import number_options, plain_text
from actions.reply import Card, NamedService, Reply, Status
from actions.words import say
from services_db import Catalogue, Indicator, Service, ServiceNotFound


def find_topic(catalogue: Catalogue, entry: str) -> Service | Indicator | None:
    """What an entry stands for; None when the catalogue no longer has it."""
    kind, _, ident = entry.partition(":")
    if kind == "indicator":
        return catalogue.indicator(ident)
    try:
        return catalogue.service(ident)
    except ServiceNotFound:
        return None


def answer_topic(
    catalogue: Catalogue,
    entry: str,
    facet: str | None,
    district: str | None,
    before: Conversation,
    others: Iterable[str] = (),
) -> tuple[Reply, Conversation] | None:
    """The answer about one topic, and the conversation moved on to it; None for a topic that is gone."""
    topic = find_topic(catalogue, entry)
    if topic is None:
        return None
    other_topics = [found for other in others if other != entry and (found := find_topic(catalogue, other))]
    after = replace(before.about(entry), facet=facet, district=district, options=(), options_facet=None)
    if isinstance(topic, Indicator):
        also = tuple(map(name_topic, other_topics))
        return compose_indicator(catalogue, topic, facet, district, also=also), after
    services = [other for other in other_topics if isinstance(other, Service)]
    tell_period = not before.told_plan_period
    reply = compose_service(catalogue, topic, facet, district, others=services, tell_period=tell_period)
    return reply, replace(after, told_plan_period=True)


def offer_topics(
    catalogue: Catalogue,
    entries: Iterable[str],
    words: str,
    facet: str | None,
    district: str | None,
    before: Conversation,
) -> tuple[Reply, Conversation]:
    """Ask which of a few topics is meant; without any, just say the words."""
    offered = {entry: topic for entry in entries if (topic := find_topic(catalogue, entry))}
    names = [name_topic(topic) for topic in offered.values()]
    card: Card = {"type": "options", "text": say(words), "options": number_options([n.name for n in names])}
    cards: tuple[Card, ...] = (card,) if names else ({"type": "text", "text": say(words)},)
    reply = Reply(
        status=Status.CLARIFY,
        text=plain_text(cards),
        facet=facet,
        district=district,
        services=tuple(names),
        cards=cards,
    )
    after = replace(before, options=tuple(offered), options_facet=facet, district=district)
    return reply, after


def name_topic(topic: Service | Indicator) -> NamedService:
    """A topic as the contract's list of services names it."""
    return named_indicator(topic) if isinstance(topic, Indicator) else named(topic)
