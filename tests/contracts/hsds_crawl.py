"""Walk a list of the open data from its first page to its last, checking every envelope on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

from tests.contracts.hsds_models import Page


def crawl(client: httpx.Client, path: str, per_page: int = 70, **params: Any) -> Iterator[dict[str, Any]]:
    number, seen = 1, 0
    while True:
        response = client.get(path, params={**params, "page": number, "per_page": per_page})
        assert response.status_code == 200, response.text
        page = Page.model_validate_json(response.text)
        assert page.page_number == number and page.size == len(page.contents) <= per_page
        assert page.first_page == (number == 1) and page.empty == (page.size == 0)
        assert page.total_pages == -(-page.total_items // per_page)
        assert page.last_page == (number >= page.total_pages)
        yield from page.contents
        seen += page.size
        if page.last_page:
            assert seen == page.total_items
            return
        number += 1


def lines(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    with client.stream("GET", path, params={**params, "format": "ndjson"}) as response:
        assert response.status_code == 200 and response.headers["content-type"].startswith("application/x-ndjson")
        return [json.loads(line) for line in response.iter_lines()]
