"""The real catalogue, built once into a SQLite file."""

from __future__ import annotations

import pytest

from services_db import Catalogue
from services_db.build import build
from services_db.database import open_engine


@pytest.fixture(scope="session")
def catalogue_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('catalogue')}/catalogue.db"
    build(open_engine(url))
    return url


@pytest.fixture(scope="session")
def catalogue(catalogue_url: str) -> Catalogue:
    return Catalogue.open(catalogue_url)
