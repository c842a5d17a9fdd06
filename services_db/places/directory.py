"""Find places: by county and town, by nearness, by kind, by being open; page by page. Reads only what it returns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from services_db.errors import CatalogueUnavailable, PlaceNotFound
from services_db.places import tables
from services_db.places.coordinates import distance_m
from services_db.places.grid import Box, boxes_around
from services_db.places.loading import hours_of, load_places
from services_db.places.opening import opening_of
from services_db.places.records import Found, FoundPage, Place, Point
from services_db.places.words import query_words
from services_db.simplified import folded

_L: Final = tables.location.c
_FILTERED: Final = 2000
"""With `open_at`, this many places at most are looked at; the rest counts as not found."""
_NEAR: Final = text(
    "SELECT place.number, place.latitude, place.longitude FROM json_each(:lanes) AS lane CROSS JOIN location AS place "
    "ON place.kind = :kind AND place.cell BETWEEN lane.value * 100000 + :west AND lane.value * 100000 + :east "
    "WHERE place.closed_on IS NULL AND (:county IS NULL OR place.county = :county) ORDER BY "
    "(place.latitude - :lat) * (place.latitude - :lat) "
    "+ (place.longitude - :lng) * (place.longitude - :lng) * :squeeze LIMIT :most"
)
"""The lanes come as a list: with a recursive query for them and after ANALYZE, the planner reckons with endless lanes
and reads the whole kind into a bloom filter first (90 ms instead of one)."""
_BY_DISTRICT: Final = text(
    "SELECT number FROM location WHERE kind = :kind AND closed_on IS NULL AND (:county IS NULL OR county = :county) "
    "AND (:town IS NULL OR town = :town) ORDER BY county, town, name, number LIMIT :most"
)
_IN_COUNTY: Final = text(
    "SELECT number FROM location WHERE kind = :kind AND county = :county AND closed_on IS NULL "
    "AND (:town IS NULL OR town = :town) ORDER BY town, name, number LIMIT :most"
)
_NAMED: Final = text(
    "SELECT place.number, place.name FROM place_index JOIN location AS place ON place.number = place_index.rowid "
    "WHERE place_index MATCH :match AND place.closed_on IS NULL AND (:county IS NULL OR place.county = :county) "
    "AND (:kind IS NULL OR place.kind = :kind) LIMIT :most"
)
_CANDIDATES: Final = 300
"""So many places that hold the words of a search are ranked; words of more places than that tell little."""


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """What is looked for. `near` (WGS-84) puts the nearest first; else, and within a town, they come by name."""

    kind: str
    county: str | None = None
    town: str | None = None
    near: Point | None = None
    open_at: datetime | None = None
    offset: int = 0
    limit: int = 5


class PlaceDirectory:
    """The imported places of one database; closed ones are only found by their id. Raises CatalogueUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def place(self, place_id: str) -> Place:
        """One place, closed or not; raises PlaceNotFound."""
        with self._reading() as connection:
            number = connection.execute(select(_L.number).where(_L.id == place_id)).scalar_one_or_none()
            if number is None:
                raise PlaceNotFound(place_id)
            return load_places(connection, [number])[number]

    def counties(self, kind: str) -> dict[str, int]:
        """How many places of a kind each county has; counties without any are left out."""
        query = (
            select(_L.county, func.count().label("places"))
            .where(_L.kind == kind, _L.closed_on.is_(None))
            .group_by(_L.county)
        )
        with self._reading() as connection:
            return {str(row.county): int(row.places) for row in connection.execute(query)}

    def kinds(self) -> dict[str, int]:
        """How many places of each kind there are."""
        query = select(_L.kind, func.count().label("places")).where(_L.closed_on.is_(None)).group_by(_L.kind)
        with self._reading() as connection:
            return {str(row.kind): int(row.places) for row in connection.execute(query)}

    def find(self, query: PlaceQuery) -> FoundPage:
        """A page of places."""
        wanted = query.offset + query.limit + 1
        with self._reading() as connection:
            if query.near and not query.town:
                numbers, away = self._nearest(connection, query, query.near, wanted)
            else:
                numbers, away = self._by_district(connection, query, wanted), {}
            page = numbers[query.offset : query.offset + query.limit]
            places = load_places(connection, page)
        found = tuple(Found(places[number], away.get(number, _away(places[number], query.near))) for number in page)
        return FoundPage(found, more=len(numbers) > query.offset + query.limit)

    def search(self, words: str, county: str | None = None, kind: str | None = None, limit: int = 10) -> list[Place]:
        """Places whose name or address hold all the words, best first; an empty list for words of one character."""
        terms = [word for word in query_words(words) if len(word) > 1]
        if not terms or limit < 1:
            return []
        match = " AND ".join(f'"{term}"' for term in terms)
        wanted = {"match": match, "county": county, "kind": kind, "most": _CANDIDATES}
        with self._reading() as connection:
            rows = connection.execute(_NAMED, wanted).all()
            best = sorted(rows, key=lambda row: (-_holds(row.name, terms), len(row.name), row.number))[:limit]
            places = load_places(connection, [row.number for row in best])
        return [places[row.number] for row in best]

    def _nearest(
        self, connection: Connection, query: PlaceQuery, near: Point, wanted: int
    ) -> tuple[list[int], dict[int, int]]:
        """The numbers of the nearest places, and how many metres away each is."""
        is_open = self._open_filter(connection, query)
        ranked: list[tuple[float, int]] = []
        for box in boxes_around(near):
            ranked = sorted(_in_box(connection, query, near, box))
            seen_all_around = [number for metres, number in ranked if metres <= box.reach_m]
            if len(is_open(seen_all_around, wanted)) >= wanted or len(seen_all_around) >= _most(query):
                break
        numbers = is_open([number for _, number in ranked], wanted)
        metres_of = {number: round(metres) for metres, number in ranked}
        return numbers, {number: metres_of[number] for number in numbers}

    def _by_district(self, connection: Connection, query: PlaceQuery, wanted: int) -> list[int]:
        most = _FILTERED if query.open_at else wanted
        where = {"kind": query.kind, "county": query.county, "town": query.town, "most": most}
        statement = _IN_COUNTY if query.county else _BY_DISTRICT
        numbers = [int(number) for (number,) in connection.execute(statement, where)]
        return self._open_filter(connection, query)(numbers, wanted)

    def _open_filter(self, connection: Connection, query: PlaceQuery) -> Callable[[Sequence[int], int], list[int]]:
        """Keeps the first `wanted` of some places that are open; all of them when that was not asked."""
        if query.open_at is None:
            return lambda numbers, wanted: list(numbers[:wanted])
        known: dict[int, bool] = {}
        now = query.open_at

        def first_open(numbers: Sequence[int], wanted: int) -> list[int]:
            kept: list[int] = []
            for number, is_open in _openings(connection, numbers[:_FILTERED], now, known):
                if is_open:
                    kept.append(number)
                if len(kept) == wanted:
                    break
            return kept

        return first_open

    def _reading(self) -> Any:
        return _Reading(self._engine)


class _Reading:
    """A connection that turns the database's failures into CatalogueUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Connection:
        try:
            self._connection = self._engine.connect()
        except SQLAlchemyError as error:
            raise CatalogueUnavailable(str(error)) from error
        return self._connection

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._connection.close()
        if isinstance(error, SQLAlchemyError):
            raise CatalogueUnavailable(str(error)) from error


def _in_box(connection: Connection, query: PlaceQuery, near: Point, box: Box) -> list[tuple[float, int]]:
    """Metres away and number of the places in a box; no more than are needed."""
    where = {"lanes": json.dumps(box.lanes), "west": box.west, "east": box.east}
    point = {"lat": near.lat, "lng": near.lng, "squeeze": cos(radians(near.lat)) ** 2}
    wanted = {"kind": query.kind, "county": query.county, "most": _most(query)}
    rows = connection.execute(_NEAR, where | point | wanted)
    return [(distance_m(near, Point(lat, lng)), int(number)) for number, lat, lng in rows]


def _most(query: PlaceQuery) -> int:
    """How many of the nearest places have to be looked at."""
    return _FILTERED if query.open_at else query.offset + query.limit + 1


def _holds(name: str, terms: Sequence[str]) -> int:
    """How many of the words of a search the name itself holds."""
    plain = folded(name)
    return sum(term in plain for term in terms)


def _away(place: Place, near: Point | None) -> int | None:
    return round(distance_m(near, place.point)) if near and place.point else None


def _openings(
    connection: Connection, numbers: Sequence[int], now: datetime, known: dict[int, bool]
) -> Iterator[tuple[int, bool]]:
    for start in range(0, len(numbers), 200):
        batch = numbers[start : start + 200]
        unknown = [number for number in batch if number not in known]
        rows = connection.execute(select(_L.number, _L.hours).where(_L.number.in_(unknown))) if unknown else ()
        told: dict[str | None, bool] = {}
        for number, words in rows:
            if words not in told:
                told[words] = opening_of(hours_of(words), now).open_now is True
            known[int(number)] = told[words]
        yield from ((number, known[number]) for number in batch)
