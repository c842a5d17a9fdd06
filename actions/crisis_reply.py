"""Compose the answer to a disclosure of danger: the number first, what to do, then what the plans promise.

Needs no model; without a catalogue it leaves the promises out, never the number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from actions.compose import fact_entry, named, source_facts
from actions.plain_text import plain_text
from actions.reply import Reply, Status
from actions.words import say
from services_db import Catalogue, Fact, Service, ServiceNotFound

_SERVICES_FILE: Final = Path(__file__).parent / "crisis_services.yml"
_NUMBER: Final = re.compile(r"(?<!\d)1(?:10|20|2\d{3})(?!\d)")
_MAX_PROMISES: Final = 2


def crisis_reply(
    catalogue: Catalogue | None, kind: str, text: str, district: str | None = None, asks: str | None = None
) -> Reply:
    """The answer to a message (`text`, cleaned) that discloses `kind`; `asks` is the facet it asks for outright."""
    services = crisis_services(catalogue, kind, text) if catalogue else []
    words = say(f"utter_crisis_{kind}")
    card: dict[str, Any] = {
        "type": "crisis",
        "kind": kind,
        "text": words,
        "numbers": list(dict.fromkeys(_NUMBER.findall(words))),
        "facts": _promises(catalogue, services, asks) if catalogue else [],
    }
    return Reply(
        status=Status.CRISIS,
        text=plain_text([card]),
        facet=asks or "how",
        district=district,
        safety=kind,
        services=tuple(named(service) for service in services),
        cards=(card,),
    )


def crisis_services(catalogue: Catalogue, kind: str, text: str) -> list[Service]:
    """The services that stand behind a kind of danger, for this victim; those the catalogue lacks are left out."""
    for choice in _choices()[kind]:
        if "when" not in choice or re.search(choice["when"], text):
            return [service for ident in choice["services"] if (service := _find(catalogue, ident))]
    return []


@lru_cache(maxsize=1)
def _choices(path: Path = _SERVICES_FILE) -> dict[str, list[dict[str, Any]]]:
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def _find(catalogue: Catalogue, ident: str) -> Service | None:
    try:
        return catalogue.service(ident)
    except ServiceNotFound:
        return None


def _promises(catalogue: Catalogue, services: list[Service], asks: str | None) -> list[dict[str, Any]]:
    """What is asked for comes first, also when the plans leave it open ("要收钱吗"); else what they promise."""
    asked = [fact for service in services for fact in _asked(catalogue, service, asks)]
    promised = [
        fact
        for service in services
        for fact in (*service.facts_of("how"), *service.facts_of("what"))
        if fact.kind in ("promise", "rule")
    ]
    return [fact_entry(catalogue, fact) for fact in (asked or promised)[:_MAX_PROMISES]]


def _asked(catalogue: Catalogue, service: Service, asks: str | None) -> tuple[Fact, ...]:
    if asks in (None, "how", "what"):
        return ()
    return source_facts(catalogue, service) if asks == "source" else service.facts_of(str(asks))
