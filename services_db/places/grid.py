"""Squares of about one kilometre, by which places near a point are found; why not an R-tree: docs/adr/0008."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, floor, radians
from typing import Final

from services_db.places.records import Point

PER_DEGREE: Final = 100
LANE: Final = 100_000
"""Squares are numbered along lanes from west to east; a lane has fewer than this many."""
_METRES_PER_DEGREE: Final = 111_195.0
_WIDEST: Final = 4096


@dataclass(frozen=True, slots=True)
class Box:
    """The squares around a point's own: these lanes, columns `west` to `east`.

    Whatever lies within `reach_m` metres of the point lies in the box.
    """

    lanes: list[int]
    west: int
    east: int
    reach_m: float


def cell_of(point: Point) -> int:
    """The number of the square that a WGS-84 point lies in."""
    return floor(point.lat * PER_DEGREE) * LANE + floor(point.lng * PER_DEGREE)


def boxes_around(point: Point) -> Iterator[Box]:
    """Boxes from five squares a side to all of China, each twice as wide as the one before."""
    lane, column = floor(point.lat * PER_DEGREE), floor(point.lng * PER_DEGREE)
    away = 2
    while away <= _WIDEST:
        narrowest = cos(radians(min(89.0, abs(point.lat) + away / PER_DEGREE)))
        lanes = list(range(lane - away, lane + away + 1))
        yield Box(lanes, column - away, column + away, away * narrowest * _METRES_PER_DEGREE / PER_DEGREE)
        away *= 2
