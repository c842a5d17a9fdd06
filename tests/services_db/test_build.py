"""The build: all or nothing, skipped when nothing changed, and never in the way of what changes while serving."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect

from services_db import Catalogue, CatalogueRejected, CatalogueUnavailable, schema
from services_db.__main__ import main
from services_db.build import build
from services_db.database import migrate, open_engine
from services_db.state import Conversations

SOUND = """\
services:
  - id: respite-care
    name: 喘息服务
    everyday_names: [照护者喘口气]
    audience: [失能失智老年人家庭]
    life_stages: [老年]
    category: 养老服务
    departments: []
    phones:
      - {number: "12345", why: 问街道}
    place_kind: null
    clauses: [women-2.1.4]
    related: []
    oddities: []
    facts:
      - {facet: cost, kind: promise, text: 免费或低偿。, clause: women-2.1.4, quote: 免费或低偿的“喘息服务”}
    unstated: {what: 没写, who: 没写, where: 没写, how: 没写, phone: 没写, when: 没写, materials: 没写, target: 没写}
"""

DAMAGE = {
    "quote not in its clause": ("免费或低偿的“喘息服务”", "完全免费的“喘息服务”", 16, "找不到"),
    "unknown clause": ("clauses: [women-2.1.4]", "clauses: [women-9.9]", 12, "没有条款"),
    "fact of a clause that is not cited": (
        "clause: women-2.1.4, quote",
        "clause: women-2.1.5, quote",
        16,
        "不在本事项",
    ),
    "unknown key": ("    related: []", "    related: []\n    colour: red", 14, "不认识的字段"),
    "missing key": ("    related: []\n", "", 2, "缺少 related"),
    "facet neither told nor unstated": (", target: 没写", "", 17, "既没有事实"),
    "facet both told and unstated": ("unstated: {what", "unstated: {cost: 没写, what", 17, "既有事实又"),
    "number that the clause does not hold": ("text: 免费或低偿。", "text: 每天 888 元。", 16, "888"),
    "number that is no public hotline": ('number: "12345"', 'number: "99999"', 9, "不在公共热线表里"),
    "unknown related service": ("related: []", "related: [nothing]", 13, "没有相关事项"),
    "everyday name twice in one service": ("[照护者喘口气]", "[照护者喘口气, 照护者喘口气]", 4, "写了两次"),
    "place kind that is a list": ("place_kind: null", "place_kind: [nursery]", 11, "一个词"),
    "reason that is a list": ("why: 问街道", "why: [1]", 9, "应是文字"),
    "clause cited twice": ("[women-2.1.4]", "[women-2.1.4, women-2.1.4]", 12, "写了两次"),
    "unknown category": ("category: 养老服务", "category: 别的", 7, "没有“别的”这个类别"),
    "broken YAML": ("    related: []", "    related: [", 15, "YAML"),
    "key written twice": ("    related: []", "    related: []\n    related: []", 14, "写了两次"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "care.yml").write_text(SOUND, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("old", "new", "line", "words"), DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_catalogue_stops_the_build_and_the_old_one_stays(
    folder: Path, tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    url = f"sqlite:///{tmp_path}/catalogue.db"
    build(open_engine(url), folder)
    assert old in SOUND
    (folder / "care.yml").write_text(SOUND.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueRejected) as caught:
        build(open_engine(url), folder)
    problems = [problem for problem in caught.value.problems if words in problem.message]
    assert problems and problems[0].file == "care.yml" and problems[0].line == line
    assert Catalogue.open(url).service("respite-care").facts_of("cost")[0].text == "免费或低偿。"


def test_two_services_may_not_share_an_id_or_an_everyday_name(folder: Path, tmp_path: Path) -> None:
    (folder / "second.yml").write_text(SOUND, encoding="utf-8")
    with pytest.raises(CatalogueRejected) as caught:
        build(open_engine(f"sqlite:///{tmp_path}/catalogue.db"), folder)
    text = str(caught.value)
    assert "编号“respite-care”已属于" in text and "俗称“照护者喘口气”已属于" in text


def test_file_that_is_not_utf8_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "gb.yml").write_bytes(SOUND.encode("gb18030"))
    with pytest.raises(CatalogueRejected, match=r"gb\.yml .*UTF-8"):
        build(open_engine(f"sqlite:///{tmp_path}/catalogue.db"), folder)


def test_build_is_skipped_by_content_and_not_by_date(folder: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/catalogue.db")
    assert not build(engine, folder).skipped
    os.utime(folder / "care.yml", (1, 1))
    assert build(engine, folder).skipped
    (folder / "care.yml").write_text(SOUND.replace("免费或低偿。", "免费，或低偿。"), encoding="utf-8")
    assert not build(engine, folder).skipped


def test_build_leaves_conversations_alone(folder: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/catalogue.db")
    migrate(engine)
    Conversations(engine).save("someone", {"topic": "service:respite-care"})
    build(engine, folder)
    assert Conversations(engine).load("someone") == {"topic": "service:respite-care"}


def test_failure_in_the_middle_writes_nothing(folder: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/catalogue.db")
    build(engine, folder)
    (folder / "care.yml").write_text(SOUND.replace("免费或低偿。", "低偿或免费。"), encoding="utf-8")

    def fail_at_index(step: str) -> None:
        if "索引" in step:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        build(engine, folder, progress=fail_at_index)
    assert Catalogue(engine).service("respite-care").facts_of("cost")[0].text == "免费或低偿。"


def test_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(CatalogueUnavailable):
        Catalogue.open(f"sqlite:///{tmp_path}/broken.db")


def test_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/schema.db")
    migrate(engine)
    inspector = inspect(engine)
    for table in schema.metadata.sorted_tables:
        made = {column["name"] for column in inspector.get_columns(table.name)}
        assert made == {column.name for column in table.columns}, table.name


def test_commands_say_what_they_did(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--database-url", f"sqlite:///{tmp_path}/cli.db", "--catalogue", str(folder)]
    assert main([*common, "check"]) == 0
    assert main([*common, "build"]) == 0
    assert main([*common, "search", "喘息"]) == 0
    assert "喘息服务" in capsys.readouterr().out
    (folder / "care.yml").write_text(SOUND.replace("低偿的", "高价的"), encoding="utf-8")
    assert main([*common, "build"]) == 1
    assert "care.yml 第 16 行" in capsys.readouterr().err
    shutil.rmtree(folder)
    folder.mkdir()
    assert main([*common, "check"]) == 1
