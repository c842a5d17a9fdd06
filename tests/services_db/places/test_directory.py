"""Places are found by district, by nearness, by kind and by being open, page by page."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from services_db.database import migrate, open_engine
from services_db.errors import PlaceNotFound
from services_db.places.coordinates import distance_m
from services_db.places.directory import _NEAR, PlaceDirectory, PlaceQuery
from services_db.places.importing import import_places
from services_db.places.made_up import write_made_up
from services_db.places.opening import at, opening_of
from services_db.places.records import Point
from tests.services_db.places.conftest import Importer

FRIDAY_NOON, FRIDAY_NIGHT = at(date(2026, 11, 27), 12), at(date(2026, 11, 27), 23)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("made-up")
    engine = open_engine(f"sqlite:///{folder}/places.db")
    migrate(engine)
    path = Path(folder) / "places.csv"
    write_made_up(path, 4000)
    assert import_places(engine, path).written
    return engine


@pytest.mark.parametrize("seed", range(6))
def test_nearest_come_first_as_a_full_scan_would_have_them(made_up: Engine, seed: int) -> None:
    dice, directory = random.Random(seed), PlaceDirectory(made_up)
    here = Point(dice.uniform(27.2, 28.6), dice.uniform(119.6, 121.2))
    everywhere = directory.find(PlaceQuery("nursery", limit=10_000)).items
    scanned = sorted(round(distance_m(here, found.place.point)) for found in everywhere if found.place.point)
    found = [f.distance_m for f in directory.find(PlaceQuery("nursery", near=here, limit=30)).items]
    assert found == scanned[:30]


def test_citizen_far_away_still_gets_an_answer(made_up: Engine) -> None:
    found = PlaceDirectory(made_up).find(PlaceQuery("nursery", near=Point(39.9, 116.4), limit=1)).items
    assert found and found[0].distance_m and found[0].distance_m > 1_000_000


def test_pages_follow_one_another_without_gap_or_repeat(made_up: Engine) -> None:
    directory = PlaceDirectory(made_up)
    here = Point(28.01, 120.65)
    for near in (None, here):
        whole = directory.find(PlaceQuery("nursery", county="鹿城区", near=near, limit=500))
        pages, offset = [], 0
        while True:
            page = directory.find(PlaceQuery("nursery", county="鹿城区", near=near, offset=offset, limit=4))
            pages += page.items
            offset += 4
            if not page.more:
                break
        assert tuple(pages) == whole.items and not whole.more


def test_county_town_and_kind_narrow(made_up: Engine) -> None:
    directory = PlaceDirectory(made_up)
    page = directory.find(PlaceQuery("childrens_home", county="乐清市", town="柳市镇"))
    assert page.items and all(
        (found.place.kind, found.place.county, found.place.town) == ("childrens_home", "乐清市", "柳市镇")
        for found in page.items
    )
    assert sum(directory.counties("childrens_home").values()) == directory.kinds()["childrens_home"] == 200
    assert directory.find(PlaceQuery("childrens_home", county="西湖区")).items == ()


@pytest.mark.parametrize("now", [FRIDAY_NOON, FRIDAY_NIGHT])
@pytest.mark.parametrize("near", [None, Point(28.01, 120.65)])
def test_only_open_ones_when_asked(made_up: Engine, now: object, near: Point | None) -> None:
    page = PlaceDirectory(made_up).find(PlaceQuery("nursery", near=near, open_at=now, limit=20))
    assert page.items and all(opening_of(found.place.hours, now).open_now for found in page.items)


def test_words_find_names_and_addresses(made_up: Engine) -> None:
    directory = PlaceDirectory(made_up)
    found = directory.search("柳市镇 儿童之家")
    assert found and all(place.town == "柳市镇" and place.kind == "childrens_home" for place in found)
    assert all(place.county == "瑞安市" for place in directory.search("示例", county="瑞安市"))
    assert directory.search("火星基地") == directory.search("市") == directory.search('" OR *') == []


def test_place_without_coordinates_is_found_by_district_only(engine: Engine, import_rows: Importer) -> None:
    import_rows({"纬度": "", "经度": "", "坐标系": ""})
    directory = PlaceDirectory(engine)
    assert (
        directory.find(PlaceQuery("nursery")).items
        and not directory.find(PlaceQuery("nursery", near=Point(28, 120.6))).items
    )


def test_unknown_place_is_not_found(made_up: Engine) -> None:
    with pytest.raises(PlaceNotFound):
        PlaceDirectory(made_up).place("no-such-place")


def test_search_nearby_keeps_to_its_index_even_with_statistics(made_up: Engine) -> None:
    with made_up.connect() as connection:
        connection.execute(text("ANALYZE"))
        where = {"lanes": "[2799, 2800, 2801]", "west": 12063, "east": 12067, "lat": 28.0, "lng": 120.6, "squeeze": 0.8}
        plan = connection.execute(
            text(f"EXPLAIN QUERY PLAN {_NEAR.text}"), where | {"kind": "nursery", "county": None, "most": 6}
        )
        steps = [row[-1] for row in plan]
    assert any("COVERING INDEX location_by_cell (kind=? AND cell>? AND cell<?)" in step for step in steps)
    assert not any("BLOOM" in step for step in steps)
