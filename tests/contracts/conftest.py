"""Gateways for the contracts, started as their operator starts them: without places, and with made-up ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services_db.database import open_engine
from services_db.places.importing import ImportOptions, import_places
from services_db.places.made_up import made_up_rows
from tests.databases import copied
from tests.serving import serving

POSTCODES = ("325000", "325600", "")


@pytest.fixture(scope="session")
def client(served_url: str) -> Iterator[httpx.Client]:
    """A client of the open data; the gateway has no model, which the open data does not need."""
    with (
        serving(served_url, ready_status=503, MODEL_PATH="no-model.tar.gz") as base,
        httpx.Client(base_url=f"{base}/hsds", timeout=60) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def places_url(catalogue_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The catalogue with a made-up directory of places beside it."""
    folder = tmp_path_factory.mktemp("places")
    url = copied(catalogue_url, folder / "places.db")
    import_made_up(url, folder / "places.csv", 200)
    return url


def import_made_up(url: str, path: Path, count: int) -> None:
    """Import so many made-up places; every third has no postal code, every seventh no coordinates."""
    rows = [
        row | {"邮编": POSTCODES[n % 3]} | ({"纬度": "", "经度": "", "坐标系": ""} if n % 7 == 0 else {})
        for n, row in enumerate(made_up_rows(count))
    ]
    with path.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.DictWriter(sheet, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    report = import_places(open_engine(url), path, ImportOptions())
    assert not report.problems, report.problems


@pytest.fixture(scope="session")
def places_client(places_url: str) -> Iterator[httpx.Client]:
    """A client of the open data of a gateway that knows places."""
    with (
        serving(places_url, ready_status=503, MODEL_PATH="no-model.tar.gz") as base,
        httpx.Client(base_url=f"{base}/hsds", timeout=60) as client,
    ):
        yield client
