"""Accounts are managed on the page and from the command line; every change is written down."""

from __future__ import annotations

import re

import pytest

from api.__main__ import main
from api.settings import Settings
from api.staff.commands import first_admin_link
from api.staff.desk import Desk
from api.staff.passwords import password_problem
from tests.api.staff.conftest import PASSWORD, Visitor, send, sign_in

PEOPLE = "/staff/people"


async def test_admin_adds_a_person_who_sets_a_password_and_signs_in(desk: Desk, visitor: Visitor) -> None:
    async with visitor("admin") as admin:
        added = await send(admin, PEOPLE, PEOPLE, name="陈老师", role="editor")
        link = re.search(r"http://[^\"]+/staff/welcome/[\w-]+", added.text)
        assert link and "只显示这一次" in added.text
        path = "/staff" + link[0].split("/staff")[1]
        assert path not in (await admin.get(PEOPLE)).text
        assert (await send(admin, PEOPLE, PEOPLE, name="陈老师 ", role="editor")).status_code == 409
        assert (await send(admin, PEOPLE, PEOPLE, name="<b>", role="editor")).status_code == 422
    async with visitor() as person:
        await send(person, path, path, password=PASSWORD, password_again=PASSWORD)
        assert "陈老师（编辑）" in (await person.get("/staff/")).text
    told = [(entry.who, entry.what, entry.subject, entry.after) for entry in desk.audit.entries()]
    assert ("admin", "account.add", "陈老师", "editor") in told
    assert ("陈老师", "account.password", "陈老师", None) in told


async def test_changing_a_role_takes_effect_at_once_and_is_written_down(desk: Desk, visitor: Visitor) -> None:
    number = desk.accounts.named("clerk").id
    async with visitor("clerk") as clerk, visitor("admin") as admin:
        assert (await clerk.get(PEOPLE)).status_code == 403
        await send(admin, PEOPLE, f"{PEOPLE}/{number}/role", role="admin")
        assert (await clerk.get(PEOPLE)).status_code == 200
        log = (await admin.get("/staff/audit?subject=clerk")).text
    assert "改角色" in log
    entry = next(entry for entry in desk.audit.entries() if entry.what == "account.role")
    assert (entry.who, entry.before, entry.after) == ("admin", "clerk", "admin")


async def test_disabled_account_is_signed_out_at_once_and_stays_out(desk: Desk, visitor: Visitor) -> None:
    number = desk.accounts.named("clerk").id
    async with visitor("clerk") as clerk, visitor("admin") as admin:
        await send(admin, PEOPLE, f"{PEOPLE}/{number}/disable")
        assert (await clerk.get("/staff/")).status_code == 303
        assert (await sign_in(clerk, "clerk")).status_code == 401
        await send(admin, PEOPLE, f"{PEOPLE}/{number}/enable")
        assert (await sign_in(clerk, "clerk")).status_code == 303


async def test_reset_makes_the_old_password_worthless_at_once(desk: Desk, visitor: Visitor) -> None:
    number = desk.accounts.named("clerk").id
    async with visitor("clerk") as clerk, visitor("admin") as admin:
        assert "/staff/welcome/" in (await send(admin, PEOPLE, f"{PEOPLE}/{number}/reset")).text
        assert (await clerk.get("/staff/")).status_code == 303
        assert (await sign_in(clerk, "clerk")).status_code == 401


@pytest.mark.parametrize("way", ["disable", "role"])
async def test_last_admin_cannot_be_taken_away(desk: Desk, visitor: Visitor, way: str) -> None:
    number = desk.accounts.named("admin").id
    async with visitor("admin") as admin:
        answer = await send(admin, PEOPLE, f"{PEOPLE}/{number}/{way}", role="clerk")
        assert answer.status_code == 409 and "最后一个管理员" in answer.text
        assert (await admin.get(PEOPLE)).status_code == 200
    assert desk.accounts.named("admin").role == "admin"


async def test_own_password_needs_the_old_one_and_ends_the_other_sessions(desk: Desk, visitor: Visitor) -> None:
    new = "another lantern 43 harbour"
    async with visitor("clerk") as here, visitor("clerk") as elsewhere:
        form = {"password": "wrong", "password_new": new, "password_again": new}
        assert "现在的密码不对" in (await send(here, "/staff/me", "/staff/me/password", **form)).text
        same = form | {"password": PASSWORD, "password_again": "typo typo typo"}
        assert "不一样" in (await send(here, "/staff/me", "/staff/me/password", **same)).text
        done = await send(here, "/staff/me", "/staff/me/password", **(form | {"password": PASSWORD}))
        assert done.headers["location"] == "/staff/me?done=1"
        assert (await here.get("/staff/")).status_code == 200
        assert (await elsewhere.get("/staff/")).status_code == 303
        assert (await sign_in(elsewhere, "clerk")).status_code == 401
        assert (await sign_in(elsewhere, "clerk", new)).status_code == 303


async def test_log_turns_its_pages(desk: Desk, visitor: Visitor) -> None:
    for n in range(120):
        desk.audit.record("test", "note", f"第{n}条")
    async with visitor("admin") as admin:
        address, seen = "/staff/audit", set()
        while address:
            page = (await admin.get(address)).text
            seen |= set(re.findall(r"第\d+条", page))
            older = re.search(r'href="(/staff/audit\?before=\d+)"', page)
            address = older[1] if older else ""
    assert len(seen) == 120


@pytest.mark.parametrize(
    ("password", "name", "words"),
    [
        ("elevenchars", "", "至少要 12"),
        ("x" * 201, "", "最多 200"),
        ("aaaaaaaaaaaa", "", "不同的字符太少"),
        ("Password1234", "", "很多人都在用"),
        ("ＰＡＳＳＷＯＲＤ1234", "", "很多人都在用"),
        ("wo shi LinGuan 7", "linguan", "不能有用户名"),
    ],
)
def test_bad_passwords_are_refused_with_the_reason(password: str, name: str, words: str) -> None:
    assert words in (password_problem(password, name) or "")


def test_good_password_will_do() -> None:
    assert password_problem(PASSWORD, "clerk") is None


def test_command_line_adds_lists_resets_and_disables(
    desk: Desk, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"DATABASE_URL": settings.database_url, "SECRET_KEY": settings.secret_key}

    def staff(*arguments: str) -> tuple[int, str]:
        code = main(["staff", *arguments], environ)
        said = capsys.readouterr()
        return code, said.out + said.err

    code, said = staff("add", "陈老师", "--role", "publisher")
    assert code == 0 and "添加了发布人 陈老师" in said
    desk.links.use(said.strip().split("/")[-1], desk.passwords.hash(PASSWORD))
    assert "陈老师\t发布人\t可用" in staff("list")[1]
    assert "/staff/welcome/" in staff("reset", "陈老师")[1]
    assert "陈老师\t发布人\t还没设密码" in staff("list")[1]
    assert staff("disable", "陈老师")[0] == 0 and "已停用" in staff("list")[1]
    for refused, words in (
        (("add", "陈老师"), "已经有"),
        (("add", "<b>"), "用户名要"),
        (("disable", "没有这人"), "没有这个账号"),
        (("disable", "admin"), "最后一个管理员"),
    ):
        code, said = staff(*refused)
        assert code == 1 and words in said, refused
    assert {entry.who for entry in desk.audit.entries() if entry.subject == "陈老师"} == {"命令行", "陈老师"}


def test_link_of_the_first_admin_is_made_only_without_one(desk: Desk, settings: Settings) -> None:
    assert first_admin_link(settings) is None
    fresh = Settings(database_url=settings.database_url + ".fresh", secret_key=settings.secret_key)
    link = first_admin_link(fresh)
    assert link and link.startswith("http://127.0.0.1:8000/staff/welcome/")
