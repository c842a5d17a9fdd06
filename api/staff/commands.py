"""python -m api staff add | list | disable | enable | reset: manage accounts from the command line."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from api.settings import Settings
from api.staff.desk import LINK_SECONDS, Desk, open_desk, welcome_address
from api.staff.names import name_problem
from api.staff.pages import local_time
from api.staff.people import reset_password
from api.staff.roles import ROLE_NAMES, ROLE_SENTENCES
from services_db import CatalogueUnavailable
from services_db.database import migrate
from services_db.state.staff import FIRST_ADMIN, ROLES, AccountNotFound, LastAdmin, NameTaken

BY = "命令行"
_PROBLEMS: dict[type[Exception], str] = {
    AccountNotFound: "没有这个账号。用 python -m api staff list 看看有哪些。",
    NameTaken: "已经有叫这个名字的账号了。",
    LastAdmin: "这是最后一个管理员，停用了就没有人能管理账号了。请先添加另一个管理员。",
}


def add_staff_commands(commands: Any) -> None:
    """Hang `staff` and what is below it onto the commands of python -m api."""
    staff = commands.add_parser("staff", help="管理工作台的账号").add_subparsers(required=True, metavar="动作")
    add = staff.add_parser("add", help="添加账号，打印设密码的一次性链接")
    add.add_argument("name", help="用户名")
    roles = "；".join(f"{role} {ROLE_NAMES[role]}：{sentence}" for role, sentence in ROLE_SENTENCES.items())
    add.add_argument("--role", choices=ROLES, default="clerk", help=f"角色（{roles}）")
    add.set_defaults(run=lambda options: _run(_add, options))
    staff.add_parser("list", help="列出账号").set_defaults(run=lambda options: _run(_list, options))
    for name, sentence, action in (
        ("disable", "停用账号，立即退出登录", _disable),
        ("enable", "重新启用账号", _enable),
        ("reset", "作废密码，打印重设密码的一次性链接", _reset),
    ):
        command = staff.add_parser(name, help=sentence)
        command.add_argument("name", help="用户名")
        command.set_defaults(run=lambda options, action=action: _run(action, options))


def first_admin_link(settings: Settings) -> str | None:
    """A new one-time link for the first admin; None when there is an admin, or the database cannot be used."""
    try:
        desk = _open(settings)
    except CatalogueUnavailable:
        return None
    if desk.accounts.has_admin():
        return None
    return welcome_address(settings, desk.links.make(FIRST_ADMIN, LINK_SECONDS))


def _open(settings: Settings) -> Desk:
    desk = open_desk(settings)
    migrate(desk.engine)
    return desk


def _run(action: Any, options: argparse.Namespace) -> int:
    settings = Settings.from_env(options.environ)
    try:
        return int(action(_open(settings), settings, options) or 0)
    except (AccountNotFound, NameTaken, LastAdmin) as refused:
        print(_PROBLEMS[type(refused)], file=sys.stderr)
    except CatalogueUnavailable as unavailable:
        print(f"数据库用不了：{unavailable.reason}", file=sys.stderr)
    return 1


def _add(desk: Desk, settings: Settings, options: argparse.Namespace) -> int:
    problem = name_problem(options.name)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    account = desk.accounts.add(options.name, options.role, BY)
    print(f"添加了{ROLE_NAMES[account.role]} {account.name}。")
    return _print_link(desk, settings, account.name)


def _reset(desk: Desk, settings: Settings, options: argparse.Namespace) -> int:
    return _print_link(desk, settings, options.name)


def _print_link(desk: Desk, settings: Settings, name: str) -> int:
    secret = reset_password(desk, desk.accounts.named(name), BY)
    print(f"请本人 24 小时内打开这个一次性链接设密码：\n  {welcome_address(settings, secret)}")
    return 0


def _list(desk: Desk, settings: Settings, options: argparse.Namespace) -> None:
    for account in desk.accounts.all():
        state = "已停用" if account.disabled_at else "可用" if account.has_password else "还没设密码"
        print(f"{account.name}\t{ROLE_NAMES[account.role]}\t{state}\t上次登录 {local_time(account.signed_in_at)}")


def _disable(desk: Desk, settings: Settings, options: argparse.Namespace) -> None:
    desk.accounts.disable(desk.accounts.named(options.name).id, BY)
    print(f"停用了 {options.name}。")


def _enable(desk: Desk, settings: Settings, options: argparse.Namespace) -> None:
    desk.accounts.enable(desk.accounts.named(options.name).id, BY)
    print(f"启用了 {options.name}。")
