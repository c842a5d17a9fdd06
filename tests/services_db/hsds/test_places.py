"""Places as HSDS has them: hours, seasons, capacity; and which services are offered where."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from services_db import Catalogue
from services_db.database import open_engine
from services_db.hsds import KINDS, MOST_NESTED, Directory, Filters, Offers, PlaceFilters, write_package
from services_db.hsds.places import capacity_records, location_record
from services_db.hsds.taxonomies import Terms
from services_db.places.hours import read_hours
from services_db.places.importing import ImportOptions, import_places
from services_db.places.records import Capacity, Hours, Place
from tests.databases import copied
from tests.services_db.hsds.test_package import _resources, _rows
from tests.services_db.places.conftest import GOOD, write_csv

TODAY = date(2026, 11, 25)
PLACE = Place(
    id="7cae9242-2788-52fe-afdf-7b904b13a7cb",
    key="示例",
    kind="nursery",
    name="示例托育园",
    county="鹿城区",
    town=None,
    address="示例路1号",
    postal_code=None,
    point=None,
    given_point=None,
    given_datum=None,
    hours=None,
    phones=(),
    capacity=None,
    accessibility=None,
    description=None,
    source="示例名录",
    checked_on=None,
    last_modified=datetime(2026, 11, 1, 4, tzinfo=UTC),
    closed_on=None,
)


@pytest.fixture(scope="module")
def terms(catalogue: Catalogue) -> Terms:
    return Terms(catalogue.services(), catalogue.clauses())


def _schedules(terms: Terms, hours: Hours, today: date = TODAY) -> list[dict[str, Any]]:
    return list(location_record(replace(PLACE, hours=hours), terms, today).get("schedules", []))


def test_weekly_hours_have_days_and_times_with_offset(terms: Terms) -> None:
    morning, afternoon = _schedules(terms, read_hours("周一至周五 8:30-11:30，14:00-17:30；节假日休息"))
    assert (morning["freq"], morning["byday"]) == ("WEEKLY", "MO,TU,WE,TH,FR")
    assert (morning["opens_at"], morning["closes_at"]) == ("08:30+08:00", "11:30+08:00")
    assert afternoon["opens_at"] == "14:00+08:00" and afternoon["notes"] == "节假日休息"


def test_hours_past_midnight_close_at_the_clock_time_of_the_next_day(terms: Terms) -> None:
    (night,) = _schedules(terms, read_hours("周五、周六 18:00-次日2:00"))
    assert night["closes_at"] == "02:00+08:00" and "次日" in night["description"]


def test_words_that_are_no_hours_are_kept_as_words(terms: Terms) -> None:
    (schedule,) = _schedules(terms, Hours("要提前预约"))
    assert schedule["description"] == "要提前预约" and "freq" not in schedule


@pytest.mark.parametrize(
    ("season", "today", "dates"),
    [
        (((6, 1), (9, 30)), date(2026, 7, 1), ("2026-06-01", "2026-09-30")),
        (((6, 1), (9, 30)), date(2026, 11, 25), ("2027-06-01", "2027-09-30")),
        (((10, 1), (5, 31)), date(2026, 11, 25), ("2026-10-01", "2027-05-31")),
        (((10, 1), (5, 31)), date(2026, 2, 1), ("2025-10-01", "2026-05-31")),
        (((12, 1), (2, 29)), date(2027, 1, 1), ("2026-12-01", "2027-02-28")),
    ],
)
def test_season_is_the_one_that_runs_or_comes_next(
    terms: Terms, season: tuple[tuple[int, int], tuple[int, int]], today: date, dates: tuple[str, str]
) -> None:
    daily = read_hours("每天9:00-17:00")
    hours = replace(daily, spans=tuple(replace(span, season=season) for span in daily.spans))
    (schedule, *_) = _schedules(terms, hours, today)
    assert (schedule["valid_from"], schedule["valid_to"]) == dates


def test_capacity_without_a_free_number_is_told_in_words_only(terms: Terms) -> None:
    place = replace(PLACE, capacity=Capacity("托位", 60, None, TODAY))
    assert capacity_records(place, "s", "o") == []
    values = [attribute.get("value") for attribute in location_record(place, terms, TODAY)["attributes"]]
    assert "60 个托位，空余多少没有登记" in values
    (known,) = capacity_records(replace(PLACE, capacity=Capacity("托位", 60, 5, TODAY)), "s", "o")
    assert (known["available"], known["maximum"], known["updated"]) == (5, 60, "2026-11-25T00:00:00+08:00")


@pytest.fixture
def engine(catalogue_url: str, tmp_path: Path) -> Engine:
    return open_engine(copied(catalogue_url, tmp_path / "places.db"))


@pytest.fixture
def import_nurseries(engine: Engine, tmp_path: Path) -> Callable[..., None]:
    def importer(count: int, **options: Any) -> None:
        write_csv(tmp_path / "places.csv", [GOOD | {"名称": f"示例托育园{n}"} for n in range(count)])
        import_places(engine, tmp_path / "places.csv", ImportOptions(**options))

    return importer


def _offers(engine: Engine) -> Offers:
    catalogue = Catalogue(engine)
    return Offers(catalogue, Directory(catalogue), engine)


def _all(offers: Offers, **filters: Any) -> list[dict[str, Any]]:
    chunks: Iterator[bytes] = offers.lines(offers.blocks(Filters(**filters), PlaceFilters()), full=True)
    return [json.loads(line) for line in b"".join(chunks).splitlines()]


def test_closed_place_offers_nothing_any_more(engine: Engine, import_nurseries: Callable[..., None]) -> None:
    import_nurseries(3)
    before = _all(_offers(engine))
    import_nurseries(2, close_missing=True)
    after = _all(_offers(engine))
    (gone,) = {o["location_id"] for o in before} - {o["location_id"] for o in after}
    for offer in before:
        assert (_offers(engine).one(offer["id"]) is None) == (offer["location_id"] == gone)


def test_fresh_place_counts_as_modified_though_its_service_is_not(
    engine: Engine, import_nurseries: Callable[..., None]
) -> None:
    import_nurseries(1)
    after_the_build = datetime.fromisoformat(_all(_offers(engine))[0]["service"]["last_modified"]).replace(year=2100)
    assert _all(_offers(engine), modified_after=after_the_build) == []
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE location SET last_modified = '2100-12-31T00:00:00+00:00'")
    assert len(_all(_offers(engine), modified_after=after_the_build)) == len(_all(_offers(engine)))


def test_too_many_places_are_not_nested_in_a_service(engine: Engine, import_nurseries: Callable[..., None]) -> None:
    service = next(s for s in Catalogue(engine).services() if s.place_kind == "nursery")
    import_nurseries(MOST_NESTED)
    assert len(_offers(engine).nested(service.uuid)) == MOST_NESTED
    import_nurseries(MOST_NESTED + 1)
    assert _offers(engine).nested(service.uuid) == []


def test_package_holds_places_their_capacities_and_every_reference(
    engine: Engine, import_nurseries: Callable[..., None], tmp_path: Path
) -> None:
    import_nurseries(4)
    catalogue = Catalogue(engine)
    directory = Directory(catalogue)
    offers = Offers(catalogue, directory, engine)
    counts = write_package(tmp_path / "hsds", chain(directory.published(), offers.published()))
    services = sum(service.place_kind == "nursery" for service in catalogue.services())
    assert (counts["location"], counts["address"], counts["unit"]) == (4, 4, 1)
    assert counts["service_at_location"] == counts["service_capacity"] == 4 * services
    resources = _resources(tmp_path / "hsds")
    ids = {name: {row["id"] for row in _rows(tmp_path / "hsds", resource)} for name, resource in resources.items()}
    for resource in resources.values():
        assert resource["path"] == KINDS[resource["name"]].file
        for key in resource["schema"]["foreignKeys"]:
            for row in _rows(tmp_path / "hsds", resource):
                value = row[key["fields"]]
                assert not value or value in ids[key["reference"]["resource"] or resource["name"]]
