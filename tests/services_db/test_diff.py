"""The difference of two builds, in sentences."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config

import services_db
from services_db import Catalogue
from services_db.__main__ import main
from services_db.database import open_engine
from services_db.diff import Build, changes
from services_db.export import as_json, snapshot
from tests.databases import copied

Exported = dict[str, Any]


@pytest.fixture
def before(catalogue: Catalogue) -> Exported:
    return snapshot(catalogue)


@pytest.fixture
def after(before: Exported) -> Exported:
    return copy.deepcopy(before)


def told(before: Exported, after: Exported) -> list[str]:
    return changes(Build.of(before), Build.of(after))


def _take_back_to(revision: str, database: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(services_db.__file__).parent / "migrations"))
    engine = open_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def service(exported: Exported, ident: str = "childcare-under-3") -> dict[str, Any]:
    return next(one for one in exported["services"] if one["id"] == ident)


def fact(exported: Exported, facet: str, ident: str = "childcare-under-3") -> dict[str, str]:
    return next(row for row in exported["facts"] if (row["service_id"], row["facet"]) == (ident, facet))


def test_equal_builds_have_nothing_to_tell(before: Exported, after: Exported) -> None:
    assert told(before, after) == []


def test_new_service_and_cancelled_service_are_named(before: Exported, after: Exported) -> None:
    gone = service(after)
    after["services"].remove(gone)
    assert told(before, after) == [f"取消事项“{gone['name']}”（childcare-under-3）。"]
    facts = sum(row["service_id"] == "childcare-under-3" for row in before["facts"])
    assert told(after, before) == [f"新增事项“{gone['name']}”（childcare-under-3），共 {facts} 条内容。"]


def test_changed_answer_is_told_with_what_it_was(before: Exported, after: Exported) -> None:
    cost = fact(after, "cost")
    cost["text"] = "改过的说法。"
    (sentence,) = told(before, after)
    assert sentence.startswith(f"“{cost['name']}”的“要不要钱”改为“改过的说法。”，原来是“")


def test_fact_that_becomes_a_target_is_told_by_its_kind(before: Exported, after: Exported) -> None:
    fact(after, "what")["kind"] = "target"
    (sentence,) = told(before, after)
    assert "的“是什么”性质由“规划承诺”改为“规划目标”" in sentence


def test_added_and_removed_facts_are_told(before: Exported, after: Exported) -> None:
    row = fact(after, "target")
    after["facts"].remove(row)
    assert told(before, after) == [f"“{row['name']}”的“规划目标”删去：{row['text']}"]
    assert told(after, before) == [f"“{row['name']}”的“规划目标”增加：{row['text']}（规划目标，{row['clause_label']}）"]


def test_renamed_service_is_told_once(before: Exported, after: Exported) -> None:
    old_name = service(after)["name"]
    service(after)["name"] = "托育"
    for row in after["facts"]:
        row["name"] = "托育" if row["service_id"] == "childcare-under-3" else row["name"]
    assert told(before, after) == [f"事项“{old_name}”改名为“托育”。"]


def test_names_phones_and_clauses_are_told_as_lists(before: Exported, after: Exported) -> None:
    changed = service(after)
    changed["everyday_names"] += ["宝宝班"]
    changed["phones"] = ["12356"]
    changed["clauses"] = [*changed["clauses"][1:], changed["clauses"][0]]
    sentences = told(before, after)
    assert f"“{changed['name']}”增加俗称：宝宝班。" in sentences
    assert f"“{changed['name']}”增加电话：12356。" in sentences
    assert any("的依据条款调整了先后次序：" in sentence for sentence in sentences)


def test_command_compares_a_database_with_an_export(
    catalogue: Catalogue, catalogue_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "newest.db"
    copied(catalogue_url, database)
    export = tmp_path / "old.json"
    export.write_text(as_json(catalogue), encoding="utf-8")
    assert main(["diff", str(export), str(database)]) == 0
    assert capsys.readouterr().out == "没有变化。\n"


def test_related_services_place_phone_reason_and_indicator_are_told(before: Exported, after: Exported) -> None:
    changed = service(after)
    name, gone = changed["name"], service(after, changed["related"].pop())["name"]
    changed["place_kind"] = "儿童之家"
    changed["phone_reasons"][0] = "12345（换了缘由）"
    after["indicators"][0]["target_2025"] = "99"
    sentences = told(before, after)
    assert f"“{name}”去掉相关事项：{gone}。" in sentences
    assert f"“{name}”要找的地点由“托育机构”改为“儿童之家”。" in sentences
    assert f"“{name}”增加打电话的缘由：12345（换了缘由）。" in sentences
    assert any("的2025年目标由“" in one and one.endswith("改为“99”。") for one in sentences)


def test_export_of_an_older_version_is_compared_as_far_as_it_goes(before: Exported, after: Exported) -> None:
    older = copy.deepcopy(before)
    del older["indicators"]
    for one in older["services"]:
        for key in ("related", "place_kind", "phone_reasons"):
            del one[key]
    assert told(older, after) == []


def test_database_of_an_older_version_is_compared_and_left_as_it_was(
    catalogue_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.db"
    newest = str(tmp_path / "newest.db")
    copied(catalogue_url, Path(newest))
    copied(catalogue_url, old)
    _take_back_to("0003", old)
    content = old.read_bytes()
    assert main(["diff", str(old), newest]) == 0
    assert capsys.readouterr().out == "没有变化。\n"
    assert old.read_bytes() == content


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"facts": [1], "services": []}), "目录"])
def test_file_that_is_no_catalogue_is_named(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    strange = tmp_path / "strange.json"
    strange.write_text(content, encoding="utf-8")
    assert main(["diff", str(strange), str(tmp_path / "missing.db")]) == 1
    assert "strange.json" in capsys.readouterr().err
