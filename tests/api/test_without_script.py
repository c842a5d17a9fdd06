"""The page as a plain form: the same answers, a token against forged posts, cookies that scripts cannot read."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

from services_db.database import open_engine
from services_db.state import FeedbackBox
from tests.fakes import BrokenBot, FakeBot


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form."""
    form = page[page.index('<form id="ask"') :]
    return {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)[:3]
    }


async def start(client: Any) -> dict[str, str]:
    return fields((await client.get("/")).text)


async def test_questions_are_answered_and_earlier_ones_stay_on_the_page(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        first = await client.post("/", data=await start(client) | {"message": "<b>产假</b> 13812345678"})
        second = await client.post("/", data=fields(first.text) | {"say": "要钱吗"})
    assert "&lt;b&gt;产假&lt;/b&gt; 〔手机号〕" in first.text and "<b>产假" not in first.text
    assert second.text.count('<article class="turn">') == 2 and "听到：要钱吗" in second.text
    assert bot.heard[0][0] == bot.heard[1][0] and first.headers["cache-control"] == "no-store"


async def test_cookie_is_kept_from_scripts_and_other_sites(open_door: Any) -> None:
    async with open_door() as client:
        cookie = (await client.get("/")).headers["set-cookie"]
        secure = (await client.get("https://test/")).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age" not in cookie
    assert "Secure" not in cookie and "Secure" in secure


async def test_a_forged_or_stale_post_reaches_no_bot_and_keeps_what_was_typed(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        token = (await start(client))["csrf"]
        client.cookies.clear()
        await client.get("/")
        for csrf in ("", "x.y", token):
            response = await client.post("/", data={"message": "两癌筛查", "csrf": csrf})
            assert (
                response.status_code == 403 and "再点一次" in response.text and ">两癌筛查</textarea>" in response.text
            )
    assert bot.heard == []


async def test_danger_needs_no_cookie_no_token_and_no_bot(open_door: Any, settings: Any) -> None:
    async with open_door(BrokenBot(), settings=replace(settings, user_burst=1)) as client:
        response = await client.post("/", data={"message": "老公又打我了"})
    assert response.status_code == 200 and 'href="tel:110"' in response.text and "快速离开" in response.text


async def test_refusals_are_told_on_the_page(open_door: Any, settings: Any) -> None:
    async with open_door(settings=replace(settings, user_burst=1)) as client:
        empty = await client.post("/", data=await start(client) | {"message": "  "})
        long = await client.post("/", data=await start(client) | {"message": "问" * 501})
        await client.post("/", data=await start(client) | {"message": "你好"})
        fast = await client.post("/", data=await start(client) | {"message": "你好吗"})
    assert empty.status_code == 400 and "还没有输入" in empty.text
    assert long.status_code == 413 and "500" in long.text
    assert fast.status_code == 429 and "秒再发" in fast.text and fast.headers["retry-after"]


async def test_reloading_the_answer_asks_nothing_again(open_door: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        data = await start(client) | {"message": "产假"}
        pages = [(await client.post("/", data=data)).text for _ in range(2)]
        await client.post("/", data=data | {"say": "要钱吗"})
    assert [text for _, text in bot.heard] == ["产假", "要钱吗"]
    assert all("听到：产假" in page for page in pages)


async def test_a_carried_talk_that_was_tampered_with_is_dropped(open_door: Any) -> None:
    async with open_door() as client:
        page = (await client.post("/", data=await start(client) | {"message": "产假"})).text
        carried = fields(page)["carried"]
        data = fields(page) | {"message": "你好", "carried": carried[:-3] + "xyz"}
        response = await client.post("/", data=data)
    assert response.status_code == 200 and "听到：产假" not in response.text


async def test_a_long_talk_stays_small_enough_to_be_sent(open_door: Any) -> None:
    import secrets

    async with open_door() as client:
        data = await start(client)
        for _ in range(9):
            page = await client.post("/", data=data | {"message": secrets.token_hex(240)})
            assert page.status_code == 200
            data = fields(page.text)
    assert len(data["carried"]) <= 9000


async def test_opinion_of_the_last_answer_is_stored_without_a_script(open_door: Any, settings: Any) -> None:
    async with open_door() as client:
        page = (await client.post("/", data=await start(client) | {"message": "产假"})).text
        thanked = await client.post("/feedback", data=fields(page) | {"verdict": "helped"})
        forged = await client.post("/feedback", data={"verdict": "helped", "carried": fields(page)["carried"]})
    assert "谢谢，记下了" in thanked.text and forged.status_code == 303
    (opinion,) = FeedbackBox(open_engine(settings.database_url)).latest()
    assert opinion.question == "产假" and opinion.verdict == "helped"


async def test_starting_again_and_leaving_forget_the_talk_and_the_cookie(open_door: Any, settings: Any) -> None:
    bot = FakeBot()
    async with open_door(bot) as client:
        page = (await client.post("/", data=await start(client) | {"message": "产假"})).text
        again = await client.post("/restart", data=fields(page))
        page = (await client.post("/", data=await start(client) | {"message": "产假"})).text
        left = await client.post("/leave", data=fields(page))
        origin = settings.leave_url.removesuffix("/")
        policy = (await client.get("/")).headers["content-security-policy"]
    assert again.headers["location"] == "/" and "session=" in again.headers["set-cookie"]
    assert left.headers["location"] == settings.leave_url and "storage" in left.headers["clear-site-data"]
    assert len(set(bot.forgotten)) == 2 and f"form-action 'self' {origin};" in policy


async def test_elder_mode_is_kept_for_every_page_and_leads_nowhere_else(open_door: Any) -> None:
    async with open_door() as client:
        assert 'class="elder"' not in (await client.get("/")).text
        on = await client.post("/elder", data={"on": "1", "back": "/services"})
        assert on.headers["location"] == "/services" and "HttpOnly" in on.headers["set-cookie"]
        for path in ("/", "/services", "/plans/women-2.2.4"):
            assert 'class="elder"' in (await client.get(path)).text
        for bad in ("//evil.example", "https://evil.example", "/\\evil.example"):
            assert (await client.post("/elder", data={"on": "0", "back": bad})).headers["location"] == "/"


async def test_a_reader_of_pages_meets_a_page_when_something_is_missing(open_door: Any) -> None:
    async with open_door() as client:
        page = await client.get("/nothing", headers={"Accept": "text/html,*/*"})
        plain = await client.get("/api/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404 and "<h1>没有这个页面</h1>" in page.text
    assert plain.json()["error"] == "not_found"
