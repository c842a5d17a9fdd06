"""Scripts and styles: one address a version, kept by the browser, compressed, in a syntax that old phones read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.assets import STATIC, Assets

# What came after ES2018, and what WeChat's older built-in browsers and iOS before 16.4 stumble over.
TOO_NEW = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish coalescing": r"\?\?",
    "optional catch binding": r"catch\s*\{",
    "lookbehind": r"\(\?<[=!]",
    "private fields": r"(?<![\w'\"(/])#\w+\s*[=;(]",
    "numeric separators": r"\d_\d",
    "newer methods": r"\.(?:at|replaceAll|flat|flatMap|matchAll|replaceChildren|requestSubmit|randomUUID|allSettled)\(",
    "newer globals": r"\b(?:globalThis|structuredClone|Promise\.any)\b",
    "top-level await": r"^await\b",
    "dynamic import": r"\bimport\(",
}


def test_version_names_the_contents(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = Assets.of(tmp_path)
    (tmp_path / "a.js").write_text("2")
    assert before.version != Assets.of(tmp_path).version and before.url("a.js").endswith("/a.js")


async def test_versioned_files_are_kept_for_ever_and_plain_ones_asked_about(open_door: Any) -> None:
    async with open_door() as client:
        for path, kept in ((Assets.of().url("chat.js"), "immutable"), ("/static/chat.js", "no-cache")):
            response = await client.get(path)
            assert response.status_code == 200 and kept in response.headers["cache-control"]
            assert response.headers["content-encoding"] == "gzip"


async def test_every_file_that_the_page_names_is_there(open_door: Any) -> None:
    async with open_door() as client:
        page = (await client.get("/")).text
        for url in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
            assert (await client.get(url)).status_code == 200, url
    preloaded = set(re.findall(r'modulepreload" href="/static/\w+/([\w.]+)"', page))
    scripts = [path for path in STATIC.glob("*.js") if not path.name.startswith("staff_")]
    imported = {name for path in scripts for name in re.findall(r'from "\./([\w.]+)"', path.read_text())}
    assert preloaded == imported | {"chat.js"}  # embed.js is for foreign pages


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_speak_what_old_browsers_understand(path: Path) -> None:
    code = re.sub(r'"(?:\\.|[^"\\])*"', '""', re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M))
    for name, pattern in TOO_NEW.items():
        assert not re.search(pattern, code, re.M), name
    assert len(code.splitlines()) <= 250


def test_no_script_writes_markup() -> None:
    for path in STATIC.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text()), (
            path.name
        )
