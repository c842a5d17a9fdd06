"""Coordinates: WGS-84 (GPS, browsers), GCJ-02 (高德, 腾讯, WeChat) and BD-09 (百度), into one another, and distances.

GCJ-02 shifts WGS-84 by up to 700 m with a published-by-usage formula over the Krasovsky ellipsoid; BD-09 shifts GCJ-02
once more. The ways back have no closed form: they are found by repeating, to within a centimetre.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Final

from services_db.places.records import Datum, Point

_AXIS: Final = 6378245.0
_ECCENTRICITY: Final = 0.00669342162296594323
_EARTH_RADIUS_M: Final = 6371008.8
_BD_TURN: Final = pi * 3000.0 / 180.0
_ROUNDS: Final = 8
WENZHOU: Final = (Point(26.9, 119.5), Point(28.75, 121.6))
"""South-west and north-east corners of a box around the city, its islands included (WGS-84)."""


def to_wgs84(point: Point, datum: Datum) -> Point:
    """The point in WGS-84, from the datum it is written in."""
    if datum == "GCJ02":
        return _undo(wgs84_to_gcj02, point)
    if datum == "BD09":
        return _undo(wgs84_to_gcj02, _undo(gcj02_to_bd09, point))
    return point


def wgs84_to_gcj02(point: Point) -> Point:
    """As 高德, 腾讯 and WeChat write it."""
    x, y = point.lng - 105.0, point.lat - 35.0
    latitude = radians(point.lat)
    bulge = 1 - _ECCENTRICITY * sin(latitude) ** 2
    north = _north(x, y) * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (bulge * sqrt(bulge)) * pi)
    east = _east(x, y) * 180.0 / (_AXIS / sqrt(bulge) * cos(latitude) * pi)
    return Point(point.lat + north, point.lng + east)


def gcj02_to_bd09(point: Point) -> Point:
    """As 百度 writes it."""
    radius = hypot(point.lng, point.lat) + 0.00002 * sin(point.lat * _BD_TURN)
    angle = atan2(point.lat, point.lng) + 0.000003 * cos(point.lng * _BD_TURN)
    return Point(radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065)


def distance_m(one: Point, other: Point) -> float:
    """Metres along the earth's surface between two WGS-84 points."""
    north, east = radians(other.lat - one.lat), radians(other.lng - one.lng)
    chord = sin(north / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS_M * atan2(sqrt(chord), sqrt(1 - chord))


def is_in_wenzhou(point: Point) -> bool:
    """Whether a WGS-84 point lies in the box around the city."""
    south_west, north_east = WENZHOU
    return south_west.lat <= point.lat <= north_east.lat and south_west.lng <= point.lng <= north_east.lng


def is_swapped(point: Point) -> bool:
    """Whether latitude and longitude stand in each other's place."""
    return is_in_wenzhou(Point(point.lng, point.lat))


def _north(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + _waves(x)
    return (
        shift
        + (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
        + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    )


def _east(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + _waves(x)
    return (
        shift
        + (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
        + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    )


def _waves(x: float) -> float:
    return (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0


def _undo(shift: Callable[[Point], Point], target: Point) -> Point:
    guess = target
    for _ in range(_ROUNDS):
        there = shift(guess)
        guess = Point(guess.lat + target.lat - there.lat, guess.lng + target.lng - there.lng)
    return guess
