"""The page of a place: everything the directory says, where it says so, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.place_page import place_page_router
from services_db import Catalogue
from services_db.database import open_engine
from services_db.places.directory import PlaceQuery
from services_db.places.ids import location_id
from services_db.places.importing import import_places
from services_db.places.opening import at
from tests.databases import copied
from tests.services_db.places.conftest import GOOD, write_csv


@pytest.fixture
async def reader(catalogue_with_places: Catalogue) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(place_page_router(catalogue_with_places, clock=lambda: at(date(2026, 11, 27), 10)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_page_says_all_that_the_directory_says(
    reader: httpx.AsyncClient, catalogue_with_places: Catalogue
) -> None:
    for found in catalogue_with_places.places.find(PlaceQuery("nursery", county="鹿城区", limit=9)).items:
        place = found.place
        text = (await reader.get(f"/places/{place.id}")).text
        assert all(words in text for words in (place.name, place.address, place.county, place.source))
        assert place.hours is None or place.hours.text in text or "24 小时" in text
        assert all(f'href="tel:{phone.number}"' in text for phone in place.phones)
        assert "uri.amap.com" in text and "apis.map.qq.com" in text and "去之前先打电话" in text
        assert 'href="/services/childcare-under-3"' in text and "<script" not in text


@pytest.mark.parametrize("ident", ["no-such-place", "0", "%27%20OR%201=1"])
async def test_unknown_place_has_no_page(reader: httpx.AsyncClient, ident: str) -> None:
    assert (await reader.get(f"/places/{ident}")).status_code == 404


async def test_words_of_a_directory_cannot_become_markup(tmp_path: Path, places_url: str) -> None:
    url = copied(places_url, tmp_path / "x.db")
    write_csv(
        tmp_path / "x.csv", [GOOD | {"编号": "x", "名称": "示例<script>alert(1)</script>", "说明": '"><img src=x>'}]
    )
    assert import_places(open_engine(url), tmp_path / "x.csv").written
    app = FastAPI()
    app.include_router(place_page_router(Catalogue.open(url)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        text = (await client.get(f"/places/{location_id('示例名录#x')}")).text
    assert "<script" not in text and "<img" not in text and "&lt;script&gt;" in text
