"""Places near by: the location is asked for at a tap only, sent with the question, and not stored by the page."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, answered, say, shoot

IN_LUCHENG = {"latitude": 28.01234567, "longitude": 120.65432109}
FIRST_PAGE = "鹿城区的儿童之家在哪里"


def messages_of(page: Page) -> list[dict[str, Any]]:
    """What the page sends, from now on."""
    sent: list[dict[str, Any]] = []
    page.on("request", lambda r: sent.append(r.post_data_json) if r.url.endswith("/api/chat") else None)
    return sent


def test_place_cards_say_where_whether_open_how_to_call_and_get_there(visit: Visit, base: str) -> None:
    page = visit("/")
    say(page, FIRST_PAGE)
    place = page.locator(".places > li").first
    text = place.inner_text()
    assert "示例" in text and "鹿城区" in text and "时间：" in text and re.search(r"2026年\d+月\d+日核对", text)
    assert re.search(r"现在开着|现在没开|时间：", text)
    assert re.fullmatch(r"tel:[\d,-]+", place.locator("a.tel").first.get_attribute("href") or "")
    assert place.locator("a.map").all_inner_texts() == ["高德地图", "腾讯地图"]
    assert place.locator("a.map").first.get_attribute("rel") == "noopener noreferrer"
    shoot(page, "phone-places")
    page.goto(base + str(place.locator("h4 a").get_attribute("href")))
    assert "示例" in page.inner_text("h1")
    shoot(page, "place")


def test_next_page_is_a_tap_away_and_shows_others(visit: Visit) -> None:
    page = visit("/")
    say(page, FIRST_PAGE)
    first = page.locator(".places h4").all_inner_texts()
    page.locator(".chip", has_text="下一页").click()
    answered(page)
    second = page.locator(".turn").last.locator(".places h4").all_inner_texts()
    assert second and not set(first) & set(second)


def test_location_is_asked_for_at_a_tap_sent_rounded_and_not_stored(visit: Visit) -> None:
    page = visit("/", geolocation=IN_LUCHENG, permissions=["geolocation"])
    sent = messages_of(page)
    page.click("#locate")
    expect(page.locator("#with-place")).to_be_visible()
    expect(page.locator("#notice")).to_be_hidden()
    shoot(page, "phone-located")
    page.click("text=附近的儿童之家")
    answered(page)
    assert sent[0]["location"] == {"lat": 28.0123, "lng": 120.6543}
    distances = [float(km) for km in re.findall(r"离您([\d.]+) 公里", page.locator(".places").inner_text())]
    assert distances and distances == sorted(distances)
    assert "28.01" not in page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    page.click("#forget-place")
    say(page, "法律援助")
    assert "location" not in sent[-1]


def test_location_goes_nowhere_unless_it_was_asked_for(visit: Visit) -> None:
    page = visit("/", geolocation=IN_LUCHENG, permissions=["geolocation"])
    sent = messages_of(page)
    say(page, "附近的儿童之家")
    assert "location" not in sent[0]


def test_refused_location_is_no_dead_end(visit: Visit) -> None:
    page = visit("/", permissions=[])
    page.click("#locate")
    expect(page.locator("#notice")).to_contain_text("直接说地方")
