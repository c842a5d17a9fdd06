"""The chat page in a real Chromium, as a mother on a phone and a clerk at a desk use it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, Visit, answered, say, shoot

VAGUE = ("低保怎么办", "补贴", "孩子", "检查", "老人", "上学", "帮忙", "钱不够", "心理", "培训")


def test_a_whole_conversation_with_facets_and_a_clause_opened_in_place(visit: Visit) -> None:
    page = visit("/")
    assert page.title() == "小瓯 · 温州妇女儿童服务查询"
    shoot(page, "phone-first")
    page.click("text=有没有免费的两癌筛查？")
    answered(page)
    expect(page.locator(".card h3").first).to_contain_text("两癌")
    clause = page.locator(".clause").first
    clause.locator("summary").click()
    expect(clause.locator("mark")).to_have_text("宫颈癌、乳腺癌的免费筛查工作")
    shoot(page, "phone-clause")
    page.locator(".chip", has_text="打什么电话").first.click()
    answered(page)
    assert page.locator(".turn").nth(1).locator("a.tel").first.get_attribute("href") == "tel:12345"
    assert page.url.endswith("/")
    shoot(page, "phone-talk")


def test_facets_offered_are_all_that_can_be_asked(visit: Visit) -> None:
    page = visit("/")
    say(page, "喘息服务")
    offered = page.locator(".turn .chips .chip").all_inner_texts()
    assert offered == ["谁能享受", "怎么办", "在哪里", "要不要钱", "打什么电话", "什么时候", "带什么材料", "依据"]


def test_a_facet_of_an_older_card_is_asked_of_that_cards_service(visit: Visit) -> None:
    """Once the talk had moved on, 要不要钱 tapped on the first card was answered about the second."""
    page = visit("/")
    say(page, "喘息服务")
    say(page, "法律援助")
    page.locator(".turn").first.locator(".chip", has_text="要不要钱").click()
    answered(page)
    first, last = page.locator(".turn").first, page.locator(".turn").last
    assert last.locator(".card h3").first.inner_text() == first.locator(".card h3").first.inner_text()


def test_numbered_choices_can_be_tapped_or_typed(visit: Visit) -> None:
    page = visit("/")
    for vague in VAGUE:  # which of them is vague is for the model to say
        say(page, vague)
        if page.locator(".choice").count():
            break
    choice = page.locator(".choice").first
    name = choice.inner_text().split(" ", 1)[1]
    say(page, "1")
    assert name in page.locator(".turn").last.inner_text()
    choice.click()
    answered(page)
    assert name in page.locator(".turn").last.locator("h3").first.inner_text()


def test_markup_in_a_question_stays_text(visit: Visit) -> None:
    page = visit("/")
    say(page, "<b>产假</b><img src=x onerror='window.hacked = 1'>")
    assert page.evaluate("window.hacked === undefined")
    assert "<b>产假</b>" in page.locator(".me").inner_text()


def test_crisis_card_stands_out_and_its_numbers_call(visit: Visit) -> None:
    page = visit("/")
    say(page, "老公又打我了")
    card = page.locator(".crisis")
    assert card.locator("a.tel").first.get_attribute("href") == "tel:110"
    expect(page.locator("#leave-bar")).to_be_visible()
    expect(page.locator("#spoken-now")).to_contain_text("1 1 0")
    assert page.locator(".opinion").count() == 0
    shoot(page, "phone-crisis")


def test_a_false_alarm_is_taken_back_at_a_tap(visit: Visit) -> None:
    page = visit("/")
    say(page, "老公又打我了")
    page.locator(".crisis .chip", has_text="误会").click()
    answered(page)
    say(page, "你好")
    assert page.locator(".crisis").count() == 1 and "110" not in page.locator(".turn").last.inner_text()


def test_starting_again_clears_the_page_and_the_memory_of_it(visit: Visit) -> None:
    page = visit("/")
    say(page, "喘息服务")
    page.click(".menu summary")
    page.click("#restart")
    expect(page.locator("#welcome")).to_be_visible()
    assert page.locator(".turn").count() == 0
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
    assert page.evaluate("document.activeElement.id") == "message"
    say(page, "要钱吗")
    assert page.locator(".card h3").count() == 0


def test_history_returns_on_reload_with_its_topic(visit: Visit) -> None:
    page = visit("/")
    say(page, "喘息服务")
    page.reload()
    answered(page)
    name = page.locator(".card h3").inner_text()
    say(page, "要钱吗")
    assert page.locator(".turn").nth(1).locator("h3").first.inner_text() == name


def test_clerk_sees_question_answer_and_source_at_once_on_a_desk(visit: Visit) -> None:
    page = visit("/", viewport=DESKTOP)
    shoot(page, "desk-first")
    say(page, "产假有几天")
    shoot(page, "desk-talk")
    for part in (".me", ".card h3", ".clause summary", ".tel", ".tools"):
        box = page.locator(".turn").locator(part).first.bounding_box()
        assert box and 0 <= box["y"] < DESKTOP["height"], part


def test_service_and_clause_pages_read_and_link(visit: Visit, base: str) -> None:
    page: Page = visit("/services/cervical-breast-screening")
    shoot(page, "service", full=True)
    page.locator("blockquote a").first.click()
    assert page.inner_text("h1").startswith("妇女规划")
    assert page.locator("a[href='/services/cervical-breast-screening']").count() == 1
    shoot(page, "clause")


def test_nothing_overflows_a_small_phone_in_either_size_of_letters(visit: Visit, base: str) -> None:
    page = visit("/", viewport={"width": 320, "height": 256})
    say(page, "照顾瘫痪的婆婆快熬不住了，有没有人替我几天")
    say(page, "老公打我")
    for elder in (False, True):
        for path in ("/", "/services", "/services/childcare-under-3", "/plans/children-2.2.2"):
            page.goto(base + path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, elder)
        page.locator("[data-switch] button").first.click()
        page.wait_for_load_state()
