"""What could not be answered: noted without a name, grouped, and said by a person what it was about."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.settings import Settings
from api.staff.desk import Desk
from api.staff.review import NOT_OURS
from nlu.reviewed import read_blocks
from services_db import Catalogue
from services_db.state import FeedbackBox, Opinion, Unanswered
from tests.api.staff.conftest import Visitor
from tests.api.staff.forms import fields_in
from tests.fakes import FakeBot

PAGE = "/staff/unanswered"
ALIKE = ("照顾瘫痪老人太累了想歇歇", "照顾瘫痪老人好累想歇几天", "照顾瘫痪的老人累了，想歇歇")


@pytest.fixture
def store(desk: Desk) -> Unanswered:
    return Unanswered(desk.engine)


async def test_questions_that_are_alike_stand_in_one_group(visitor: Visitor, store: Unanswered) -> None:
    for words in (*ALIKE, "明天下雨吗"):
        store.put("web", "clarify", words)
    async with visitor("editor") as editor:
        page = (await editor.get(PAGE)).text
    assert "3 句相像的" in page and "1 句相像的" in page and "还有 4 句" in page


async def test_editor_gives_service_and_facet_to_a_group_but_for_what_he_unticks(
    visitor: Visitor, store: Unanswered, catalogue: Catalogue
) -> None:
    for words in ALIKE:
        store.put("web", "clarify", words, ["respite-care"])
    first, second, third = sorted(one.id for one in store.waiting())
    async with visitor("editor") as editor:
        fields = fields_in((await editor.get(PAGE)).text, PAGE)
        assert fields["service"] == [catalogue.service("respite-care").name]
        said = fields | {"question": [str(first), str(second)], "verdict": ["service"], "facet": ["how"]}
        assert (await editor.post(PAGE, data=said)).status_code == 303
    reviewed = store.to_export()
    assert [(one.id, one.target, one.facet, one.reviewed_by) for one in reviewed] == [
        (first, "respite-care", "how", "editor"),
        (second, "respite-care", "how", "editor"),
    ]
    assert [one.id for one in store.waiting()] == [third]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "请选一项"),
        ({"verdict": "service", "service": "没有这个"}, "没有叫这个名字的事项"),
        ({"verdict": "not_ours", "kind": "crisis"}, "哪一类不归我们管"),
        ({"verdict": "service", "facet": "none"}, "哪个方面"),
        ({"verdict": "noise", "question": ["x"]}, "至少勾一句"),
    ],
)
async def test_what_cannot_be_meant_is_refused_beside_the_group(
    visitor: Visitor, store: Unanswered, said: dict[str, str], words: str
) -> None:
    store.put("web", "clarify", ALIKE[0], ["respite-care"])
    async with visitor("editor") as editor:
        fields = fields_in((await editor.get(PAGE)).text, PAGE)
        answer = await editor.post(PAGE, data=fields | said)
    assert answer.status_code == 422 and words in answer.text and len(store.waiting()) == 1


async def test_noise_and_what_is_not_ours_leave_the_page(visitor: Visitor, store: Unanswered) -> None:
    async with visitor("editor") as editor:
        for words, said in (
            ("asdfgh", {"verdict": "noise"}),
            ("明天下雨吗", {"verdict": "not_ours", "kind": "weather"}),
        ):
            store.put("web", "out_of_scope", words)
            fields = fields_in((await editor.get(PAGE)).text, PAGE)
            assert (await editor.post(PAGE, data=fields | said)).status_code == 303
        assert "都看过了" in (await editor.get(PAGE)).text
    assert [(one.verdict, one.target) for one in store.to_export()] == [("not_ours", "weather")]


def test_kinds_that_are_not_ours_are_those_the_model_knows() -> None:
    known = {intent for intent, _ in read_blocks(Path("nlu/data/out_of_scope.yml"))}
    assert {f"out_of_scope/{kind}" for kind in NOT_OURS} <= known


async def test_disclosure_of_danger_that_came_with_an_opinion_is_not_shown_and_not_kept(
    visitor: Visitor, store: Unanswered, desk: Desk
) -> None:
    FeedbackBox(desk.engine).put(Opinion("not_helped", "老公又打我了", "answered"))
    FeedbackBox(desk.engine).put(Opinion("not_helped", "托位费多少", "answered"))
    FeedbackBox(desk.engine).put(Opinion("helped", "两癌筛查在哪", "answered"))
    async with visitor("editor") as editor:
        page = (await editor.get(PAGE)).text
    assert "打我" not in page and "托位费多少" in page and "两癌" not in page.split("<main")[1].split("datalist")[-1]
    assert [one.question for one in store.waiting()] == ["托位费多少"]


async def test_gateway_notes_unanswered_questions_masked_and_never_danger(
    open_door, settings: Settings, store: Unanswered
) -> None:
    from bot import Reply, Status

    def answer(text: str) -> Reply:
        status = Status.ANSWERED if "两癌" in text else Status.CLARIFY
        return Reply(status, "…", safety="self_harm" if text == "唉" else None)

    async with open_door(FakeBot(answer)) as client:
        for words in ("我手机13800138000想问问", "两癌筛查", "我不想活了，别管我", "唉"):
            await client.post("/api/chat", json={"message": words, "session_id": "s-1"})
        await asyncio.sleep(0.3)
    assert [(one.question, one.reason) for one in store.waiting()] == [("我手机〔手机号〕想问问", "clarify")]


async def test_figures_count_what_waits_by_what_it_sounds_like_and_show_no_question(
    visitor: Visitor, store: Unanswered, catalogue: Catalogue
) -> None:
    for words in ALIKE:
        store.put("web", "clarify", words, ["respite-care"])
    async with visitor("clerk") as clerk:
        page = (await clerk.get("/staff/figures")).text
    name = catalogue.service("respite-care").name
    assert f'<th scope="row">{name}</th><td>3</td>' in page
    assert not any(words in page for words in ALIKE)
