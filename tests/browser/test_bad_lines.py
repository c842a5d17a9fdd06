"""Weak and broken networks: nothing is lost, nothing is asked twice, and the first screen is light."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import CDPSession, Page, Route, expect
from sqlalchemy import text

from services_db.database import open_engine
from tests.browser.conftest import Visit, answered, say, shoot

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
MOST_BYTES = 60_000
MOST_FIRST_PAINT_MS = 2500
MOST_FIRST_ANSWER_MS = 2500
LAYOUT_SHIFT = """() => new Promise(done => {
  let sum = 0;
  const add = list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value });
  new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300) })"""


def test_messages_written_off_line_are_sent_when_the_line_is_back_and_in_order(visit: Visit) -> None:
    page = visit("/")
    page.context.set_offline(True)
    for words in ("喘息服务", "要钱吗"):
        page.fill("#message", words)
        page.press("#message", "Enter")
    expect(page.locator(".turn").last).to_contain_text("网络断了，这句话还没发出去")
    assert page.locator(".turn").last.locator("a.tel").first.get_attribute("href") == "tel:110"
    shoot(page, "phone-offline")
    page.context.set_offline(False)
    for n in range(2):
        page.locator(".turn").nth(n).locator(".tools").wait_for()
    assert "喘息" in page.locator(".turn").nth(1).locator("h3").inner_text()
    assert page.evaluate("JSON.parse(sessionStorage['xiaoou.outbox']).length") == 0


def test_messages_written_off_line_survive_a_reload(visit: Visit) -> None:
    page = visit("/")
    page.route("**/api/chat", lambda route: route.abort())
    page.fill("#message", "喘息服务")
    page.press("#message", "Enter")
    page.locator("text=网络断了").first.wait_for()
    page.unroute("**/api/chat")
    page.reload()
    answered(page)
    assert page.locator(".turn").count() == 1


def test_an_answer_lost_on_the_way_is_fetched_again_and_not_made_again(visit: Visit, places_url: str) -> None:
    page = visit("/")
    ids: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        ids.append(route.request.post_data_json["message_id"])
        if len(ids) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/chat", lose_the_first_answer)
    say(page, "喘息服务")
    assert len(ids) == 2 and ids[0] == ids[1]
    with open_engine(places_url).connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM answered_message WHERE message_id = :id"), {"id": ids[0]})
        assert rows.scalar_one() == 1


def test_a_call_for_help_waits_for_no_slow_answer_and_no_limit(visit: Visit) -> None:
    page = visit("/")
    page.evaluate(
        "async () => { const s = await import(document.querySelector('script').src.replace('chat.js', 'store.js'));"
        "const session_id = s.ensureSession();"
        "for (let n = 0; n < 26; n++) await fetch('/api/chat', {method: 'POST', headers: {'Content-Type':"
        " 'application/json'}, body: JSON.stringify({message: '你好' + n, session_id})}) }"
    )
    page.fill("#message", "产假几天")
    page.press("#message", "Enter")
    expect(page.locator(".turn").first).to_contain_text(re.compile(r"您问得太快.*秒再发.*到时候自动发"))
    page.fill("#message", "老公又打我了")
    page.press("#message", "Enter")
    page.locator(".crisis").wait_for()
    shoot(page, "phone-too-fast")
    page.locator(".turn").first.locator(".tools").wait_for()


def weigh(page: Page) -> tuple[CDPSession, dict[str, Any]]:
    """A session that counts what travels over a slow line."""
    session, seen = page.context.new_cdp_session(page), {"bytes": 0, "requests": 0, "hosts": set()}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)

    def count(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]

    def note(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not url.startswith("data:"):
            seen["requests"] += 1
            seen["hosts"].add(url.split("/")[2])

    session.on("Network.loadingFinished", count)
    session.on("Network.requestWillBeSent", note)
    return session, seen


def test_first_screen_and_first_answer_stay_within_their_budgets(visit: Visit, base: str) -> None:
    page = visit("/healthz")
    _, seen = weigh(page)
    page.goto(base + "/")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    usable = page.evaluate("performance.now()")
    shift = page.evaluate(LAYOUT_SHIFT)
    first_load = dict(seen)
    started = page.evaluate("performance.now()")
    page.click("text=有没有免费的两癌筛查？")
    answered(page)
    answer = page.evaluate("performance.now()") - started
    print(
        f"first load {first_load['bytes']} B in {first_load['requests']} requests; first paint {paint:.0f} ms, usable"
        f" {usable:.0f} ms, shift {shift:.3f}; first answer {answer:.0f} ms (400 ms latency, 400 kbit/s)"
    )
    assert first_load["bytes"] < MOST_BYTES and seen["hosts"] == {base.split("/")[2]}
    assert paint < MOST_FIRST_PAINT_MS and answer < MOST_FIRST_ANSWER_MS and shift < 0.1


def test_second_visit_fetches_the_page_alone(visit: Visit, base: str) -> None:
    page = visit("/")
    page.goto(base + "/services")
    page.goto(base + "/")
    page.wait_for_function("document.documentElement.classList.contains('js')")
    fetched = page.evaluate("performance.getEntriesByType('resource').filter(e => e.transferSize > 0).map(e => e.name)")
    assert not fetched
