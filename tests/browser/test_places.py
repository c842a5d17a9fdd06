"""Places near by: the location is asked for at a tap only, sent with the question, and kept nowhere."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit, answered, shoot

HERE = {"latitude": 28.01234567, "longitude": 120.65432109}
PLACE: dict[str, Any] = {
    "id": "made-up-1",
    "name": "（虚构）五马街道儿童之家",
    "kind": "儿童之家",
    "address": "虚构路1号",
    "county": "鹿城区",
    "town": "五马街道",
    "distance_m": 1234,
    "open_now": False,
    "hours": "今天 9:00—17:00",
    "next_opening": "明天9:00开门",
    "phones": ["12345"],
    "map_links": {"amap": "https://uri.amap.com/marker?x=1", "tencent": "https://apis.map.qq.com/uri/v1/marker?x=1"},
    "free": "免费",
    "source": "虚构名录",
    "checked_on": "2026-11-01",
}
REPLY: dict[str, Any] = {
    "session_id": "s",
    "status": "answered",
    "text": "离您最近的儿童之家",
    "safety": None,
    "facet": "where",
    "district": None,
    "services": [],
    "messages": [
        {
            "type": "places",
            "title": "离您最近的儿童之家",
            "items": [PLACE, PLACE | {"open_now": None, "distance_m": None, "map_links": None, "checked_on": None}],
            "more": True,
            "note": None,
        }
    ],
}


def show_places(page: Page) -> list[dict[str, Any]]:
    """Draw a reply of the places' contract; the requests it answered are handed back."""
    asked: list[dict[str, Any]] = []

    def fulfil(route: Route) -> None:
        asked.append(route.request.post_data_json)
        route.fulfill(status=200, content_type="application/json", body=json.dumps(REPLY))

    page.route("**/api/chat", fulfil)
    page.fill("#message", "附近的儿童之家")
    page.press("#message", "Enter")
    answered(page)
    page.unroute("**/api/chat")
    return asked


def test_place_cards_say_how_far_whether_open_how_to_call_and_get_there(visit: Visit) -> None:
    page = visit("/")
    show_places(page)
    first, second = (page.locator(".places > li").nth(n) for n in range(2))
    text = first.inner_text()
    assert "离您1.2公里" in text and "现在没开" in text and "明天9:00开门" in text and "2026年11月1日核对" in text
    assert first.locator("a.tel").get_attribute("href") == "tel:12345"
    assert first.locator("a.map").all_inner_texts() == ["高德地图", "腾讯地图"]
    assert first.locator("a.map").first.get_attribute("rel") == "noopener noreferrer"
    assert "离您" not in second.inner_text() and "没有核对日期" in second.inner_text()
    shoot(page, "phone-places")
    page.locator(".chip", has_text="下一页").click()
    answered(page)
    assert page.locator(".me").last.inner_text().endswith("下一页")


def test_location_is_asked_for_at_a_tap_sent_rounded_and_kept_nowhere(visit: Visit) -> None:
    page = visit("/", geolocation=HERE, permissions=["geolocation"])
    assert show_places(page)[0].get("location") is None
    page.reload()
    page.click(".menu summary")
    page.click("#restart")
    page.click("#locate")
    expect(page.locator("#with-place")).to_be_visible()
    shoot(page, "phone-located")
    assert show_places(page)[0]["location"] == {"lat": 28.0123, "lng": 120.6543}
    assert "28.01" not in page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    page.click("#forget-place")
    assert show_places(page)[0].get("location") is None


def test_refused_location_is_no_dead_end(visit: Visit) -> None:
    page = visit("/", permissions=[])
    page.click("#locate")
    expect(page.locator("#notice")).to_contain_text("直接说地方")
