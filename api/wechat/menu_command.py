"""python -m api wechat-menu show | check | publish."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from api.settings import Settings, SettingsError, secret_key
from api.wechat.bookkeeping import Bookkeeping
from api.wechat.client import WeChatApi
from api.wechat.errors import ApiBusy, ApiError, ApiRefused
from api.wechat.menu import MENU_FILE, Menu

_NO_MENU = 46003


def add_menu_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its options."""
    parser = commands.add_parser("wechat-menu", help="公众号的菜单：看、查、发布")
    parser.add_argument("what", choices=("show", "check", "publish"), help="show 看；check 查；publish 查过再发布")
    parser.add_argument("--file", type=Path, default=MENU_FILE, help="菜单文件，默认 api/wechat/menu.yml")
    parser.add_argument("--published", action="store_true", help="show 时看公众号上现在的菜单")


def run_menu_command(options: argparse.Namespace, settings: Settings) -> tuple[int, Sequence[str]]:
    """The exit code and the lines to print."""
    try:
        menu = Menu.read(settings.public_url, options.file)
    except (ValueError, OSError) as error:
        return 1, [f"菜单读不出来：{error}"]
    if options.what == "show":
        return asyncio.run(_published(settings)) if options.published else (0, menu.lines())
    problems = menu.problems()
    if problems:
        return 1, [*problems, f"共 {len(problems)} 处要改，没有发布。"]
    if options.what == "check":
        return 0, ["菜单合格。"]
    return asyncio.run(_publish(settings, menu))


async def _publish(settings: Settings, menu: Menu) -> tuple[int, Sequence[str]]:
    api = _api(settings)
    try:
        await api.create_menu(menu.to_wechat())
    except ApiError as error:
        return 1, [f"没有发布：{explained(error)}"]
    finally:
        await api.close()
    return 0, ["发布了。手机上要过几分钟，或者取消关注再关注，才看得到。"]


async def _published(settings: Settings) -> tuple[int, Sequence[str]]:
    api = _api(settings)
    try:
        menu = await api.current_menu()
    except ApiRefused as error:
        return (0, ["公众号上现在没有菜单。"]) if error.code == _NO_MENU else (1, [f"看不到：{explained(error)}"])
    except ApiError as error:
        return 1, [f"看不到：{explained(error)}"]
    finally:
        await api.close()
    buttons = menu.get("menu", {}).get("button", [])
    lines = []
    for button in buttons:
        lines.append(f"[{button.get('name')}]")
        lines += [f"  - {sub.get('name')}  {sub.get('type')}" for sub in button.get("sub_button") or ()]
    return 0, lines


def _api(settings: Settings) -> WeChatApi:
    for name in ("wechat_app_id", "wechat_app_secret"):
        if not getattr(settings, name):
            raise SettingsError(name.upper(), "没有设，连不上微信接口")
    return WeChatApi(settings, Bookkeeping.open(settings.database_url, settings.wechat_app_id), secret_key(settings))


_EXPLAINED = {
    40001: "AppSecret 不对，或者 access_token 失效了",
    40013: "AppID 不对",
    40018: "菜单名字太长",
    40054: "菜单里的网址不对",
    40055: "菜单里的网址不对",
    40125: "AppSecret 不对",
    40164: "这台机器的地址不在公众号的 IP 白名单里",
    45009: "今天的接口次数用完了",
    48001: "这个号没有这项权限（没有认证）",
    48004: "这个号的接口被封了，看公众平台的通知",
    50002: "这个号被限制了",
    89501: "这台机器的地址在等公众号管理员点确认",
    89503: "这次调用在等公众号管理员点确认",
    89506: "这台机器的地址被公众号管理员拒绝了，24小时后再试",
    89507: "这台机器的地址被公众号管理员拒绝了，1小时后再试",
}


def explained(error: ApiError) -> str:
    """What an operator can do with a failure."""
    if isinstance(error, ApiRefused):
        return f"{error}（{_EXPLAINED.get(error.code, '见 docs/wechat.md 的错误码')}）"
    return f"微信接口现在不通（{error}），约 {error.seconds:.0f} 秒后再试" if isinstance(error, ApiBusy) else str(error)
