"""Topics: what a conversation can be about, as short entries (`service:<id>`, `indicator:<clause id>`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.compose import compose_service, named
from actions.compose_indicator import compose_indicator, named_indicator
from actions.conversation import Conversation
from actions.find_places import answer_places
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
    *,
    others: Iterable[str] = (),
    close: Iterable[str] = (),
) -> tuple[Reply, Conversation] | None:
    """The answer about one topic, and the conversation moved on to it; None for a topic that is gone.

    `others` are named as next likeliest; those of them that are `close` are offered to choose from.
    """
    topic = find_topic(catalogue, entry)
    if topic is None:
        return None
    named_others = tuple(map(name_topic, _find_all(catalogue, others, entry).values()))
    after = replace(before.about(entry), facet=facet, district=district, options=(), options_facet=None)
    if isinstance(topic, Indicator):
        reply, placed = compose_indicator(catalogue, topic, facet, district), None
    else:
        reply = compose_service(catalogue, topic, facet, district, tell_period=not before.told_plan_period)
        placed = answer_places(catalogue, topic, reply, after)
        after = replace(after, told_plan_period=True)
    closed = replace(after, looking=replace(after.looking, kind=None, asked=False))
    reply, after = placed or (reply, closed)
    reply = replace(reply, services=(*reply.services, *named_others))
    if placed:
        return reply, after
    offered = _find_all(catalogue, close, entry)
    if not offered:
        return reply, after
    return _with_options(reply, options_card(offered, "utter_maybe_other")), replace(
        after, options=tuple(offered), options_facet=facet
    )


def answer_anywhere(catalogue: Catalogue, entry: str, before: Conversation) -> tuple[Reply, Conversation] | None:
    """The topic's places in the whole city, for whoever would rather name no county; None when the topic is gone."""
    anywhere = replace(before, looking=replace(before.looking, anywhere=True))
    return answer_topic(catalogue, entry, "where", before.district, anywhere)


def offer_topics(
    catalogue: Catalogue,
    entries: Iterable[str],
    words: str,
    facet: str | None,
    district: str | None,
    before: Conversation,
) -> tuple[Reply, Conversation]:
    """Ask which of a few topics is meant; without any, just say the words."""
    offered = _find_all(catalogue, entries)
    card: Card = options_card(offered, words) if offered else {"type": "text", "text": say(words)}
    reply = Reply(
        status=Status.CLARIFY,
        text=plain_text([card]),
        facet=facet,
        district=district,
        services=tuple(map(name_topic, offered.values())),
        cards=(card,),
    )
    return reply, replace(before, options=tuple(offered), options_facet=facet, district=district)


def options_card(offered: dict[str, Service | Indicator], words: str) -> Card:
    """A card to choose a topic from."""
    titles = [name_topic(topic).name for topic in offered.values()]
    return {"type": "options", "text": say(words), "options": number_options(titles)}


def name_topic(topic: Service | Indicator) -> NamedService:
    """A topic as the contract's list of services names it."""
    return named_indicator(topic) if isinstance(topic, Indicator) else named(topic)


def _find_all(catalogue: Catalogue, entries: Iterable[str], but: str | None = None) -> dict[str, Service | Indicator]:
    return {e: topic for e in entries if e != but and (topic := find_topic(catalogue, e))}


def _with_options(reply: Reply, card: Card) -> Reply:
    cards = (*reply.cards, card)
    return replace(reply, text=plain_text(cards), cards=cards)
