from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_db.places.coordinates import (
    distance_m,
    gcj02_to_bd09,
    is_in_wenzhou,
    is_swapped,
    to_wgs84,
    wgs84_to_gcj02,
)
from services_db.places.records import Point

CITY_HALL = Point(27.9940, 120.6994)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        (Point(39.907333, 116.391083), Point(39.908737, 116.397326)),
        (Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215)),
        (Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363)),
    ],
)
def test_known_points_are_where_the_maps_have_them(wgs84: Point, gcj02: Point) -> None:
    assert distance_m(wgs84_to_gcj02(wgs84), gcj02) < 2
    assert distance_m(to_wgs84(gcj02, "GCJ02"), wgs84) < 2


def test_known_point_of_baidu() -> None:
    gcj02, bd09 = Point(39.915, 116.404), Point(39.92133699351022, 116.41036949371029)
    assert distance_m(gcj02_to_bd09(gcj02), bd09) < 0.5


latitudes, longitudes = st.floats(26.9, 28.75), st.floats(119.5, 121.6)


@given(latitudes, longitudes)
def test_there_and_back_is_the_same_place_to_a_centimetre(lat: float, lng: float) -> None:
    point = Point(lat, lng)
    gcj02 = wgs84_to_gcj02(point)
    assert distance_m(to_wgs84(gcj02, "GCJ02"), point) < 0.01
    assert distance_m(to_wgs84(gcj02_to_bd09(gcj02), "BD09"), point) < 0.01
    assert to_wgs84(point, "WGS84") == point


def test_shift_in_wenzhou_is_some_hundred_metres() -> None:
    assert 200 < distance_m(CITY_HALL, wgs84_to_gcj02(CITY_HALL)) < 800


def test_distance_between_two_cities() -> None:
    shanghai = Point(31.2304, 121.4737)
    assert distance_m(CITY_HALL, shanghai) == pytest.approx(367_000, rel=0.02)


def test_point_with_latitude_and_longitude_swapped_is_known() -> None:
    assert is_in_wenzhou(CITY_HALL) and not is_in_wenzhou(Point(30.27, 120.15))
    assert is_swapped(Point(CITY_HALL.lng, CITY_HALL.lat)) and not is_swapped(CITY_HALL)
