"""Editors change content in forms; a second person publishes; citizens see it; and everything can be taken back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from api.pages import pages_router
from api.settings import Settings
from api.staff.desk import Desk
from services_db import Catalogue
from services_db.database import open_engine
from services_db.places.importing import ImportOptions, import_places
from services_db.state import Publications
from tests.api.staff.conftest import PASSWORD, Clock, Visitor, mounted, send, sign_in, token
from tests.api.staff.forms import fields_in
from tests.databases import copied

FORM = "/staff/content/services/respite-care"
OLD, NEW = "规划还要提升家庭照护能力，没有写具体做法。", "规划还要提升家庭照护能力，没写怎么做。"


@pytest.fixture
def settings(tmp_path: Path, catalogue_url: str) -> Settings:
    """The desk on a copy of the real catalogue's database."""
    return Settings(database_url=copied(catalogue_url, tmp_path / "copy.db"), secret_key="a-secret-for-tests-only")


@pytest.fixture
def catalogue(settings: Settings, catalogue: Catalogue) -> Catalogue:
    return Catalogue(open_engine(settings.database_url), like=catalogue.cutter)


@pytest.fixture
def catalogue_with_places(catalogue: Catalogue) -> Catalogue:
    """What the desk shows here is the copy that it writes to."""
    return catalogue


async def save(client: httpx.AsyncClient, reason: str = "更好懂", **changes: str) -> httpx.Response:
    """Open the form, change some fields, send it."""
    fields = fields_in((await client.get(FORM)).text, FORM)
    return await client.post(FORM, data=fields | {"reason": [reason]} | changes)


async def publish(client: httpx.AsyncClient, draft: str) -> httpx.Response:
    fields = fields_in((await client.get(draft)).text, f"{draft}/publish")
    return await client.post(f"{draft}/publish", data=fields)


async def test_form_that_is_sent_as_it_came_changes_nothing(visitor: Visitor) -> None:
    async with visitor("editor") as editor:
        answer = await save(editor)
    assert answer.status_code == 422 and "没有要存的" in answer.text


async def test_edit_is_published_by_a_second_person_and_taken_back(
    visitor: Visitor, catalogue: Catalogue, desk: Desk
) -> None:
    async with visitor("editor") as editor, visitor("publisher") as publisher:
        saved = await save(editor, **{"fact-1-text": NEW})
        assert saved.status_code == 303
        draft = saved.headers["location"]
        assert OLD in catalogue.service("respite-care").facts[1].text
        page = (await editor.get(draft)).text
        assert NEW in page and OLD in page and "发布，老百姓马上看到" not in page
        published = await publish(publisher, draft)
        assert published.status_code == 303 and catalogue.service("respite-care").facts[1].text == NEW
        change = published.headers["location"]
        fields = fields_in((await publisher.get(change)).text, f"{change}/roll-back")
        assert (await publisher.post(f"{change}/roll-back", data=fields)).status_code == 422  # without a reason
        back = await publisher.post(f"{change}/roll-back", data=fields | {"reason": ["还是原来的好"]})
        assert back.status_code == 303 and catalogue.service("respite-care").facts[1].text == OLD
        history = (await editor.get("/staff/content/changes")).text
    assert "退回第 1 次" in history and "更好懂" in history
    what = [entry.what for entry in desk.audit.entries() if entry.what.startswith("content.")]
    assert what == ["content.roll_back", "content.publish", "content.save"]
    told = next(entry for entry in desk.audit.entries() if entry.what == "content.publish")
    assert told.who == "publisher" and OLD in (told.before or "") and NEW in (told.after or "")


async def test_author_may_not_publish_his_own_draft_whatever_his_role(visitor: Visitor, catalogue: Catalogue) -> None:
    async with visitor("publisher") as publisher:
        draft = (await save(publisher, **{"fact-1-text": NEW})).headers["location"]
        page = (await publisher.get(draft)).text
        assert "另一位发布人" in page and "/publish" not in page
        forced = await send(publisher, draft, f"{draft}/publish", version="1")
    assert forced.status_code == 409 and "另一位发布人" in forced.text
    assert catalogue.service("respite-care").facts[1].text == OLD


async def test_draft_that_breaks_the_rules_is_refused_beside_the_field_and_the_text_is_kept(visitor: Visitor) -> None:
    async with visitor("editor") as editor:
        names = fields_in((await editor.get(FORM)).text, FORM)["everyday_names"][0]
        answer = await save(
            editor, **{"fact-1-text": "规划要给每户 888 元。", "everyday_names": f"{names}\n长护险", "phone-0-why": ""}
        )
        assert answer.status_code == 422
        for words in ("888 不在 妇女规划 三（二） 里", "俗称“长护险”已属于", "没有写理由"):
            assert words in answer.text, words
        kept = fields_in(answer.text, FORM)
        assert kept["fact-1-text"] == ["规划要给每户 888 元。"] and kept["everyday_names"][0].endswith("长护险")
        assert 'id="wrong-facts-1"' in answer.text and 'aria-describedby="wrong-facts-1"' in answer.text
        assert "没有草稿" in (await editor.get("/staff/content")).text


async def test_second_of_two_editors_is_told_and_nothing_is_lost(visitor: Visitor) -> None:
    async with visitor("editor") as first, visitor("publisher") as second:
        form_of_second = fields_in((await second.get(FORM)).text, FORM)
        saved = await save(first, **{"fact-1-text": NEW})
        theirs = "规划还要提升家庭照护能力；做法没有写。"
        told = await second.post(FORM, data=form_of_second | {"fact-1-text": [theirs], "reason": ["顺口"]})
        assert told.status_code == 409 and "别人也改了" in told.text
        assert NEW in told.text and theirs in told.text
        again = fields_in(told.text, FORM)
        assert again["fact-1-text"] == [theirs] and again["reason"] == ["顺口"]
        taken = await second.post(FORM, data=again)
        assert taken.status_code == 303 and taken.headers["location"] == saved.headers["location"]
        page = (await second.get(taken.headers["location"])).text
    assert NEW in page and theirs in page, "the first text stays among what was saved before"


async def test_form_filled_in_before_a_publication_does_not_undo_it(visitor: Visitor, catalogue: Catalogue) -> None:
    async with visitor("editor") as editor, visitor("publisher") as publisher, visitor("admin") as late:
        stale = fields_in((await late.get(FORM)).text, FORM)
        draft = (await save(editor, **{"fact-1-text": NEW})).headers["location"]
        await publish(publisher, draft)
        told = await late.post(FORM, data=stale | {"phone-0-why": ["问问看"], "reason": ["x"]})
    assert told.status_code == 409 and NEW in told.text
    assert catalogue.service("respite-care").facts[1].text == NEW


async def test_new_fact_phone_and_name_reach_the_search_and_the_page(visitor: Visitor, catalogue: Catalogue) -> None:
    async with visitor("editor") as editor, visitor("publisher") as publisher:
        fields = fields_in((await editor.get(FORM)).text, FORM)
        longer = await editor.post(FORM, data=fields | {"add": ["who"], "reason": ["加一条"]})
        fields = fields_in(longer.text, FORM)
        assert longer.status_code == 200 and fields["reason"] == ["加一条"]
        blank = next(n for n in range(20) if fields.get(f"fact-{n}-text") == [""])
        fields |= {
            f"fact-{blank}-text": ["照顾老人的家人也算在内。"],
            f"fact-{blank}-clause": ["women-2.1.4"],
            f"fact-{blank}-quote": ["为家庭照护者赋能"],
            "everyday_names": [fields["everyday_names"][0] + "\n照顾老人想歇一歇脚"],
        }
        fields = fields_in((await editor.post(FORM, data=fields | {"add": ["phone"]})).text, FORM)
        fields |= {"phone-2-number": ["12338"], "phone-2-why": ["女儿媳妇太累，可以打妇女维权热线说说"]}
        saved = await editor.post(FORM, data=fields)
        assert saved.status_code == 303, saved.text
        await publish(publisher, saved.headers["location"])
    service = catalogue.service("respite-care")
    assert [fact.text for fact in service.facts_of("who")][-1] == "照顾老人的家人也算在内。"
    assert service.phones[-1].hotline.number == "12338"
    assert catalogue.search("照顾老人想歇一歇脚")[0].id == "respite-care"
    app = httpx.ASGITransport(_pages(catalogue))
    async with httpx.AsyncClient(transport=app, base_url="http://test") as citizen:
        assert "照顾老人的家人也算在内" in (await citizen.get("/services/respite-care")).text


def _pages(catalogue: Catalogue) -> Any:
    from fastapi import FastAPI

    app = FastAPI()
    app.include_router(pages_router(catalogue))
    return app


async def test_text_typed_before_the_session_ended_is_back_after_signing_in(visitor: Visitor, clock: Clock) -> None:
    async with visitor("editor") as editor:
        fields = fields_in((await editor.get(FORM)).text, FORM)
        clock.now += 13 * 3600
        ended = await editor.post(FORM, data=fields | {"fact-1-text": [NEW], "reason": ["更好懂"]})
        assert ended.status_code == 401 and "没有丢" in ended.text
        form = fields_in(ended.text, "/staff/sign-in")
        back = await editor.post("/staff/sign-in", data=form | {"name": ["editor"], "password": [PASSWORD]})
        assert back.headers["location"] == FORM
        page = (await editor.get(FORM)).text
        kept = fields_in(page, FORM)
        assert kept["fact-1-text"] == [NEW] and kept["reason"] == ["更好懂"] and "还在下面" in page
        assert (await editor.post(FORM, data=kept)).status_code == 303


async def test_discarded_draft_keeps_what_was_written_and_makes_room_for_another(visitor: Visitor) -> None:
    async with visitor("editor") as editor:
        draft = (await save(editor, **{"fact-1-text": NEW})).headers["location"]
        fields = fields_in((await editor.get(draft)).text, f"{draft}/discard")
        assert (await editor.post(f"{draft}/discard", data=fields)).status_code == 303
        page = (await editor.get(draft)).text
        assert "已放弃" in page and NEW in page
        assert (await editor.post(f"{draft}/discard", data=fields)).status_code == 409
        assert (await save(editor, **{"fact-1-text": NEW})).headers["location"] != draft


async def test_clerk_sees_no_content_pages(visitor: Visitor) -> None:
    async with visitor("clerk") as clerk:
        for page in ("/staff/content", FORM, "/staff/content/changes", "/staff/content/places", "/staff/unanswered"):
            assert (await clerk.get(page)).status_code == 403, page
        assert "/staff/content" not in (await clerk.get("/staff/")).text


@pytest.mark.parametrize("path", ["services/nothing", "drafts/99", "changes/99", "places/none"])
async def test_what_does_not_exist_is_a_page_with_words(visitor: Visitor, path: str) -> None:
    async with visitor("admin") as admin:
        answer = await admin.get(f"/staff/content/{path}")
    assert answer.status_code == 404 and "没有这一页" in answer.text


async def test_desk_without_a_catalogue_says_so(desk: Desk, settings: Settings) -> None:
    transport = httpx.ASGITransport(mounted(desk, settings, None), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await sign_in(client, "admin")
        answer = await client.get(FORM)
    assert answer.status_code == 503 and "暂时用不了" in answer.text


HEADER = ["类型", "名称", "县（市、区）", "地址", "电话", "来源"]
NURSERY = ["托育机构", "示例托育园", "鹿城区", "示例路 1 号", "0577-88000000", "示例名录"]


def table(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()


async def upload(client: httpx.AsyncClient, name: str, content: bytes, do: str = "try", **more: str) -> httpx.Response:
    fields = {"csrf": await token(client, "/staff/content/import"), "page": "/staff/content/import", "do": do} | more
    return await client.post("/staff/content/import", data=fields, files={"file": (name, content)})


async def test_directory_is_tried_first_and_then_imported(visitor: Visitor, catalogue: Catalogue, desk: Desk) -> None:
    async with visitor("publisher") as publisher:
        tried = await upload(publisher, "名录.csv", table(NURSERY))
        assert tried.status_code == 200 and "试读好了" in tried.text and "名录.csv" in tried.text
        assert not catalogue.places.search("示例托育园")
        done = await upload(publisher, "名录.csv", table(NURSERY), "import")
        assert "导入好了" in done.text
    assert catalogue.places.search("示例托育园")[0].phones[0].number == "0577-88000000"
    assert desk.audit.entries()[0].what == "places.import"


BAD_UPLOADS = {
    "formula": ("a.csv", table([*NURSERY[:1], "=HYPERLINK(1)", *NURSERY[2:]]), "公式"),
    "not a directory": ("a.csv", b"\xff\xfe\x00", "UTF-16"),
    "wrong type": ("a.exe", b"MZ", "只收 .csv 和 .xlsx"),
    "no header": ("a.csv", b"1,2,3\n", "没有找到表头"),
    "damaged workbook": ("a.xlsx", b"PK\x03\x04nothing", "不是 .xlsx 表格"),
    "unknown county": ("a.csv", table([*NURSERY[:2], "杭州市", *NURSERY[3:]]), "不是温州的县"),
    "without a source": ("a.csv", table([*NURSERY[:5], ""]), "出自哪里"),
    "no file": ("", b"", "先选一个文件"),
}


@pytest.mark.parametrize(("name", "content", "words"), BAD_UPLOADS.values(), ids=BAD_UPLOADS.keys())
async def test_bad_upload_is_refused_in_words_and_writes_nothing(
    visitor: Visitor, catalogue: Catalogue, name: str, content: bytes, words: str
) -> None:
    async with visitor("publisher") as publisher:
        answer = await upload(publisher, name, content, "import")
    assert (
        answer.status_code == 422
        and words in answer.text
        and "--" not in answer.text.split("<main")[1].split("<form")[0]
    )
    assert not catalogue.places.kinds()


async def test_formula_in_a_workbook_is_refused(visitor: Visitor) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append([*NURSERY[:3], '=WEBSERVICE("x")', *NURSERY[4:]])
    file = io.BytesIO()
    book.save(file)
    async with visitor("publisher") as publisher:
        answer = await upload(publisher, "名录.xlsx", file.getvalue(), "import")
    assert answer.status_code == 422 and "公式" in answer.text


async def test_place_is_changed_by_two_people_and_taken_back(
    visitor: Visitor, catalogue: Catalogue, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "名录.csv"
    path.write_bytes(table(NURSERY))
    import_places(desk.engine, path, ImportOptions())
    place = catalogue.places.search("示例托育园")[0]
    form = f"/staff/content/places/{place.id}"
    async with visitor("editor") as editor, visitor("publisher") as publisher:
        fields = fields_in((await editor.get(form)).text, form)
        wrong = await editor.post(form, data=fields | {"电话": ["打不通"], "reason": ["x"]})
        assert wrong.status_code == 422 and 'id="wrong-电话"' in wrong.text
        saved = await editor.post(form, data=fields | {"电话": ["0577-88000001"], "reason": ["号码换了"]})
        assert saved.status_code == 303, saved.text
        change = (await publish(publisher, saved.headers["location"])).headers["location"]
        assert catalogue.places.place(place.id).phones[0].number == "0577-88000001"
        fields = fields_in((await publisher.get(change)).text, f"{change}/roll-back")
        await publisher.post(f"{change}/roll-back", data=fields | {"reason": ["弄错了"]})
        assert catalogue.places.place(place.id).phones[0].number == "0577-88000000"
        fields = fields_in((await editor.get(form)).text, form)
        closed = await editor.post(form, data=fields | {"已关闭": ["是"], "reason": ["关门了"]})
        await publish(publisher, closed.headers["location"])
    assert catalogue.places.place(place.id).closed_on
    assert [one.kind for one in Publications(desk.engine).latest()] == ["place"] * 3
    assert not Publications(desk.engine).unmerged(), "places are no part of the YAML files"
