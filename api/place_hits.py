"""Places among the results of the search: those whose name or address hold the words, in the district if one is set."""

from __future__ import annotations

from typing import Final

from services_db import Catalogue, CatalogueError, SearchHit
from services_db.fields import PLACE_KINDS
from services_db.places.records import Place
from services_db.places.words import query_words
from services_db.simplified import folded

_BEST: Final = 12.0
"""A place whose name holds every word comes after the service of that name, and before clauses that mention it."""
_EXACT: Final = 50.0
_TOWN_CANDIDATES: Final = 100


def place_hits(catalogue: Catalogue, words: str, county: str | None, town: str | None, limit: int) -> list[SearchHit]:
    """At most half of `limit` places, best first; none when the directories cannot be read."""
    most = (limit + 1) // 2
    try:
        places = catalogue.places.search(words, county, limit=_TOWN_CANDIDATES if town else most)
    except CatalogueError:
        return []
    here = [place for place in places if town in (None, place.town)]
    return [_hit(place, words) for place in here[:most]]


def _hit(place: Place, words: str) -> SearchHit:
    where = f"{place.county}{place.town or ''} {place.address}"
    hours = f"；{place.hours.text}" if place.hours else ""
    return SearchHit(
        kind="place",
        id=place.id,
        title=place.name,
        snippet=f"{PLACE_KINDS[place.kind]}，{where}{hours}（出处：{place.source}）",
        clauses=(),
        url=f"/places/{place.id}",
        score=_score(place.name, words),
    )


def _score(name: str, words: str) -> float:
    plain, terms = folded(name), query_words(words)
    if plain == folded(words).strip():
        return _EXACT
    return round(_BEST * sum(term in plain for term in terms) / max(len(terms), 1), 3)
