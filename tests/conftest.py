"""The real catalogue, built once into a SQLite file."""

from __future__ import annotations

import pytest

from services_db import Catalogue
from services_db.build import build
from services_db.database import open_engine
from services_db.places.importing import import_places
from services_db.places.made_up import write_made_up
from tests.databases import copied


@pytest.fixture(scope="session")
def catalogue_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('catalogue')}/catalogue.db"
    build(open_engine(url))
    return url


@pytest.fixture(scope="session")
def served_url(catalogue_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A copy of the catalogue's database for gateways in processes of their own; no test opens it itself."""
    return copied(catalogue_url, tmp_path_factory.mktemp("served") / "served.db")


@pytest.fixture(scope="session")
def catalogue(catalogue_url: str) -> Catalogue:
    return Catalogue.open(catalogue_url)


@pytest.fixture(scope="session")
def places_url(catalogue_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The real catalogue with a made-up directory of 4000 places beside it."""
    folder = tmp_path_factory.mktemp("places")
    url = copied(catalogue_url, folder / "places.db")
    write_made_up(folder / "made-up.csv", 4000)
    assert import_places(open_engine(url), folder / "made-up.csv").written
    return url


@pytest.fixture(scope="session")
def catalogue_with_places(places_url: str) -> Catalogue:
    return Catalogue.open(places_url)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running, beside which no other asyncio test can start."""
    items.sort(key=lambda item: "tests/browser" in item.nodeid)
