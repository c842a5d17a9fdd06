"""The gateway as a whole: health, pages' headers, settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings, SettingsError, describe_settings, secret_key

ROOT = Path(__file__).parents[2]


async def test_alive_and_ready_answer(open_door: Any) -> None:
    async with open_door() as client:
        assert (await client.get("/healthz")).json() == {"status": "alive"}
        assert (await client.get("/readyz")).status_code == 200


async def test_page_allows_no_foreign_script(open_door: Any) -> None:
    async with open_door() as client:
        page = await client.get("/")
    assert page.status_code == 200 and 'lang="zh-CN"' in page.text
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe-inline" not in policy
    assert "<script>" not in page.text and " style=" not in page.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)


async def test_unknown_page_says_so_in_chinese(open_door: Any) -> None:
    async with open_door() as client:
        for path in ("/nothing", "/services/nothing", "/plans/women-9.9"):
            response = await client.get(path)
            assert response.status_code == 404 and response.json()["text"] == "没有这个页面。"


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"SECRET_KEY": "changethis"}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"RETENTION_HOURS": "0"}, "RETENTION_HOURS"),
        ({"MAX_WAITING": "-1"}, "MAX_WAITING"),
    ],
)
def test_a_setting_that_cannot_be_used_names_itself(environ: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    assert caught.value.name == name


def test_example_environment_lists_every_setting_with_its_sentence() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, default, sentence in describe_settings():
        assert f"# {sentence}\n{name}={default}\n" in example


def test_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    first = secret_key(Settings(), path)
    assert len(first) >= 32 and secret_key(Settings(), path) == first
    assert path.stat().st_mode & 0o077 == 0
    assert secret_key(Settings(secret_key="given-by-the-operator"), path) == b"given-by-the-operator"
