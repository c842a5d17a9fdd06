"""In a real browser: an editor edits, a second person publishes, citizens see it, and it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from api.staff.passwords import Passwords
from services_db.database import open_engine
from services_db.state import Unanswered
from services_db.state.staff import Accounts
from tests.browser.conftest import PHONE, shoot
from tests.databases import copied
from tests.serving import serving

PASSWORD = "柚子 lantern 42 harbour"
FORM = "/staff/content/services/respite-care"
OLD, NEW = "规划还要提升家庭照护能力，没有写具体做法。", "规划还要提升家庭照护能力，没写怎么做。"

SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(catalogue_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway of its own, without a model, over a copy of the catalogue, with an editor and a publisher."""
    url = copied(catalogue_url, tmp_path_factory.mktemp("desk") / "copy.db")
    engine, passwords = open_engine(url), Passwords()
    for name, role in (("林编辑", "editor"), ("陈发布", "publisher")):
        account = Accounts(engine).add(name, role, "test")
        Accounts(engine).set_password(account.id, passwords.hash(PASSWORD), name)
    for words in ("照顾瘫痪老人太累了想歇歇", "照顾瘫痪老人好累想歇几天"):
        Unanswered(engine).put("web", "clarify", words, ["respite-care"])
    with serving(url, 503, MODEL_PATH=str(Path("var/no-model.tar.gz"))) as address:
        yield address


@pytest.fixture
def sign_in(browser: Browser, desk: str) -> Iterator[SignIn]:
    contexts = []

    def opener(name: str, **options: object) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 720}, "locale": "zh-CN"} | options))
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{desk}/staff/sign-in")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/staff/")
        return page

    yield opener
    for context in contexts:
        context.close()


def is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def told(desk: str) -> str:
    return httpx.get(f"{desk}/services/respite-care", timeout=30).text


def test_edit_publish_visible_roll_back(sign_in: SignIn, desk: str) -> None:
    editor, publisher = sign_in("林编辑"), sign_in("陈发布")
    editor.goto(f"{desk}/staff/content?q=喘息")
    is_accessible(editor)
    editor.goto(desk + FORM)
    editor.fill("#text-1", "规划要给每户 888 元。")
    editor.fill("#reason", "更好懂")
    editor.press("#reason", "Enter")  # Enter saves, and adds no row
    editor.get_by_text("事实里的数字 888 不在 妇女规划 三（二） 里").wait_for()
    is_accessible(editor)
    shoot(editor, "staff-content-refused", full=True)
    assert editor.input_value("#text-1") == "规划要给每户 888 元。" and OLD in told(desk)
    editor.fill("#text-1", NEW)
    editor.get_by_role("button", name="存为草稿").click()
    editor.wait_for_url("**/content/drafts/*")
    is_accessible(editor)
    assert editor.get_by_role("button", name="发布").count() == 0 and OLD in told(desk)
    publisher.goto(editor.url)
    publisher.get_by_role("button", name="发布").click()
    publisher.wait_for_url("**/content/changes/*")
    is_accessible(publisher)
    shoot(publisher, "staff-content-published", full=True)
    assert NEW in told(desk) and OLD not in told(desk)
    publisher.fill("#reason", "还是原来的好")
    publisher.press("#reason", "Enter")
    publisher.wait_for_url("**/content/changes/2")
    assert OLD in told(desk) and NEW not in told(desk)


def test_content_form_fits_a_phone(sign_in: SignIn, desk: str) -> None:
    editor = sign_in("林编辑", viewport=PHONE)
    for address in (FORM, "/staff/content", "/staff/content/changes", "/staff/unanswered"):
        editor.goto(desk + address)
        wider = editor.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, address
    shoot(editor, "staff-unanswered-phone", full=True)


def test_unanswered_questions_are_given_a_service_by_keyboard(sign_in: SignIn, desk: str) -> None:
    editor = sign_in("林编辑")
    editor.goto(f"{desk}/staff/unanswered")
    editor.get_by_text("2 句相像的").wait_for()
    is_accessible(editor)
    shoot(editor, "staff-unanswered", full=True)
    editor.focus("#service-1")
    editor.keyboard.press("Space")
    editor.focus("#facet-1")
    editor.keyboard.press("ArrowDown")
    editor.get_by_role("button", name="就这样定").press("Enter")
    editor.get_by_text("都看过了").wait_for()


def test_import_page_and_its_refusal_are_accessible(sign_in: SignIn, desk: str, tmp_path: Path) -> None:
    publisher = sign_in("陈发布")
    publisher.goto(f"{desk}/staff/content/import")
    is_accessible(publisher)
    table = tmp_path / "名录.csv"
    table.write_text("类型,名称,县（市、区）,地址,来源\n托育机构,=1+1,鹿城区,示例路 1 号,示例名录\n", encoding="utf-8")
    publisher.set_input_files("#file", table)
    publisher.get_by_role("button", name="先试读").click()
    publisher.get_by_text("会当成公式").wait_for()
    is_accessible(publisher)
    shoot(publisher, "staff-import-refused")
