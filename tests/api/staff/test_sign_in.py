"""Signing in and out, one-time links, sessions that end, and forms that outlive them."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from api.staff.desk import Desk
from api.staff.sign_in import TRIES_FROM_AN_ADDRESS, TRIES_OF_AN_ACCOUNT
from services_db.state.staff import FIRST_ADMIN
from services_db.state.staff.throttle import WINDOW_SECONDS
from tests.api.staff.conftest import PASSWORD, Clock, Visitor, send, sign_in, token

WAIT = "试得太多了"


async def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(visitor: Visitor) -> None:
    async with visitor() as client:
        answer = await sign_in(client, "clerk")
        cookie = answer.headers["set-cookie"]
        assert {"HttpOnly", "Path=/staff", "SameSite=strict"} <= set(cookie.split("; ")) and "Secure" not in cookie
        home = await client.get("/staff/")
    assert home.status_code == 200 and "clerk（话务员）" in home.text
    assert home.headers["cache-control"] == "no-store"


async def test_cookie_is_for_https_only_when_the_site_is(desk: Desk, visitor: Visitor) -> None:
    async with visitor() as client:
        secure = httpx.AsyncClient(transport=client._transport, base_url="https://test")
        assert "Secure" in (await sign_in(secure, "clerk")).headers["set-cookie"]


async def test_cookie_changes_when_somebody_signs_in(visitor: Visitor) -> None:
    async with visitor() as client:
        await client.get("/staff/sign-in")
        planted = client.cookies["xiaoou_staff"]
        await sign_in(client, "clerk")
        assert client.cookies["xiaoou_staff"] != planted
        client.cookies.clear()
        client.cookies.set("xiaoou_staff", planted)
        assert (await client.get("/staff/")).status_code == 303


@pytest.mark.parametrize(("name", "password"), [("clerk", "wrong " * 3), ("nobody", PASSWORD), ("", ""), ("clerk", "")])
async def test_wrong_name_and_wrong_password_are_refused_alike(visitor: Visitor, name: str, password: str) -> None:
    async with visitor() as client:
        answer = await sign_in(client, name, password)
        assert answer.status_code == 401 and "用户名或密码不对" in answer.text
        assert (await client.get("/staff/")).status_code == 303


async def test_width_and_case_of_the_name_do_not_matter(visitor: Visitor) -> None:
    async with visitor() as client:
        assert (await sign_in(client, " Ｃlerk ")).status_code == 303


async def test_too_many_tries_of_one_account_must_wait_even_with_the_right_password(
    visitor: Visitor, clock: Clock
) -> None:
    async with visitor() as client:
        for _ in range(TRIES_OF_AN_ACCOUNT):
            assert WAIT not in (await sign_in(client, "editor", "guess guess guess")).text
        assert WAIT in (await sign_in(client, "editor")).text
        async with visitor("clerk"):
            pass  # another account is not held up
        clock.now += WINDOW_SECONDS + 1
        assert (await sign_in(client, "editor")).status_code == 303


async def test_too_many_tries_from_one_address_must_wait_whatever_the_account(visitor: Visitor) -> None:
    async with visitor() as client:
        for n in range(TRIES_FROM_AN_ADDRESS):
            await sign_in(client, f"guess{n}", "guess guess guess")
        assert WAIT in (await sign_in(client, "clerk")).text


async def test_session_ends_after_its_hours_and_after_silence(visitor: Visitor, clock: Clock) -> None:
    async with visitor("clerk") as client:
        for _ in range(11):
            clock.now += 3600
            assert (await client.get("/staff/")).status_code == 200
        clock.now += 3601
        assert (await client.get("/staff/")).status_code == 303
    async with visitor("clerk") as client:
        clock.now += 2 * 3600 + 61
        assert (await client.get("/staff/")).headers["location"] == "/staff/sign-in?next=/staff/"


async def test_signing_out_ends_the_session_on_the_server(visitor: Visitor) -> None:
    async with visitor("clerk") as client:
        stolen = client.cookies["xiaoou_staff"]
        assert (await send(client, "/staff/me", "/staff/sign-out")).headers["location"] == "/staff/sign-in"
        client.cookies.set("xiaoou_staff", stolen, domain="test", path="/staff")
        assert (await client.get("/staff/")).status_code == 303


async def test_one_goes_on_where_one_wanted_to_go(visitor: Visitor) -> None:
    async with visitor() as client:
        asked = await client.get("/staff/people?x=1")
        assert asked.headers["location"] == "/staff/sign-in?next=/staff/people%3Fx%3D1"
        assert (await sign_in(client, "admin", next="/staff/people?x=1")).headers["location"] == "/staff/people?x=1"


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/staff/\\evil", "/etc", "/staff/\r\nX: y"]
)
async def test_nobody_is_led_to_another_site(visitor: Visitor, next: str) -> None:
    async with visitor() as client:
        assert (await sign_in(client, "clerk", next=next)).headers["location"] == "/staff/"


async def test_form_posted_after_the_session_ended_comes_back_with_its_words(visitor: Visitor, clock: Clock) -> None:
    """An admin fills in a form, is called away for lunch, and posts it; the words must not be lost."""
    async with visitor("admin") as client:
        form = {"csrf": await token(client, "/staff/people"), "page": "/staff/people"}
        clock.now += 13 * 3600
        late = await client.post(
            "/staff/people", data=form | {"name": "陈老师", "role": "editor", "password_x": "geheim"}
        )
        assert late.status_code == 401 and "没有丢" in late.text and "geheim" not in late.text
        hidden = dict(re.findall(r'name="(kept_\w+|csrf)" value="([^"]*)"', late.text))
        carried = {name: value.replace("&#34;", '"') for name, value in hidden.items()}
        wrong = await client.post("/staff/sign-in", data=carried | {"name": "admin", "password": "wrong"})
        assert "kept_fields" in wrong.text, "a slip of the finger does not lose it either"
        back = await client.post("/staff/sign-in", data=carried | {"name": "admin", "password": PASSWORD})
        assert back.headers["location"] == "/staff/people"
        page = (await client.get("/staff/people")).text
        assert 'value="陈老师"' in page and re.search(r'value="editor" checked', page)
        assert "陈老师" not in (await client.get("/staff/people")).text, "it is given back once"


async def test_form_of_an_earlier_session_comes_back_with_its_words(visitor: Visitor) -> None:
    """Signed out and in again in another tab: the first tab's form carries an old token."""
    async with visitor("admin") as client:
        form = {"csrf": await token(client, "/staff/people"), "page": "/staff/people"}
        await send(client, "/staff/me", "/staff/sign-out")
        await sign_in(client, "admin")
        answer = await client.post("/staff/people", data=form | {"name": "陈老师"})
        assert answer.headers["location"] == "/staff/people"
        assert 'value="陈老师"' in (await client.get("/staff/people")).text


async def test_link_of_the_first_admin_works_once_and_only_while_there_is_none(desk: Desk, visitor: Visitor) -> None:
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM staff_account")
    first, second = desk.links.make(FIRST_ADMIN, 60), desk.links.make(FIRST_ADMIN, 60)
    async with visitor() as client:
        assert (await client.get(f"/staff/welcome/{first}")).status_code == 410, "a newer link replaces the older"
        page = f"/staff/welcome/{second}"
        good = {"name": "林管", "password": PASSWORD, "password_again": PASSWORD}
        for wrong, words in (
            ({"name": "林"}, "用户名要"),
            ({"password": "short", "password_again": "short"}, "至少要 12"),
            ({"password_again": "another one entirely"}, "不一样"),
            ({"password": "林管 and eleven", "password_again": "林管 and eleven"}, "不能有用户名"),
        ):
            answer = await send(client, page, page, **(good | wrong))
            assert answer.status_code == 422 and words in answer.text, wrong
        assert (await send(client, page, page, **good)).headers["location"] == "/staff/"
        assert "林管（管理员）" in (await client.get("/staff/")).text
        assert (await client.get(page)).status_code == 410
        late = desk.links.make(FIRST_ADMIN, 60)
        assert (await client.get(f"/staff/welcome/{late}")).status_code == 410
    assert [entry.what for entry in desk.audit.entries()][:2] == ["account.sign_in", "account.add"]


async def test_link_runs_out(desk: Desk, visitor: Visitor, clock: Clock) -> None:
    secret = desk.links.make(desk.accounts.named("clerk").id, 60)
    clock.now += 61
    async with visitor() as client:
        assert (await client.get(f"/staff/welcome/{secret}")).status_code == 410


async def test_broken_database_is_told_in_words_and_holds_nothing_else_up(desk: Desk, visitor: Visitor) -> None:
    async with visitor("clerk") as client:
        with desk.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE staff_session RENAME TO gone")
        answer = await client.get("/staff/")
    assert answer.status_code == 503 and "数据库暂时用不了" in answer.text


async def test_weaker_hash_is_renewed_when_its_owner_signs_in(desk: Desk, visitor: Visitor) -> None:
    from argon2 import PasswordHasher

    from api.staff.passwords import Passwords

    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    clerk = desk.accounts.named("clerk")
    desk.accounts.rehash(clerk.id, weak)
    async with visitor("clerk"):
        found = desk.accounts.password_hash("clerk")
    assert found and found[1] != weak and replace(desk, passwords=Passwords()).passwords.fits(found[1], PASSWORD)
