"""Places among the results of the search: those whose name or address hold the words, in the district if one is set."""

from __future__ import annotations

import math
from typing import Final

from services_db import Catalogue, CatalogueError, SearchHit
from services_db.fields import PLACE_KINDS
from services_db.places.records import Place
from services_db.places.words import query_words
from services_db.simplified import folded

_BEST: Final = 12.0
"""A place whose name holds every word comes after the service of that name, and before clauses that mention it."""
_EXACT: Final = 50.0
_AFTER: Final = 0.99
_TOWN_CANDIDATES: Final = 100


def place_hits(
    catalogue: Catalogue, words: str, county: str | None, town: str | None, limit: int, best: float = math.inf
) -> list[SearchHit]:
    """At most half of `limit` places, best first; none when the directories cannot be read.

    Where the words are no more than their kind (托育), they come after a service of the score `best`.
    """
    most = (limit + 1) // 2
    try:
        places = catalogue.places.search(words, county, limit=_TOWN_CANDIDATES if town else most)
    except CatalogueError:
        return []
    here = [place for place in places if town in (None, place.town)]
    return [_hit(place, words, best) for place in here[:most]]


def _hit(place: Place, words: str, best: float) -> SearchHit:
    where = f"{place.county}{place.town or ''} {place.address}"
    hours = f"；{place.hours.text}" if place.hours else ""
    return SearchHit(
        kind="place",
        id=place.id,
        title=place.name,
        snippet=f"{PLACE_KINDS[place.kind]}，{where}{hours}（出处：{place.source}）",
        clauses=(),
        url=f"/places/{place.id}",
        score=_score(place, words, best),
    )


def _score(place: Place, words: str, best: float) -> float:
    plain, terms = folded(place.name), query_words(words)
    if plain == folded(words).strip():
        return _EXACT
    most = min(_BEST, best * _AFTER) if folded(words).strip() in folded(PLACE_KINDS[place.kind]) else _BEST
    return round(most * sum(term in plain for term in terms) / max(len(terms), 1), 3)
