"""The widget on a foreign page: another origin, a strict policy, styles of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit, shoot
from tests.browser.foreign_site import ForeignSite

PAGE = """<!doctype html><html lang="zh-CN"><head><title>某区妇联</title><link rel="stylesheet" href="/site.css"></head>
<body><h1>某区妇联</h1><p class="panel">网站自己的话。</p><button id="own">网站自己的按钮</button>
<script src="{base}/embed.js" async></script></body></html>"""
POLICY = "default-src 'none'; style-src 'self'; script-src {base}; frame-src {base}; base-uri 'none'"


@pytest.fixture
def foreign(neighbour: ForeignSite, base: str) -> str:
    neighbour.pages["/site.css"] = ("", "button{color:rgb(255,0,0)!important;font-size:40px!important}p{display:none}")
    neighbour.pages["/"] = (POLICY.format(base=base), PAGE.format(base=base))
    return neighbour.origin + "/"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_one_tag_brings_a_whole_conversation_under_a_strict_policy(
    visit: Visit, foreign: str, viewport: dict[str, int]
) -> None:
    page = visit(foreign, viewport=viewport)
    page.get_by_role("button", name="问小瓯").click()
    talk = page.frame_locator("iframe")
    talk.locator("text=有没有免费的两癌筛查？").click()
    talk.locator(".tools").wait_for()
    assert "两癌" in talk.locator(".card h3").first.inner_text()
    assert talk.locator(".card h3 a").first.get_attribute("target") == "_blank"
    shoot(page, f"widget-{viewport['width']}")
    page.wait_for_timeout(200)
    expect(page.locator(".late")).to_be_hidden()


def test_styles_leak_neither_in_nor_out(visit: Visit, foreign: str) -> None:
    page = visit(foreign)
    opener = page.get_by_role("button", name="问小瓯")
    assert opener.evaluate("node => getComputedStyle(node).fontSize") == "17px"
    own = page.locator("#own")
    looks = "node => { const s = getComputedStyle(node); return [s.fontSize, s.color, s.padding, s.width, s.font] }"
    before = own.evaluate(looks)
    opener.click()
    page.frame_locator("iframe").locator("#welcome").wait_for()
    assert own.evaluate(looks) == before and before[:2] == ["40px", "rgb(255, 0, 0)"]


def test_page_around_it_can_read_nothing_of_the_talk(visit: Visit, foreign: str) -> None:
    page = visit(foreign)
    page.get_by_role("button", name="问小瓯").click()
    page.frame_locator("iframe").locator("#message").wait_for()
    reached = page.evaluate(
        "() => { const f = [...document.querySelectorAll('div')].find(d => d.shadowRoot).shadowRoot"
        ".querySelector('iframe'); return f.contentDocument === null }"
    )
    assert reached and page.evaluate("Object.keys(sessionStorage).length") == 0


def test_keyboard_opens_and_closes_it_and_the_focus_comes_back(visit: Visit, foreign: str) -> None:
    page = visit(foreign, viewport=DESKTOP)
    opener = page.get_by_role("button", name="问小瓯")
    opener.focus()
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("#message").wait_for()
    page.get_by_role("button", name="收起").focus()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    assert opener.get_attribute("aria-expanded") == "false"


def test_a_site_that_is_not_allowed_is_sent_to_our_own_page(visit: Visit, neighbour: ForeignSite, base: str) -> None:
    stranger = neighbour.origin.replace("127.0.0.1", "localhost")
    neighbour.pages["/"] = ("", PAGE.format(base=base))
    page: Page = visit(neighbour.origin + "/weather")
    page.clock.install()
    page.goto(stranger + "/")
    page.get_by_role("button", name="问小瓯").click()
    page.wait_for_timeout(300)
    page.clock.fast_forward(11_000)
    expect(page.locator(".late")).to_be_visible()
    assert page.get_by_role("link", name="单独打开").get_attribute("href") == base + "/"


def test_only_the_embedded_page_may_be_framed(base: str, neighbour: ForeignSite) -> None:
    import httpx

    framed, page = (httpx.get(base + path).headers["content-security-policy"] for path in ("/embed", "/"))
    assert f"frame-ancestors {neighbour.origin}" in framed and "frame-ancestors 'none'" in page
    answer = httpx.options(base + "/api/chat", headers={"Origin": neighbour.origin})
    assert "access-control-allow-origin" not in answer.headers
