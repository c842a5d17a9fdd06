"""Repository and database do not drift: published edits come home, and a build does not write over them."""

from __future__ import annotations

import copy
import shutil
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from services_db import Catalogue
from services_db.__main__ import main
from services_db.build import build
from services_db.catalogue_files import CATALOGUE_DIR
from services_db.editing.content import content_of
from services_db.editing.merged import net_edits
from services_db.editing.yaml_export import export_edits
from services_db.errors import EditsNotExported
from services_db.state import Publications
from tests.services_db.editing.conftest import RESPITE, Room
from tests.services_db.editing.test_publishing import NEW_NAME, with_fact_text, with_name


def run(room: Room, *arguments: str) -> int:
    return main(["--database-url", str(room.engine.url), "--catalogue", str(room.folder), *arguments])


def text_of(room: Room) -> str:
    return (room.folder / "elder_care.yml").read_text(encoding="utf-8")


def changed_lines(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]


def test_every_file_of_the_real_catalogue_survives_the_round_trip_to_the_byte(tmp_path: Path) -> None:
    copied = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE_DIR, copied)
    from services_db.editing.yaml_export import _dumped, _yaml

    for path in copied.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert _dumped(_yaml(), _yaml().load(text)) == text, path.name


def test_export_changes_only_the_lines_that_were_edited(room: Room) -> None:
    path = room.folder / "elder_care.yml"
    path.write_text("# 编辑前先读 README\n" + text_of(room), encoding="utf-8")
    build(room.engine, room.folder)
    before = text_of(room)
    content = with_name(with_fact_text(room.content, "规划还要提升家庭照护能力，没写怎么做。", 1))
    content["facts"].insert(
        2, {**content["facts"][0], "text": "规划要提供免费或低偿的服务。", "quote": "免费或低偿的“喘息服务”"}
    )
    content["phones"].append({"number": "12338", "why": "女儿媳妇照顾老人太累，可以打妇女维权热线说说"})
    del content["unstated"]["target"]
    content["facts"].append({**content["facts"][1], "facet": "target", "text": "规划只说要提升家庭照护能力。"})
    room.publish(content)
    assert run(room, "export-edits") == 0
    changed = changed_lines(before, text_of(room))
    assert len([line for line in changed if line[0] == "-"]) == 3  # the names, one fact, one sentence of unstated
    assert len([line for line in changed if line[0] == "+"]) == 5
    assert '      - {number: "12338", why: 女儿媳妇照顾老人太累，可以打妇女维权热线说说}' in text_of(room)
    assert text_of(room).startswith("# 编辑前先读 README\n")


def test_build_refuses_to_write_over_edits_and_names_them_and_the_command(room: Room, capsys: Any) -> None:
    room.publish(with_name(room.content))
    path = room.folder / "elder_care.yml"
    path.write_text(text_of(room) + "# 别处的改动\n", encoding="utf-8")
    assert run(room, "build") == 1
    told = capsys.readouterr().err
    assert RESPITE in told and "export-edits" in told
    room.catalogue.refresh()
    assert room.catalogue.service_named(NEW_NAME)


def test_edits_count_as_merged_once_the_files_have_them(room: Room) -> None:
    room.publish(with_name(room.content))
    published = room.content
    assert run(room, "export-edits") == 0 and run(room, "build") == 0
    assert not Publications(room.engine).unmerged() and Publications(room.engine).numbered(1).merged_at
    assert room.content == published and Catalogue(room.engine).search(NEW_NAME)[0].id == RESPITE
    uuid = room.catalogue.service(RESPITE).uuid
    assert len([c for c in room.catalogue.revision(uuid).changes if c.action_type != "create"]) <= 1  # type: ignore[union-attr]
    (room.folder / "elder_care.yml").write_text(text_of(room).replace(f", {NEW_NAME}", ""), encoding="utf-8")
    assert run(room, "build") == 0  # merged before, so taking it out again is the repository's own change
    assert NEW_NAME not in room.content["everyday_names"]


def test_an_edit_and_its_roll_back_leave_nothing_to_bring_home(room: Room) -> None:
    before = text_of(room)
    number = room.publish(with_name(room.content))
    room.publisher.roll_back(number, number, "陈发布", "")
    assert run(room, "export-edits") == 0 and text_of(room) == before
    (room.folder / "elder_care.yml").write_text(before + "# 别处的改动\n", encoding="utf-8")
    assert not build(room.engine, room.folder).skipped


def test_what_was_changed_in_the_file_meanwhile_stays(room: Room) -> None:
    room.publish(with_name(room.content))
    path = room.folder / "elder_care.yml"
    path.write_text(text_of(room).replace("替我照顾几天", "替我照看几天"), encoding="utf-8")
    with pytest.raises(EditsNotExported):
        build(room.engine, room.folder)
    assert run(room, "export-edits") == 0
    assert "替我照看几天" in text_of(room) and f", {NEW_NAME}]" in text_of(room)
    assert run(room, "build") == 0
    assert {"替我照看几天", NEW_NAME} <= {*room.content["everyday_names"]}


def test_item_changed_at_the_desk_and_in_the_file_is_a_conflict_and_the_file_is_left_alone(
    room: Room, capsys: Any
) -> None:
    room.publish(with_fact_text(room.content, "规划还要提升家庭照护能力，没写怎么做。", 1))
    path = room.folder / "elder_care.yml"
    path.write_text(
        text_of(room).replace("没有写具体做法。, clause: women-3.2", "具体做法没有写。, clause: women-3.2"),
        encoding="utf-8",
    )
    before = text_of(room)
    assert run(room, "export-edits") == 1
    assert RESPITE in capsys.readouterr().err and text_of(room) == before
    assert run(room, "build", "--drop-edits", RESPITE) == 0
    assert "具体做法没有写" in room.content["facts"][1]["text"]


def test_service_that_left_the_files_is_named(room: Room) -> None:
    room.publish(with_name(room.content))
    edits = net_edits(Publications(room.engine).unmerged())
    path = room.folder / "elder_care.yml"
    path.write_text(text_of(room).replace("id: respite-care", "id: respite-care-2"), encoding="utf-8")
    assert export_edits(room.folder, edits).conflicts == ((RESPITE, "文件里没有这个事项"),)


def test_exported_file_reads_back_as_what_was_published(room: Room) -> None:
    content = copy.deepcopy(room.content)
    content["everyday_names"] = ["喘息服务", "12345: 问一问", "[括号]", "#号", "带，逗号", "a, b", "yes", "1.0"]
    content["facts"].reverse()
    room.publish(content)
    assert run(room, "export-edits") == 0
    from services_db.catalogue_files import read_catalogue

    services, problems = read_catalogue(room.folder)
    entry = next(service.data for service in services if service.data["id"] == RESPITE)
    assert not problems and content_of(entry) == room.content
