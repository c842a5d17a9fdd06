"""The web page in a real Chromium, as a mother on a phone uses it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.serving import ROOT, serving

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
SCREENSHOTS = ROOT / "tests/screenshots"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAITING = re.compile("^…$")
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def base(catalogue_url: str) -> Iterator[str]:
    with serving(catalogue_url, MODEL_PATH=str(ROOT / "models/xiaoou.tar.gz")) as address:
        yield address


@pytest.fixture(scope="module")
def page(base: str) -> Iterator[Page]:
    if not CHROMIUM.exists():
        message = f"no Chromium at {CHROMIUM}: browser tests did not run (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        page = browser.new_page(viewport=PHONE, locale="zh-CN")
        page.goto(base)
        yield page
        browser.close()


def say(page: Page, message: str) -> None:
    said = page.locator(".bubble.me").count()
    page.fill("#message", message)
    page.press("#message", "Enter")
    page.locator(".bubble.me").nth(said).wait_for()
    page.locator(".bubble.bot", has_text=WAITING).wait_for(state="detached")


def test_conversation_with_facets_clauses_and_markup_as_text(page: Page) -> None:
    assert page.title() == "小瓯 · 温州妇女儿童服务查询"
    page.screenshot(path=SCREENSHOTS / "first.png")
    page.click("text=有没有免费的两癌筛查？")
    page.wait_for_selector(".bubble.bot h2")
    assert "两癌" in page.inner_text(".bubble.bot h2")
    page.locator(".bubble.bot .chip", has_text="打什么电话").first.click()
    page.locator(".bubble.bot h2").nth(1).wait_for()
    say(page, "<b>产假</b><script>window.hacked = 1</script>")
    assert page.evaluate("window.hacked === undefined")
    assert "<b>产假</b>" in page.locator(".bubble.me").last.inner_text()
    page.screenshot(path=SCREENSHOTS / "talk.png")


def test_crisis_card_has_numbers_that_call(page: Page) -> None:
    say(page, "老公又打我了")
    numbers = page.locator(".bubble.crisis").last.locator("a.tel")
    assert numbers.first.get_attribute("href") == "tel:110"
    page.screenshot(path=SCREENSHOTS / "crisis.png")


def test_starting_again_clears_the_page(page: Page) -> None:
    page.click("#restart")
    page.wait_for_selector("#welcome")
    assert page.locator(".bubble").count() == 0


def test_service_and_clause_pages_read_and_link(page: Page, base: str) -> None:
    page.goto(f"{base}/services/cervical-breast-screening")
    page.screenshot(path=SCREENSHOTS / "service.png", full_page=True)
    page.locator("blockquote a").first.click()
    assert page.inner_text("h1").startswith("妇女规划")
    assert page.locator("a[href='/services/cervical-breast-screening']").count() == 1
    page.screenshot(path=SCREENSHOTS / "clause.png")


def test_nothing_overflows_a_small_phone(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/", "/services", "/services/childcare-under-3", "/plans/children-2.2.2"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
