"""Without a script the page is a form, with the same answers in the same words."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, say, shoot

QUESTIONS = (
    "有没有免费的两癌筛查？",
    "低保怎么办",
    "转人工",
    "我国孕产妇死亡率目标",
    "鹿城区的儿童之家在哪里",
    "老公又打我了",
)


def send(page: Page, words: str) -> None:
    page.fill("#message", words)
    page.click(".send")


def words_of(page: Page) -> list[str]:
    """What the last answer says, without the tools, which differ, and without what is folded away."""
    turn = page.locator(".turn").last
    parts = turn.locator(
        ".card h3, .card p:not(.leave), .card blockquote, .chip, .choice, .words, .calls, .places li, .note"
    ).all_text_contents()
    return [re.sub(r"\s+", "", part) for part in parts if part.strip()]


def test_same_questions_get_the_same_words_with_and_without_a_script(visit: Visit) -> None:
    scripted, plain = visit("/"), visit("/", java_script_enabled=False)
    for question in QUESTIONS:
        say(scripted, question)
        send(plain, question)
        assert words_of(plain) == words_of(scripted), question
    shoot(plain, "plain-talk", full=True)


def test_chips_choices_and_clauses_work_without_a_script(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False)
    shoot(page, "plain-first")
    page.click("text=有没有免费的两癌筛查？")
    page.locator(".clause summary").first.click()
    expect(page.locator(".clause blockquote").first).to_be_visible()
    page.locator(".turn").last.locator("text=要不要钱").or_(page.locator("text=谁能享受")).first.click()
    assert page.locator(".turn").count() == 2
    page.click("text=没帮上")
    expect(page.locator(".tools").last).to_contain_text("谢谢")
    page.click(".menu summary")
    page.click("#restart")
    assert page.locator(".turn").count() == 0


def test_what_needs_a_script_is_not_shown_without_one(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False)
    for selector in ("#locate", "#voice", "#print"):
        assert page.locator(selector).is_hidden(), selector
    page.click("text=长辈版")
    expect(page.locator("html")).to_have_class("elder")


def test_a_talk_begun_before_the_script_came_goes_on_with_it(visit: Visit) -> None:
    """On a slow line somebody taps before the script is there: the form is posted, then the script takes over."""
    page = visit("/")
    page.evaluate("document.getElementById('message').value = '喘息服务'; document.getElementById('ask').submit()")
    page.wait_for_load_state()
    page.locator(".card h3").wait_for()
    say(page, "要钱吗")
    assert "喘息" in page.locator(".turn").last.locator("h3").inner_text()
