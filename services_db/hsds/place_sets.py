"""Sets of places of one kind that fulfil something: counted, and cut into stretches, without reading the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import cos, radians
from typing import Any, Final

from sqlalchemy import Connection, text

from services_db.places.coordinates import distance_m
from services_db.places.records import Point
from services_db.places.words import query_words

_METRES_A_DEGREE: Final = 111_195.0
_CENTRE: Final = text(
    "SELECT avg(latitude) AS lat, avg(longitude) AS lng FROM location JOIN address ON location_number = number "
    "WHERE postal_code = :postcode AND closed_on IS NULL"
)


@dataclass(frozen=True, slots=True)
class PlaceFilters:
    """What a place, or the service at it, has to fulfil; everything that is set must hold.

    `proximity_m` is measured from the middle of the places that bear the postcode; without it the place itself must
    bear it. `words` and `modified_after` are those that the service did not fulfil already.
    """

    postcode: str | None = None
    proximity_m: float | None = None
    service: str | None = None
    words: tuple[str, ...] = ()
    modified_after: datetime | None = None

    def narrowed(self, words: tuple[str, ...], modified_after: datetime | None) -> PlaceFilters:
        """The same, with what the service leaves to the place."""
        return replace(self, words=words, modified_after=modified_after)


class PlaceSet:
    """Open places of a kind under one condition, by county, town and name. Made for one request: it counts once."""

    def __init__(self, conditions: list[str], values: dict[str, Any], filters: PlaceFilters) -> None:
        self._where = " AND ".join(conditions)
        self._values = values
        self._filters = filters
        self._near: list[int] | None = None
        self._count: int | None = None

    def count(self, connection: Connection) -> int:
        """How many there are."""
        if self._filters.proximity_m is not None:
            return len(self._nearby(connection))
        if self._count is None:
            statement = text(f"SELECT count(*) FROM location WHERE {self._where}")  # noqa: S608 - fixed pieces
            self._count = int(connection.execute(statement, self._values).scalar_one())
        return self._count

    def numbers(self, connection: Connection, start: int, stop: int) -> list[int]:
        """The row numbers of those from `start` up to, not including, `stop`."""
        if self._filters.proximity_m is not None:
            return self._nearby(connection)[start:stop]
        statement = text(
            f"SELECT number FROM location WHERE {self._where} "  # noqa: S608
            "ORDER BY county, town, name, number LIMIT :most OFFSET :start"
        )
        rows = connection.execute(statement, {**self._values, "most": stop - start, "start": start})
        return [int(number) for (number,) in rows]

    def _nearby(self, connection: Connection) -> list[int]:
        """Those within the distance, nearest first; none when nobody knows where the postcode is."""
        if self._near is None:
            centre = connection.execute(_CENTRE, {"postcode": self._filters.postcode}).one()
            self._near = [] if centre.lat is None else self._around(connection, Point(centre.lat, centre.lng))
        return self._near

    def _around(self, connection: Connection, middle: Point) -> list[int]:
        metres = min(float(self._filters.proximity_m or 0), 1e7)
        north, east = metres / _METRES_A_DEGREE, metres / (_METRES_A_DEGREE * cos(radians(middle.lat)))
        statement = text(
            f"SELECT number, latitude, longitude FROM location WHERE {self._where} "  # noqa: S608
            "AND latitude BETWEEN :south AND :north AND longitude BETWEEN :west AND :east"
        )
        box = {
            "south": middle.lat - north,
            "north": middle.lat + north,
            "west": middle.lng - east,
            "east": middle.lng + east,
        }
        rows = connection.execute(statement, {**self._values, **box})
        away = sorted((distance_m(middle, Point(lat, lng)), int(number)) for number, lat, lng in rows)
        return [number for distance, number in away if distance <= metres]


def place_set(kind: str, filters: PlaceFilters) -> PlaceSet:
    """The open places of this kind that fulfil the filters."""
    conditions, values = ["kind = :kind", "closed_on IS NULL"], {"kind": kind}
    if filters.postcode and filters.proximity_m is None:
        conditions.append("number IN (SELECT location_number FROM address WHERE postal_code = :postcode)")
        values["postcode"] = filters.postcode
    if filters.modified_after:
        # Rows know whole seconds of UTC, so that their text compares as their time does.
        whole = (filters.modified_after.astimezone(UTC) + timedelta(microseconds=999_999)).replace(microsecond=0)
        conditions.append("last_modified >= :since")
        values["since"] = whole.isoformat(timespec="seconds")
    for n, word in enumerate(filters.words):
        pairs = query_words(word)
        if not pairs:
            conditions.append("0")
            continue
        conditions.append(f"number IN (SELECT rowid FROM place_index WHERE place_index MATCH :word{n})")  # noqa: S608
        values[f"word{n}"] = " AND ".join(f'"{pair}"' for pair in pairs)
    return PlaceSet(conditions, values, filters)
