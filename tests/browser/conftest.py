"""One gateway and one Chromium for all browser tests; a fresh context, as a new visitor, for each page."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.foreign_site import ForeignSite, foreign_site
from tests.serving import ROOT, serving

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
MISSING = "没有找到 Chromium，浏览器测试没有运行（Debian：apt-get install chromium fonts-noto-cjk；或用 CHROMIUM 指明）"
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
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}

Visit = Callable[..., Page]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say it plainly at the end: a skipped test is easily overlooked."""
    if not CHROMIUM:
        terminalreporter.write_line(MISSING, red=True)


@pytest.fixture(scope="session")
def neighbour() -> Iterator[ForeignSite]:
    """Another site: embeds the widget, and is where "quick leave" leads."""
    with foreign_site() as site:
        yield site


@pytest.fixture(scope="session")
def base(places_url: str, neighbour: ForeignSite) -> Iterator[str]:
    environ = {
        "MODEL_PATH": str(ROOT / "models/xiaoou.tar.gz"),
        "EMBED_ORIGINS": neighbour.origin,
        "LEAVE_URL": f"{neighbour.origin}/weather",
        "USER_BURST": "25",
        "USER_PER_MINUTE": "12",
    }
    with serving(places_url, **environ) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """`visit("/", viewport=DESKTOP)`: a page as a new visitor sees it; an error in its console fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opener(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**({"viewport": PHONE, "locale": "zh-CN"} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
        page.goto(path if "://" in path else base + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not complaints


def _is_complaint(message: Any) -> bool:
    # A refused message (429, 413) and a cut line are what some tests are about; Chromium logs those as errors too.
    return message.type == "error" and not re.search(
        r"Failed to load resource|ERR_INTERNET_DISCONNECTED|frame-ancestors|Framing", message.text
    )


def say(page: Page, message: str) -> None:
    """Type and send a message, and wait for the answer."""
    page.fill("#message", message)
    page.press("#message", "Enter")
    answered(page)


def answered(page: Page) -> None:
    """Wait until the last question has its answer."""
    page.locator(".turn").last.locator(".tools").wait_for()


def shoot(page: Page, name: str, *, full: bool = False) -> None:
    """A screenshot to be looked at, in tests/screenshots/."""
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)
