"""Squares of about one kilometre, by which places near a point are found; why not an R-tree: docs/adr/0008."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, floor, inf, radians
from typing import Final

from services_db.places.coordinates import WENZHOU
from services_db.places.records import Point

PER_DEGREE: Final = 100
LANE: Final = 100_000
"""Squares are numbered along lanes from west to east; a lane has fewer than this many."""
_METRES_PER_DEGREE: Final = 111_195.0
_SOUTH, _NORTH = (floor(corner.lat * PER_DEGREE) for corner in WENZHOU)
_WEST, _EAST = (floor(corner.lng * PER_DEGREE) for corner in WENZHOU)


@dataclass(frozen=True, slots=True)
class Box:
    """The squares around a point's own: these lanes, columns `west` to `east`.

    Whatever place lies within `reach_m` metres of the point lies in the box; infinite when no place lies outside it.
    """

    lanes: list[int]
    west: int
    east: int
    reach_m: float


def cell_of(point: Point) -> int:
    """The number of the square that a WGS-84 point lies in."""
    return floor(point.lat * PER_DEGREE) * LANE + floor(point.lng * PER_DEGREE)


def boxes_around(point: Point) -> Iterator[Box]:
    """Boxes from five squares a side to all of Wenzhou, each twice as wide as the last, cut to Wenzhou's lanes."""
    lane, column = floor(point.lat * PER_DEGREE), floor(point.lng * PER_DEGREE)
    away = 2
    while True:
        lanes = list(range(max(lane - away, _SOUTH), min(lane + away, _NORTH) + 1))
        whole = lane - away <= _SOUTH and lane + away >= _NORTH and column - away <= _WEST and column + away >= _EAST
        narrowest = cos(radians(min(89.0, abs(point.lat) + away / PER_DEGREE)))
        reach = inf if whole else away * narrowest * _METRES_PER_DEGREE / PER_DEGREE
        if lanes:
            yield Box(lanes, column - away, column + away, reach)
        if whole:
            return
        away *= 2
