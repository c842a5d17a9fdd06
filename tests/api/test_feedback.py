"""Opinions of answers: stored, masked, without a name; never of a disclosure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.door_state import DoorState
from services_db.database import open_engine
from services_db.state import FeedbackBox

GIVEN = {
    "verdict": "wrong",
    "question": "我是13812345678，低保电话多少",
    "status": "answered",
    "facet": "phone",
    "services": ["minimum-living"],
    "note": "身份证330302199001011234，电话打不通",
}


async def test_opinion_is_stored_with_question_and_note_masked(open_door: Any, settings: Any) -> None:
    async with open_door() as client:
        response = await client.post("/api/feedback", json=GIVEN)
    assert response.status_code == 200 and response.json()["text"] == "谢谢，记下了。"
    (opinion,) = FeedbackBox(open_engine(settings.database_url)).latest()
    assert opinion.question == "我是〔手机号〕,低保电话多少" and opinion.services == ("minimum-living",)
    assert "〔身份证号〕" in opinion.note and "3303" not in opinion.note


async def test_what_is_no_opinion_is_refused_in_chinese(open_door: Any, settings: Any) -> None:
    bad = ({"verdict": "great"}, {"status": "crisis"}, {"question": "问" * 501}, {"services": ["<b>"]}, {"note": 5})
    async with open_door() as client:
        for change in bad:
            response = await client.post("/api/feedback", json=GIVEN | change)
            assert response.status_code == 422 and "刷新" in response.json()["text"], change
    assert FeedbackBox(open_engine(settings.database_url)).latest() == []


async def test_nobody_can_flood_the_box(open_door: Any, settings: Any) -> None:
    async with open_door(settings=replace(settings, address_burst=3)) as client:
        codes = [(await client.post("/api/feedback", json=GIVEN)).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


async def test_without_a_database_it_says_so(open_door: Any) -> None:
    async with open_door(state=DoorState()) as client:
        assert (await client.post("/api/feedback", json=GIVEN)).status_code == 503
