"""GET /api/search: everything the catalogue knows, in one list.

`district` names a county or a town of Wenzhou, with or without 区, 县, 街道. What the plans promise holds in all twelve
counties, so services, clauses, indicators and hotlines are found whatever the district; its own name in `q` is then not
searched for ("鹿城 托育" in 鹿城区 is 托育). Only places differ between districts. A name that is no part of Wenzhou is
refused, because an answer for the wrong place would look like one for the right place.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.place_hits import place_hits
from bot import clean_text
from services_db import Catalogue, Division
from services_db.vocabulary import short_name


class DistrictUnknown(Exception):
    """No county or town of Wenzhou bears this name."""


def look_up_router(catalogue: Catalogue) -> APIRouter:
    """The route of the search."""
    router = APIRouter(prefix="/api")
    names = district_names(catalogue.divisions())
    where = {name: (d.county, d.town) for d in reversed(catalogue.divisions()) for name in _own_names(d)}

    @router.get("/search")
    async def search(
        q: Annotated[str, Query(max_length=200)] = "",
        district: Annotated[str, Query(max_length=20)] = "",
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> dict[str, Any]:
        query, place = clean_text(q), clean_text(district)
        if place and place not in names:
            raise DistrictUnknown(place)
        words = without_district(query, names.get(place, ()))
        county, town = where[place] if place else (None, None)
        found = catalogue.search(words, limit)
        first = max((hit.score for hit in found if hit.kind == "service"), default=math.inf)
        hits = [*found, *place_hits(catalogue, words, county, town, limit, first)]
        best = sorted(hits, key=lambda hit: -hit.score)[:limit]
        return {"query": query, "results": [asdict(hit) for hit in best]}

    return router


def district_names(divisions: tuple[Division, ...]) -> dict[str, tuple[str, ...]]:
    """Every name of a county or town, with the names under which a query may speak of it, longest first."""
    names: dict[str, tuple[str, ...]] = {}
    for division in divisions:
        place = division.town or division.county
        spoken = {place, short_name(place), division.county, short_name(division.county)}
        for name in (place, short_name(place)):
            names.setdefault(name, tuple(sorted(spoken, key=len, reverse=True)))
    return names


def _own_names(division: Division) -> tuple[str, str]:
    place = division.town or division.county
    return place, short_name(place)


def without_district(query: str, spoken: tuple[str, ...]) -> str:
    """The query without the district's name; the whole query when nothing else is in it."""
    rest = query
    for name in spoken:
        rest = rest.replace(name, " ")
    return rest.strip() or query
