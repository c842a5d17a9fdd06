"""Read by a machine that knows WCAG 2.2: nothing is found in any state, in any dress; and used by keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, Visit, answered, say, shoot
from tests.browser.test_places import FIRST_PAGE

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOUD = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
DRESSES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
}


def find_nothing(page: Page, state: str, extra: dict[str, Any] | None = None) -> None:
    size = page.viewport_size
    assert size
    # In a tall window no target lies half under the field, from where one would only have to scroll it.
    page.set_viewport_size({"width": size["width"], "height": 9000})
    found = Axe().run(page, options=RULES | (extra or {})).response["violations"]
    page.set_viewport_size(size)
    told = [(v["id"], [n["html"][:140] + " | " + n["failureSummary"][:200] for n in v["nodes"][:3]]) for v in found]
    assert not told, (state, told)


def walk(page: Page, dress: str, extra: dict[str, Any] | None = None) -> None:
    """Every state of the chat page, one after the other."""
    find_nothing(page, "first screen", extra)
    page.click(".menu summary")
    find_nothing(page, "menu", extra)
    page.keyboard.press("Escape")
    say(page, "低保怎么办")
    page.locator(".clause summary").first.click()
    page.locator(".clause .whole").first.wait_for()
    if page.locator(".more summary").first.is_visible():
        page.locator(".more summary").first.click()
    page.locator(".opinion", has_text="有错").first.click()
    find_nothing(page, "talk with an open clause, choices and a complaint", extra)
    shoot(page, f"{dress}-talk", full=True)
    say(page, FIRST_PAGE)
    page.locator(".turn").last.locator(".places").wait_for()
    find_nothing(page, "places", extra)
    shoot(page, f"{dress}-places")
    say(page, "不想活了")
    find_nothing(page, "crisis", extra)
    shoot(page, f"{dress}-crisis", full=True)
    page.context.set_offline(True)
    page.fill("#message", "问" * 600)
    page.fill("#message", "产假几天")
    page.press("#message", "Enter")
    page.locator("text=网络断了").first.wait_for()
    find_nothing(page, "off line", extra)
    shoot(page, f"{dress}-offline")
    page.context.set_offline(False)


@pytest.mark.parametrize("dress", DRESSES)
def test_nothing_is_found_in_any_state_of_the_talk(visit: Visit, dress: str) -> None:
    walk(visit("/", **DRESSES[dress]), dress)


@pytest.mark.parametrize("dress", DRESSES)
def test_elder_mode_has_large_letters_strong_contrast_and_big_targets(visit: Visit, dress: str) -> None:
    page = visit("/", **DRESSES[dress])
    page.click("[data-switch] button")
    shoot(page, f"elder-{dress}-first")
    walk(page, f"elder-{dress}", LOUD)
    assert page.evaluate(SMALL_LETTERS) == []
    assert page.evaluate(SMALL_TARGETS, 44) == []
    assert page.locator(".stages").is_hidden()


SMALL_LETTERS = """() => [...document.querySelectorAll('body *')]
  .filter(n => n.offsetParent && !n.closest('.visually-hidden') && parseFloat(getComputedStyle(n).fontSize) < 20)
  .filter(n => [...n.childNodes].some(c => c.nodeType === 3 && c.textContent.trim()))
  .map(n => n.outerHTML.slice(0, 80))"""
SMALL_TARGETS = """least => [...document.querySelectorAll('button, summary, a.chip, a.tel, textarea')]
  .filter(n => n.offsetParent)
  .filter(n => { const r = n.getBoundingClientRect(); return r.height < least || r.width < least })
  .map(n => n.outerHTML.slice(0, 80) + n.getBoundingClientRect().height)"""


def test_targets_are_large_enough_for_a_thumb(visit: Visit) -> None:
    page = visit("/")
    assert page.evaluate(SMALL_TARGETS, 44) == []
    say(page, "喘息服务")
    assert page.evaluate(SMALL_TARGETS, 32) == []


@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "elder"])
@pytest.mark.parametrize("dress", DRESSES)
def test_nothing_is_found_on_any_page_to_read(visit: Visit, base: str, dress: str, elder: bool) -> None:
    page = visit("/services/childcare-under-3", **DRESSES[dress])
    if elder:
        page.click("[data-switch] button")
        page.wait_for_load_state()
    for path in ("/services/childcare-under-3", "/services", "/plans", "/plans/children-2.2.2", "/plans/women-table.9"):
        page.goto(base + path)
        find_nothing(page, path, LOUD if elder else None)
        assert not elder or page.evaluate(SMALL_LETTERS) == [], path
    place = httpx.get(base + "/api/search", params={"q": "儿童之家", "limit": 50}).json()["results"]
    page.goto(base + next(hit["url"] for hit in place if hit["kind"] == "place"))
    find_nothing(page, "place", LOUD if elder else None)
    page.goto(base + "/nothing-here")
    find_nothing(page, "missing page")


def test_elder_mode_is_kept_on_every_page_until_it_is_switched_back(visit: Visit, base: str) -> None:
    page = visit("/")
    with page.expect_response("**/elder"):
        page.click("text=长辈版")
    expect(page.locator("html")).to_have_class(re.compile("elder"))
    page.reload()
    expect(page.locator("html")).to_have_class(re.compile("elder"))
    page.goto(base + "/services")
    page.click("text=普通版")
    expect(page.locator("html")).not_to_have_class(re.compile("elder"))


def test_whole_conversation_by_keyboard_with_the_focus_kept_in_sight(visit: Visit) -> None:
    page = visit("/", viewport=DESKTOP)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.say || ''").startswith("有没有免费"):
            break
    page.keyboard.press("Enter")
    answered(page)
    page.focus(".card h3 a")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    expect(page.locator(".clause").first).to_have_attribute("open", "")
    page.locator(".turn .chip", has_text="怎么办").first.focus()
    page.keyboard.press("Enter")
    answered(page)
    assert page.evaluate("document.activeElement.textContent") == "怎么办"
    page.focus("#message")
    page.keyboard.type("打什么电话")
    page.keyboard.press("Enter")
    answered(page)
    assert page.evaluate("document.activeElement.id") == "message"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_screen_reader_is_told_the_answer_and_danger_at_once(visit: Visit) -> None:
    page = visit("/")
    say(page, "喘息服务")
    expect(page.locator("#spoken")).to_contain_text("小瓯答：")
    expect(page.locator("#spoken")).to_contain_text("喘息服务")
    say(page, "老公打我")
    expect(page.locator("#spoken-now")).to_contain_text("马上打 1 1 0")


def test_nothing_moves_for_those_who_want_no_motion(visit: Visit) -> None:
    page = visit("/", reduced_motion="reduce")
    page.route("**/api/chat", lambda route: None)
    page.fill("#message", "产假")
    page.press("#message", "Enter")
    dots = page.locator(".waiting span").first
    assert dots.evaluate("node => getComputedStyle(node).animationName") == "none"


def test_header_and_field_give_the_whole_window_to_the_text_at_four_times_the_size(visit: Visit) -> None:
    page = visit("/", viewport={"width": 320, "height": 256})
    say(page, "喘息服务")
    positions = [page.locator(s).evaluate("n => getComputedStyle(n).position") for s in (".bar", ".ask")]
    assert positions == ["static", "static"]
    shoot(page, "zoom-400")
