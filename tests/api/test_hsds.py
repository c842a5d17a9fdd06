"""The open data's addresses, and the gateway around them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import Settings, SettingsError
from bot import VolatileMemory
from services_db import Catalogue
from tests.fakes import FakeBot


@pytest.fixture
def asked_behind_a_proxy(catalogue: Catalogue, tmp_path: Any) -> httpx.AsyncClient:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/gateway.db",
        secret_key="a-secret-for-tests-only",
        public_url="https://open.example.org/xiaoou/",
    )
    app = create_app(settings, FakeBot(), catalogue, VolatileMemory())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://10.0.0.7:8000")


async def test_links_start_with_the_public_address_when_one_is_set(asked_behind_a_proxy: httpx.AsyncClient) -> None:
    async with asked_behind_a_proxy as client:
        overview = (await client.get("/hsds/")).json()
        service = (await client.get("/hsds/services?per_page=1")).json()["contents"][0]
    assert overview["profile"] == "https://open.example.org/xiaoou/hsds/profile"
    assert service["url"].startswith("https://open.example.org/xiaoou/services/")


async def test_links_start_with_the_address_that_was_asked_otherwise(open_door: Any) -> None:
    async with open_door() as client:
        assert (await client.get("/hsds/")).json()["profile"] == "http://test/hsds/profile"


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "https://a b", 'https://a"', "https://a?b"])
def test_public_address_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        Settings.from_env({"PUBLIC_URL": address})
