"""The tools under an answer: opinion, read aloud, copy, share, print; and speaking instead of typing."""

from __future__ import annotations

from playwright.sync_api import expect

from services_db.database import open_engine
from services_db.state import FeedbackBox
from tests.browser.conftest import Visit, answered, say, shoot

RECORDER = """() => {
  window.spoken = [];
  speechSynthesis.speak = said => { window.spoken.push(said.text + '|' + said.lang) } }"""
EARS = """window.SpeechRecognition = window.webkitSpeechRecognition = class {
 stop() {}
 start() { setTimeout(() => { this.onresult({results: [[{transcript:
 '产假有几天'}]]}); this.onend() }, 50) } }"""


def test_opinions_reach_the_box_with_the_question_masked(visit: Visit, places_url: str) -> None:
    page = visit("/")
    say(page, "13812345678 喘息服务")
    with page.expect_response("**/api/feedback"):
        page.click("text=有用")
    expect(page.locator(".opinion", has_text="有用")).to_have_attribute("aria-pressed", "true")
    page.click("text=有错")
    page.fill(".wrong textarea", "电话打不通，请打13900000000")
    with page.expect_response("**/api/feedback"):
        page.click(".wrong button")
    expect(page.locator("#spoken")).to_have_text("谢谢，记下了。")
    wrong, helped = FeedbackBox(open_engine(places_url)).latest()[:2]
    assert (wrong.verdict, helped.verdict) == ("wrong", "helped") and helped.services
    assert "1381234" not in helped.question and "1390000" not in wrong.note and "〔手机号〕" in wrong.note


def test_copy_has_the_source_and_a_shared_link_holds_no_question(visit: Visit, base: str) -> None:
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("Object.defineProperty(navigator, 'share', {value: undefined})")
    say(page, "我婆婆瘫痪了，想要喘息服务")
    page.click(".more summary")
    page.click("text=复制")
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "依据：" in copied and "规划" in copied
    page.click("text=分享")
    expect(page.get_by_role("button", name="链接已复制")).to_be_visible()
    shared = page.evaluate("navigator.clipboard.readText()")
    assert f"{base}/services/" in shared and "婆婆" not in shared


def test_an_answer_is_read_aloud_with_numbers_digit_by_digit(visit: Visit) -> None:
    page = visit("/")
    page.evaluate(RECORDER)
    say(page, "喘息服务")
    page.click("text=读给我听")
    spoken = page.evaluate("window.spoken[0]")
    assert spoken.endswith("|zh-CN") and "1 2 3 4 5" in spoken and "依据" not in spoken
    page.click("text=停")
    expect(page.locator(".reader")).to_have_text("读给我听")


def test_speaking_fills_the_field_and_leaves_the_sending_to_the_speaker(visit: Visit, base: str) -> None:
    page = visit("/healthz")
    page.add_init_script(EARS)
    page.goto(base)
    page.click("#voice")
    expect(page.locator("#message")).to_have_value("产假有几天")
    assert page.locator(".turn").count() == 0
    page.click(".send")
    answered(page)


def test_print_shows_the_talk_and_nothing_to_tap(visit: Visit) -> None:
    page = visit("/")
    say(page, "喘息服务")
    page.emulate_media(media="print")
    for selector in (".ask", ".tools", ".chips", ".menu"):
        assert page.locator(selector).first.is_hidden(), selector
    assert page.locator(".me").is_visible() and page.locator(".card h3").is_visible()
    shoot(page, "print", full=True)


def test_printing_one_answer_leaves_the_others_out(visit: Visit) -> None:
    page = visit("/")
    page.evaluate("window.print = () => { window.printed = document.querySelectorAll('.printed').length }")
    say(page, "喘息服务")
    say(page, "法律援助")
    page.locator(".turn").first.locator(".more summary").click()
    page.locator(".turn").first.locator("text=打印").click()
    assert page.evaluate("window.printed") == 1 and page.locator(".printed").count() == 0
