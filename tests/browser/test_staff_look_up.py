"""A clerk with a caller on the line: everything by keyboard, in seconds; and the desk for whoever cannot see it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from api.staff.passwords import Passwords
from services_db.database import open_engine
from services_db.state.staff import Accounts
from tests.browser.conftest import PHONE, shoot
from tests.serving import serving

CLERK_SCREEN = {"width": 1280, "height": 720}
NAME, ADMIN, PASSWORD = "陈晓", "林管", "柚子 lantern 42 harbour"
SECONDS = 10.0


@pytest.fixture(scope="module")
def desk_address(places_url: str) -> Iterator[str]:
    with serving(places_url, ready_status=503, MODEL_PATH="none.tar.gz") as address:
        accounts = Accounts(open_engine(places_url))
        for name, role in ((NAME, "clerk"), (ADMIN, "admin")):
            account = accounts.add(name, role, "test")
            accounts.set_password(account.id, Passwords().hash(PASSWORD), "test")
        yield address


@pytest.fixture
def desk(browser: Browser, desk_address: str) -> Iterator[Callable[..., Page]]:
    """`desk(viewport=PHONE)`: the look-up page, signed in; an error in its console fails the test."""
    contexts, complaints = [], []

    def opener(name: str = NAME, **options: object) -> Page:
        context = browser.new_context(**({"viewport": CLERK_SCREEN, "locale": "zh-CN"} | options))
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{desk_address}/staff/")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.locator("#q").wait_for()
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not complaints


@pytest.mark.parametrize(
    ("typed", "title", "words"),
    [
        ("托位", "每千人拥有 3 岁以下婴幼儿托位数", "4.5"),
        ("长护险", "长护险（长期护理保险）", "12393"),
        ("未保中心实体化率", "未成年人救助保护中心实体化运行率", "100"),
        ("两癌帅查", "适龄妇女“两癌”免费筛查", "80%以上"),
        ("liangai", "适龄妇女“两癌”免费筛查", "80%以上"),
    ],
)
def test_clerk_finds_it_by_keyboard_alone_within_ten_seconds(
    desk: Callable[..., Page], typed: str, title: str, words: str
) -> None:
    page = desk()
    started = time.monotonic()
    page.keyboard.type(typed, delay=40)
    option = page.locator("#results [role=option]", has_text=title)
    option.first.wait_for()
    page.wait_for_load_state("networkidle")  # the list of all that was typed, not of its first characters
    for _ in range(8):
        if title in page.locator("#results [aria-selected=true]").inner_text():
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#pane h2:focus").wait_for()
    assert title in page.inner_text("#pane h2") and words in page.inner_text("#pane")
    assert time.monotonic() - started < SECONDS


def test_number_keys_slash_and_escape_move_about(desk: Callable[..., Page]) -> None:
    page = desk()
    page.keyboard.type("托育")
    page.locator("#results [role=option]").nth(2).wait_for()
    first = page.locator("#results [role=option]").nth(0).get_attribute("data-title")
    second = page.locator("#results [role=option]").nth(1).get_attribute("data-title")
    page.keyboard.press("Alt+2")
    page.locator("#pane h2:focus").wait_for()
    assert page.inner_text("#pane h2") == second
    page.keyboard.press("1")
    page.locator("#pane h2:focus", has_text=first).wait_for()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    assert page.input_value("#q") == ""
    page.locator("#recent a").first.wait_for()
    assert page.locator("#recent a").count() == 2


def test_script_and_link_are_copied_by_one_key(desk: Callable[..., Page], desk_address: str) -> None:
    page = desk()
    page.keyboard.type("长护险")
    page.locator("#pane h2", has_text="长护险").wait_for()
    page.keyboard.press("Enter")
    page.locator("#pane h2:focus").wait_for()
    page.keyboard.press("c")
    page.locator("#said", has_text="话术复制好了").wait_for(state="attached")
    script = page.evaluate("navigator.clipboard.readText()")
    assert script.startswith("您问的是“长护险") and "12393" in script
    page.keyboard.press("l")
    page.locator("#said", has_text="链接复制好了").wait_for(state="attached")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{desk_address}/services/long-term-care-insurance"


def test_two_counties_stand_side_by_side_and_the_address_shows_them_again(desk: Callable[..., Page]) -> None:
    page = desk()
    page.select_option("#county", "鹿城区")
    page.locator("#q").press_sequentially("托育")
    page.locator("#pane h3", has_text="鹿城区的托育机构").wait_for()
    page.keyboard.press("Enter")
    page.locator("#pane h2:focus").wait_for()
    page.keyboard.press("b")
    page.select_option("#county", "瑞安市")
    page.locator("#pane h3", has_text="瑞安市的托育机构").wait_for()
    assert page.locator("#beside h3", has_text="鹿城区的托育机构").is_visible()
    shoot(page, "staff-beside")
    page.reload()
    assert page.locator("#beside h3", has_text="鹿城区的托育机构").is_visible()
    assert page.input_value("#q") == "托育"


def test_nothing_typed_is_stored_in_the_browser(desk: Callable[..., Page]) -> None:
    page = desk()
    page.keyboard.type("张三 13800138000 长护险")
    page.locator("#results [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("#pane h2:focus").wait_for()
    page.keyboard.press("p")
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "张三" not in stored and "13800138000" not in stored and "长护险" in stored


def test_look_up_fits_the_clerks_screen_and_a_phone(desk: Callable[..., Page]) -> None:
    page = desk()
    page.keyboard.type("托育")
    page.locator("#pane h2", has_text="托育").wait_for()
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    shoot(page, "staff-look-up")
    small = desk(viewport=PHONE)
    small.locator("#q").press_sequentially("长护险")
    small.locator("#results [role=option]").first.click()
    small.locator("#pane h2", has_text="长护险").wait_for()
    assert small.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shoot(small, "staff-phone")


def test_listbox_tells_a_screen_reader_where_it_is(desk: Callable[..., Page]) -> None:
    page = desk()
    box = page.get_by_role("combobox", name="查什么")
    page.keyboard.type("托育")
    page.get_by_role("listbox", name="查到的").get_by_role("option").nth(1).wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    pointed = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{pointed}").get_attribute("aria-selected") == "true"
    assert page.locator("#count").inner_text().endswith(("条", "）"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_the_desk(desk: Callable[..., Page], desk_address: str, scheme: str) -> None:
    page = desk(name=ADMIN, color_scheme=scheme)
    page.keyboard.type("托育")
    page.locator("#pane h2", has_text="托育").wait_for()
    for path in ("", "figures", "people", "audit", "me", "ask"):
        if path:
            page.goto(f"{desk_address}/staff/{path}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    page.fill("#text", "老公又打我了")
    page.press("#text", "Enter")
    page.locator("#answer").wait_for()
    assert Axe().run(page).violations_count == 0
    shoot(page, f"staff-ask-{scheme}")
