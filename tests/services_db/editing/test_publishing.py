"""Drafts, the second person, what readers then see, and the way back."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text

from services_db import Catalogue
from services_db.build import build
from services_db.database import open_engine
from services_db.editing.content import differences, tidied
from services_db.editing.merged import net_edits
from services_db.editing.refusals import DraftRefused, OwnDraft, PublishedMoved
from services_db.editing.yaml_export import export_edits
from services_db.state import DraftMoved, Publications
from tests.services_db.editing.conftest import RESPITE, Room

NEW_NAME = "照顾老人想歇歇"
Content = dict[str, Any]


def edited(content: Content, **sections: Any) -> Content:
    return copy.deepcopy(content) | sections


def with_name(content: Content, name: str = NEW_NAME) -> Content:
    return edited(content, everyday_names=[*content["everyday_names"], name])


def with_fact_text(content: Content, words: str, at: int = 0) -> Content:
    changed = copy.deepcopy(content)
    changed["facts"][at]["text"] = words
    return changed


def test_published_name_is_found_by_every_process_after_a_refresh(room: Room) -> None:
    other = Catalogue(room.engine)
    other.warm_up()
    assert not other.refresh()
    room.publish(with_name(room.content))
    assert room.catalogue.service_named(NEW_NAME).id == RESPITE  # type: ignore[union-attr]
    assert other.service_named(NEW_NAME) is None
    assert other.refresh() and not other.refresh()
    assert other.search(NEW_NAME)[0].id == RESPITE
    assert other.search("zhaogulaorenxiangxiexie")[0].id == RESPITE


def test_search_finds_the_new_words_of_a_fact_and_no_longer_the_old(room: Room) -> None:
    room.publish(with_fact_text(room.content, "规划要提升家庭照护的本领，像火烈鸟那样。", 1))
    assert room.catalogue.search("火烈鸟")[0].id == RESPITE
    first = room.publisher.roll_back(1, 1, "陈发布", "写错了")
    assert first == 2 and room.catalogue.search("火烈鸟") == []


def test_index_after_edits_is_what_a_build_would_have_written(room: Room, tmp_path: Any) -> None:
    before = room.content
    changed = with_name(with_fact_text(before, "规划还要提升家庭照护能力，没写怎么做。", 1))
    changed["everyday_names"].remove("短期托养")
    room.publish(changed)
    export_edits(room.folder, net_edits(Publications(room.engine).unmerged()))
    fresh = open_engine(f"sqlite:///{tmp_path}/fresh.db")
    build(fresh, room.folder)
    assert Catalogue(fresh).service(RESPITE) == room.catalogue.service(RESPITE)
    for table in ("search_index", "search_word", "search_key", "everyday_name", "phone", "service"):
        assert _rows(room.engine, table) == _rows(fresh, table), table


def _rows(engine: Engine, table: str) -> list[Any]:
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}")))


def test_nobody_publishes_what_he_wrote_himself(room: Room) -> None:
    draft = room.save(with_name(room.content), "林编辑")
    second = room.save(with_name(room.content, "照看老人歇口气"), "王编辑", draft.version)
    for author in ("林编辑", "王编辑"):
        with pytest.raises(OwnDraft):
            room.publisher.publish(second.id, second.version, author)
    assert room.drafts.numbered(second.id).status == "open" and not Publications(room.engine).latest()
    assert room.publisher.publish(second.id, second.version, "陈发布") == 1
    assert Publications(room.engine).numbered(1).authors == ("林编辑", "王编辑")


BROKEN = {
    "number that the clause does not print": ("text", "规划要给每户 888 元。", "888"),
    "quote that does not stand in the clause": ("quote", "完全免费", "找不到"),
    "clause that the service does not rest on": ("clause", "women-2.1.5", "不在本事项"),
    "kind that does not exist": ("kind", "rumour", "没有“rumour”这种性质"),
    "fact without a quote": ("quote", "", "事实要写全"),
}


@pytest.mark.parametrize(("key", "value", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_draft_that_breaks_a_rule_is_refused_beside_the_fact(room: Room, key: str, value: str, words: str) -> None:
    content = copy.deepcopy(room.content)
    content["facts"][2][key] = value
    problems = room.publisher.edits["service"].problems(RESPITE, content)
    assert [problem.field for problem in problems if words in problem.message] == ["facts-2"]
    draft = room.save(content)
    with pytest.raises(DraftRefused, match=words):
        room.publisher.publish(draft.id, draft.version, "陈发布")
    assert room.content != content and not Publications(room.engine).latest()


@pytest.mark.parametrize(
    ("section", "value", "words"),
    [
        ("everyday_names", ["喘息服务", "长护险"], "俗称“长护险”已属于 long-term-care-insurance"),
        ("everyday_names", ["喘息服务", "喘息服务"], "写了两次"),
        ("phones", [{"number": "99999", "why": "问街道"}], "不在公共热线表里"),
        ("phones", [], "至少写一个"),
        ("unstated", {}, "既没有事实，也没有写明"),
        ("everyday_names", [f"俗称{n}" for n in range(201)], "最多 200 项"),
        ("everyday_names", ["长" * 501], "超过 500 个字"),
    ],
)
def test_draft_that_breaks_a_rule_is_refused_beside_its_section(
    room: Room, section: str, value: Any, words: str
) -> None:
    problems = room.publisher.edits["service"].problems(RESPITE, edited(room.content, **{section: value}))
    assert section in {problem.field for problem in problems if words in problem.message}


def test_second_of_two_who_save_the_same_draft_is_told_and_both_texts_are_kept(room: Room) -> None:
    first = room.save(with_fact_text(room.content, "甲的写法：规划要提升家庭照护能力。", 1), "甲")
    with pytest.raises(DraftMoved) as told:
        room.save(with_fact_text(room.content, "乙的写法：规划要提升家庭照护能力。", 1), "乙")
    assert told.value.current == first
    second = room.save(with_fact_text(room.content, "乙的写法：规划要提升家庭照护能力。", 1), "乙", first.version)
    with pytest.raises(DraftMoved):
        room.publisher.publish(first.id, first.version, "陈发布")
    assert [saving.by for saving in room.drafts.savings(second.id)] == ["甲", "乙"]
    assert "甲的写法" in room.drafts.savings(second.id)[0].content["facts"][1]["text"]


def test_saving_into_a_draft_that_was_published_meanwhile_is_told(room: Room) -> None:
    draft = room.save(with_name(room.content))
    room.publisher.publish(draft.id, draft.version, "陈发布")
    with pytest.raises(DraftMoved) as told:
        room.save(with_name(room.content, "另一个名字"), version=draft.version)
    assert told.value.current is None


def test_draft_begun_before_another_publication_is_not_published_over_it(room: Room) -> None:
    draft = room.save(with_name(room.content))
    with room.engine.begin() as connection:
        connection.execute(text("UPDATE fact SET text = '别的' WHERE clause_id = 'women-3.2'"))
        connection.execute(text("UPDATE build_info SET value = 'another build'"))
    with pytest.raises(PublishedMoved):
        room.publisher.publish(draft.id, draft.version, "陈发布")
    assert room.drafts.numbered(draft.id).status == "open"


def test_roll_back_is_a_change_of_its_own_and_can_be_rolled_back(room: Room) -> None:
    before = room.content
    number = room.publish(with_name(before))
    back = room.publisher.roll_back(number, number, "陈发布", "这个名字不对")
    assert room.content == before and room.catalogue.service_named(NEW_NAME) is None
    again = room.publisher.roll_back(back, back, "陈发布", "还是要的")
    assert NEW_NAME in room.content["everyday_names"]
    told = Publications(room.engine).of("service", RESPITE)
    assert [(one.id, one.reverts, one.by) for one in told] == [
        (again, back, "陈发布"),
        (back, number, "陈发布"),
        (number, None, "陈发布"),
    ]
    assert told[0].before == told[1].after == before


def test_roll_back_after_something_newer_was_published_is_refused(room: Room) -> None:
    first = room.publish(with_name(room.content))
    room.publish(with_name(room.content, "又一个名字"))
    with pytest.raises(PublishedMoved):
        room.publisher.roll_back(first, first, "陈发布", "")
    assert "又一个名字" in room.content["everyday_names"]


def test_publication_tells_harvesters_when_and_names_no_person(room: Room) -> None:
    uuid = room.catalogue.service(RESPITE).uuid
    before = room.catalogue.revision(uuid)
    room.publish(with_fact_text(room.content, "规划还要提升家庭照护能力，没写怎么做。", 1))
    after = room.catalogue.revision(uuid)
    assert before and after and after.modified_at >= before.modified_at
    assert [change.updated_by for change in after.changes if change.action_type == "update"] == ["publication 1"]
    others = [s for s in room.catalogue.services() if s.id != RESPITE]
    revisions = [room.catalogue.revision(s.uuid) for s in others]
    assert all(r and r.modified_at <= datetime.now(UTC).isoformat() for r in revisions)
    assert len(revisions) > 5


def test_two_publications_at_once_do_not_lose_each_other(room: Room) -> None:
    other = Room(room.folder, room.engine, Catalogue(room.engine), room.drafts, room.publisher)
    room.publish(with_name(room.content))
    stale = room.publisher.edits["service"].prepare(RESPITE, with_name(other.content, "别的名字"))
    with room.engine.begin() as connection:
        stale.check(connection)
    room.publish(with_name(room.content, "第三个名字"))
    with room.engine.begin() as connection, pytest.raises(PublishedMoved):
        stale.check(connection)


def test_form_leaves_no_blank_rows_and_no_line_breaks(room: Room) -> None:
    content = copy.deepcopy(room.content)
    content["facts"].append(dict.fromkeys(("facet", "kind", "text", "clause", "quote"), " "))
    content["facts"][0]["text"] += " \r\n"
    content["phones"].append({"number": "", "why": ""})
    content["everyday_names"] += ["", "  "]
    assert tidied(content) == room.content


def test_differences_are_told_item_by_item(room: Room) -> None:
    after = with_name(with_fact_text(room.content, "规划还要提升家庭照护能力，没写怎么做。", 1))
    told = differences(room.content, after)
    assert [(what, bool(was), bool(becomes)) for what, was, becomes in told] == [
        ("俗称", False, True),
        ("事实", True, True),
    ]
    assert "没写怎么做" in told[1][2] and json.dumps(told, ensure_ascii=False)
