"""The menu: the shipped one is sound, WeChat's limits are known before WeChat tells, the command does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.__main__ import main
from api.wechat.menu import Menu
from tests.wechat_side.api_server import APP_ID, APP_SECRET, WeChatApiServer


def test_shipped_menu_is_sound_and_its_page_paths_exist() -> None:
    menu = Menu.read("https://xiaoou.example")
    assert menu.problems() == []
    assert "110" in menu.replies()["danger"].splitlines()[0]
    urls = [sub["url"] for top in menu.to_wechat()["button"] for sub in top["sub_button"] if sub["type"] == "view"]
    assert urls == ["https://xiaoou.example/services", "https://xiaoou.example/plans"]


BAD = {
    "four top buttons": ([{"name": "一", "url": "https://x"}] * 4, "1 到 3 个"),
    "six below one": ([{"name": "一", "sub": [{"name": "二", "url": "https://x"}] * 6}], "1 到 5 个"),
    "a long top name": ([{"name": "一二三四五六", "url": "https://x"}], "16 字节"),
    "a long sub name": ([{"name": "一", "sub": [{"name": "一" * 14, "url": "https://x"}]}], "40 字节"),
    "no name": ([{"url": "https://x"}], "名字"),
    "nothing to do": ([{"name": "一"}], "click、view"),
    "two things to do": ([{"name": "一", "click": "a", "reply": "b", "url": "https://x"}], "click、view"),
    "a third level": (
        [{"name": "一", "sub": [{"name": "二", "sub": [{"name": "三", "url": "https://x"}]}]}],
        "click、view",
    ),
    "a click without reply": ([{"name": "一", "click": "a"}], "reply"),
    "a reply too long": ([{"name": "一", "click": "a", "reply": "长" * 700}], "reply"),
    "a key too long": ([{"name": "一", "click": "a" * 129, "reply": "b"}], "128 字节"),
    "an address too long": ([{"name": "一", "url": "https://x/" + "a" * 300}], "256 字节"),
    "no address": ([{"name": "一", "view": "/services"}], "PUBLIC_URL"),
    "a key twice": ([{"name": n, "click": "a", "reply": "b"} for n in "一二"], "两次"),
}


@pytest.mark.parametrize(("entries", "problem"), BAD.values(), ids=BAD.keys())
def test_menu_that_wechat_would_refuse_is_named(entries: list[dict[str, Any]], problem: str) -> None:
    assert any(problem in found for found in Menu(tuple(entries)).problems())


@pytest.fixture
def account(api: WeChatApiServer, tmp_path: Path) -> dict[str, str]:
    """The environment of an operator's shell."""
    values = {"WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": APP_SECRET, "WECHAT_API_BASE": api.base}
    values |= {"DATABASE_URL": f"sqlite:///{tmp_path}/menu.db", "SECRET_KEY": "a-secret-for-tests-only"}
    return values | {"PUBLIC_URL": "https://xiaoou.example"}


def test_menu_is_published_and_shown(
    account: dict[str, str], api: WeChatApiServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["wechat-menu", "show", "--published"], account) == 0
    assert "没有菜单" in capsys.readouterr().out
    assert main(["wechat-menu", "publish"], account) == 0
    assert api.menu == Menu.read("https://xiaoou.example").to_wechat()
    assert main(["wechat-menu", "show", "--published"], account) == 0
    assert "有危险" in capsys.readouterr().out


def test_bad_menu_is_not_published(account: dict[str, str], api: WeChatApiServer, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "menu.yml"
    file.write_text("- name: 一二三四五六七\n  url: https://x\n", encoding="utf-8")
    assert main(["wechat-menu", "publish", "--file", str(file)], account) == 1
    assert api.menu is None and "16 字节" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["- [", "name: 一", "- 一"])
def test_file_that_is_no_menu_is_told_in_a_sentence(
    account: dict[str, str], tmp_path: Path, text: str, capsys: Any
) -> None:
    file = tmp_path / "menu.yml"
    file.write_text(text, encoding="utf-8")
    assert main(["wechat-menu", "check", "--file", str(file)], account) == 1
    assert "菜单读不出来" in capsys.readouterr().err


def test_refusal_says_what_to_do(account: dict[str, str], api: WeChatApiServer, capsys: Any) -> None:
    api.script["menu"] = [48001]
    assert main(["wechat-menu", "publish"], account) == 1
    assert "没有这项权限" in capsys.readouterr().err


def test_missing_secret_names_itself(account: dict[str, str], capsys: Any) -> None:
    assert main(["wechat-menu", "publish"], account | {"WECHAT_APP_SECRET": ""}) == 2
    assert "WECHAT_APP_SECRET" in capsys.readouterr().err
