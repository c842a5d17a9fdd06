"""python -m services_db import-places, as an editor runs it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from services_db.__main__ import main
from services_db.database import migrate, open_engine
from tests.services_db.places.conftest import GOOD, write_csv


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path}/places.db"
    migrate(open_engine(address))
    return address


def _run(url: str, *arguments: str) -> int:
    return main(["--database-url", url, "import-places", *arguments])


def test_good_file_is_imported_and_counted(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(tmp_path / "名录.csv", [GOOD])
    assert _run(url, str(tmp_path / "名录.csv"), "--dry-run") == 0
    assert "正式导入会：新增 1" in capsys.readouterr().out
    assert _run(url, str(tmp_path / "名录.csv")) == 0
    assert "已写入：新增 1" in capsys.readouterr().out


def test_bad_file_ends_with_its_rows_and_exit_code_one(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(tmp_path / "名录.csv", [GOOD, GOOD | {"名称": "示例二", "电话": "没有"}])
    assert _run(url, str(tmp_path / "名录.csv")) == 1
    said = capsys.readouterr().err
    assert "名录.csv 第 3 行：“电话”里的“没有”不是电话号码" in said and "数据库没有改动" in said
    assert _run(url, str(tmp_path / "名录.csv"), "--skip-bad") == 0


def test_template_is_written(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(url, str(tmp_path / "空表.xlsx"), "--template") == 0
    assert (tmp_path / "空表.xlsx").stat().st_size > 1000 and "模板写好了" in capsys.readouterr().out
    assert _run(url, str(tmp_path / "空表.doc"), "--template") == 1


def test_locked_database_is_said_in_words(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_csv(tmp_path / "名录.csv", [GOOD])
    blocker = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    assert _run(url, str(tmp_path / "名录.csv")) == 1
    blocker.execute("ROLLBACK")
    said = capsys.readouterr().err
    assert "数据库正被别的程序占着，什么都没有写" in said
