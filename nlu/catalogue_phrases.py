"""Phrases that the catalogue itself teaches: what services are called, and what the plans say of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from services_db.build import load_source
from services_db.sources import indicators_of, read_clauses


@lru_cache(maxsize=1)
def catalogue_phrases() -> tuple[tuple[str, str], ...]:
    """(full intent, phrase) for every name, everyday name and fact of every service, and every indicator's name."""
    return tuple(_phrases())


def _phrases() -> Iterator[tuple[str, str]]:
    for service in load_source().services:
        label = f"ask_service/{service.data['id']}"
        yield label, service.data["name"]
        for name in service.data["everyday_names"]:
            yield label, name
        for fact in service.data["facts"]:
            yield label, fact["text"]
            yield label, fact["quote"]
    for indicator in indicators_of(read_clauses()):
        yield f"ask_indicator/{indicator.id}", indicator.name
