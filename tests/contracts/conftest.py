"""One gateway for all contracts, started as its operator starts it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.serving import serving


@pytest.fixture(scope="session")
def client(catalogue_url: str) -> Iterator[httpx.Client]:
    """A client of the open data; the gateway has no model, which the open data does not need."""
    with (
        serving(catalogue_url, ready_status=503, MODEL_PATH="no-model.tar.gz") as base,
        httpx.Client(base_url=f"{base}/hsds", timeout=60) as client,
    ):
        yield client
