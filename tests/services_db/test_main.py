"""The commands: what they print and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_db.__main__ import main


def test_check_counts_the_real_services_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database-url", f"sqlite:///{tmp_path}/none.db", "check"]) == 0
    assert "个事项，没有问题" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_second_build_says_that_nothing_changed(catalogue_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database-url", catalogue_url, "build"]) == 0
    assert "目录没有变化" in capsys.readouterr().out


def test_search_prints_hits_with_their_clauses(catalogue_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database-url", catalogue_url, "search", "喘息", "服务", "--limit", "2"]) == 0
    printed = capsys.readouterr().out
    assert "喘息服务" in printed and "women-2.1.4" in printed and printed.count("\n") == 4


def test_search_without_a_hit_says_so(catalogue_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database-url", catalogue_url, "search", "☆☆"]) == 0
    assert "没有找到" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["build"], ["search", "产假"]])
def test_damaged_database_ends_with_one_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database" * 100)
    assert main(["--database-url", f"sqlite:///{tmp_path}/broken.db", *command]) == 1
    assert "移走它" in capsys.readouterr().err


def test_search_before_any_build_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database-url", f"sqlite:///{tmp_path}/new.db", "search", "产假"]) == 1
    assert "python -m services_db build" in capsys.readouterr().err
