"""Quick leave: the page, the talk and the entry in the history are gone."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, say, shoot
from tests.browser.foreign_site import ForeignSite


def by_button(page: Page) -> None:
    page.locator(".crisis .leave-now").click()


def by_escape(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [by_button, by_escape])
def test_leaving_clears_everything_and_cannot_be_gone_back_from(
    visit: Visit, base: str, neighbour: ForeignSite, leave: object
) -> None:
    page = visit(f"{neighbour.origin}/weather")
    page.goto(base + "/")
    say(page, "喘息服务")
    say(page, "老公又打我了")
    session = page.evaluate("JSON.parse(sessionStorage['xiaoou.session'])")
    leave(page)  # type: ignore[operator]
    page.wait_for_url(f"{neighbour.origin}/weather")
    shoot(page, "left")
    page.go_back()
    assert page.url == f"{neighbour.origin}/weather"
    page.goto(base + "/")
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
    expect(page.locator("#welcome")).to_be_visible()
    forgotten = httpx.post(base + "/api/chat", json={"message": "要钱吗", "session_id": session}).json()
    assert forgotten["services"] == [] and forgotten["safety"] is None


def test_three_escapes_do_nothing_where_no_danger_was_told(visit: Visit, base: str) -> None:
    page = visit("/")
    say(page, "喘息服务")
    by_escape(page)
    page.wait_for_timeout(200)
    assert page.url == base + "/"


def test_leave_button_is_there_again_after_a_reload(visit: Visit) -> None:
    page = visit("/")
    say(page, "老公又打我了")
    page.reload()
    expect(page.locator("#leave-bar")).to_be_visible()


def test_leaving_works_without_a_script(visit: Visit, neighbour: ForeignSite) -> None:
    page = visit("/", java_script_enabled=False)
    page.fill("#message", "老公又打我了")
    page.click(".send")
    page.locator(".crisis .leave-now").click()
    page.wait_for_url(f"{neighbour.origin}/weather")
