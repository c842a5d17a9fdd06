"""Answer without a model, by looking words up in the catalogue: what is left when the model is missing or broken."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions import Reply, Status, say
from actions.compose import compose_service, named
from actions.compose_indicator import compose_indicator
from services_db import Catalogue, CatalogueError

_KINDS: Final = ("service", "indicator")
_OTHERS: Final = 2


def lookup_reply(catalogue: Catalogue | None, text: str) -> Reply:
    """The service or indicator that the message's words find, said as such; else the prepared words of an outage."""
    try:
        hits = catalogue.search(text, 1 + _OTHERS, _KINDS) if catalogue else []
    except CatalogueError:
        hits = []
    if not catalogue or not hits:
        return Reply.saying(Status.UNAVAILABLE, say("utter_unavailable"))
    note = {"type": "text", "text": say("utter_lookup_only")}
    others = [catalogue.service(hit.id) for hit in hits[1:] if hit.kind == "service"]
    indicator = catalogue.indicator(hits[0].id)
    if indicator:
        reply = compose_indicator(catalogue, indicator, None, None)
    else:
        service = catalogue.service(hits[0].id)
        reply = compose_service(catalogue, service, None, None, tell_period=True)
    services = (*reply.services, *map(named, others))
    return replace(reply, text=f"{note['text']}\n{reply.text}", cards=(note, *reply.cards), services=services)
