"""Where a service is to be had: the directories' places, the question for the county, or what the plans promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from actions.answer_service import ActionAnswerService
from actions.choose_option import ActionChooseOption
from actions.conversation import Conversation
from actions.find_places import MORE, next_page
from actions.inform_district import ActionInformDistrict
from actions.looking import Looking, kind_named
from actions.next_page import ActionNextPage
from actions.refuse_district import ActionRefuseDistrict
from actions.reply import Reply, Status
from actions.small_talk import ActionSmallTalk
from actions.understanding import Understanding
from nlu.ellipsis import matter_left
from nlu.gazetteer import Gazetteer
from services_db import Catalogue
from services_db.database import open_engine
from services_db.local_time import WENZHOU_TIME
from services_db.places.importing import import_places
from services_db.places.records import Point
from services_db.places.telling import map_links
from services_db.sources import read_divisions
from tests.databases import copied
from tests.services_db.places.conftest import GOOD, write_csv

CITY = {"lat": 28.01, "lng": 120.65, "datum": "WGS84"}

GAZETTEER = Gazetteer(read_divisions())


class Talk:
    """One conversation with actions, as Rasa would lead it, but with what was understood given by hand."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.now = Conversation()

    def say(
        self,
        text: str,
        action: Any = ActionAnswerService,
        service: str = "childrens-home",
        facet: str | None = "where",
        county: str | None = None,
        location: dict[str, Any] | None = None,
    ) -> Reply:
        data: dict[str, Any] = {
            "text": text,
            "intent": {"name": "ask_service", "confidence": 0.9},
            "services": [{"intent": "ask_service", "id": service, "confidence": 0.9}],
            "facet": {"name": facet, "confidence": 0.9} if facet else None,
            "coverage": 1.0,
            "matter": matter_left(text, GAZETTEER),
            "metadata": {"location": location} if location else {},
        }
        if county:
            words = next(name for name in (county, county[:-1], "柳市") if name in text)
            start = text.index(words)
            data["entities"] = [{"entity": "district", "value": county, "start": start, "end": start + len(words)}]
        heard = Understanding.of(_Heard(data))  # type: ignore[arg-type]
        before = self.now
        reply, self.now = action(self.catalogue)._answer_or_turn_page(
            heard, replace(before, looking=before.looking.hear(heard))
        )
        stored = self.now.event()["value"]
        self.now = Conversation.of(_Heard({}, {"conversation": stored}))  # type: ignore[arg-type]
        return reply


class _Heard:
    def __init__(self, latest_message: dict[str, Any], slots: dict[str, Any] | None = None) -> None:
        self.latest_message = latest_message
        self.slots = slots or {}


@pytest.fixture
def talk(catalogue_with_places: Catalogue) -> Talk:
    return Talk(catalogue_with_places)


def _items(reply: Reply) -> list[dict[str, Any]]:
    (card,) = [card for card in reply.cards if card["type"] == "places"]
    return list(card["items"])


def test_places_of_the_county_come_on_a_card(talk: Talk) -> None:
    reply = talk.say("鹿城哪里有儿童之家？", county="鹿城区")
    items = _items(reply)
    assert (reply.status, reply.facet, reply.district) == (Status.ANSWERED, "where", "鹿城区")
    assert reply.services[0].id == "childrens-home" and reply.services[0].clauses
    assert len(items) == 5 and {item["county"] for item in items} == {"鹿城区"}
    keys = "id name kind address county town distance_m open_now hours next_opening phones map_links free source"
    assert set(items[0]) == {*keys.split(), "checked_on"}
    assert all(item["name"] in reply.text and item["address"] in reply.text for item in items)
    assert "示例名录" in reply.text and "下一页" in reply.text and "去之前先打电话" in reply.text


def test_next_page_goes_on_until_the_list_ends(talk: Talk) -> None:
    seen = [item["id"] for item in _items(talk.say("鹿城哪里有儿童之家？", county="鹿城区"))]
    for words in ("下一页", "还有吗", "还有别的吗？", "下一页", "下一页", "下一页", "下一页", "下一页"):
        reply = talk.say(words, facet="what")
        if not any(card["type"] == "places" for card in reply.cards):
            break
        seen += [item["id"] for item in _items(reply)]
    assert "登记的就这些了" in reply.text and len(seen) == len(set(seen)) > 5
    assert len(seen) == talk.catalogue.places.counties("childrens_home")["鹿城区"]


def test_next_page_without_a_list_is_a_follow_up(talk: Talk) -> None:
    talk.say("儿童之家是什么", facet="what")
    reply = talk.say("还有吗", ActionNextPage, facet="what")
    assert reply.services[0].id == "childrens-home" and reply.cards[0]["type"] == "service"


def test_town_narrows_and_its_county_stands_in(talk: Talk) -> None:
    reply = talk.say("柳市的儿童之家在哪", county="乐清市")
    assert {item["town"] for item in _items(reply)} == {"柳市镇"} and "【柳市镇的儿童之家】" in reply.text
    empty = talk.say("柳市的母婴室在哪", service="nursing-rooms", county="乐清市")
    towns = {item["town"] for item in _items(empty)}
    assert towns == {"柳市镇"} or "柳市镇没有登记的，下面是乐清市的" in empty.text


def test_town_is_kept_to_when_it_is_known_where_the_citizen_is(talk: Talk) -> None:
    talk.say("离我最近的托育点", service="childcare-under-3", location=CITY)
    items = _items(talk.say("柳市的儿童之家在哪", county="乐清市"))
    assert {item["town"] for item in items} == {"柳市镇"} and all(item["distance_m"] for item in items)


def test_directory_is_named_once_with_the_days_of_its_checks(talk: Talk) -> None:
    text = talk.say("鹿城哪里有儿童之家？", county="鹿城区").text
    assert text.count("出处：") == 1 and text.count("核对") == 1


def test_nearest_come_first_with_their_distance(talk: Talk) -> None:
    reply = talk.say("离我最近的托育点", service="childcare-under-3", location=CITY)
    metres = [item["distance_m"] for item in _items(reply)]
    assert metres == sorted(metres) and metres[0] < 5000
    assert "离您近的托育机构" in reply.text and ("米" in reply.text or "公里" in reply.text)
    more = [item["distance_m"] for item in _items(talk.say("下一页"))]
    assert more[0] >= metres[-1]


def test_location_is_kept_coarsely_and_used_for_the_next_question(talk: Talk) -> None:
    exact = {"lat": 28.012345, "lng": 120.654321, "datum": "GCJ02"}
    talk.say("离我最近的托育点", service="childcare-under-3", location=exact)
    near = talk.now.looking.near
    assert near and (round(near.lat, 3), round(near.lng, 3)) == (near.lat, near.lng)
    items = _items(talk.say("附近的儿童之家呢"))
    assert items[0]["distance_m"] is not None


def test_county_named_goes_before_where_the_citizen_is(talk: Talk) -> None:
    talk.say("离我最近的托育点", service="childcare-under-3", location=CITY)
    reply = talk.say("瑞安有托育点吗", service="childcare-under-3", county="瑞安市")
    assert {item["county"] for item in _items(reply)} == {"瑞安市"}


def test_county_is_asked_for_once_and_its_number_chooses(talk: Talk) -> None:
    reply = talk.say("哪里有儿童之家")
    assert reply.status is Status.CLARIFY and "您在哪个县（市、区）" in reply.text and reply.facet == "where"
    assert reply.services[0].id == "childrens-home"
    card = reply.cards[0]
    assert card["type"] == "options" and card["options"][-1]["title"] == "不想说"
    chosen = talk.say("2", ActionChooseOption)
    assert {item["county"] for item in _items(chosen)} == {card["options"][1]["title"]} == {chosen.district}


def test_county_can_be_said_in_words(talk: Talk) -> None:
    talk.say("哪里有儿童之家")
    reply = talk.say("瑞安的", ActionInformDistrict, facet=None, county="瑞安市")
    assert {item["county"] for item in _items(reply)} == {"瑞安市"}


@pytest.mark.parametrize("how", ["words", "number"])
def test_unwilling_to_say_is_an_answer(talk: Talk, how: str) -> None:
    asked = talk.say("哪里有儿童之家")
    if how == "words":
        reply = talk.say("不想说", ActionRefuseDistrict, facet=None)
    else:
        reply = talk.say(str(len(asked.cards[0]["options"])), ActionChooseOption)
    assert len(_items(reply)) == 5 and "全市的儿童之家" in reply.text
    assert _items(talk.say("托育点在哪", service="childcare-under-3")), "not asked again"


def test_unwilling_to_say_is_understood_whatever_the_model_takes_it_for(talk: Talk) -> None:
    talk.say("哪里有儿童之家")
    assert len(_items(talk.say("不想说", ActionSmallTalk, facet=None))) == 5


def test_open_ones_can_be_asked_for_while_a_list_is_open(talk: Talk) -> None:
    talk.say("鹿城哪里有托育点", service="childcare-under-3", county="鹿城区")
    reply = talk.say("现在开着的呢", service="childcare-under-3", facet="what")
    assert "现在开着的托育机构" in reply.text and all(item["open_now"] for item in _items(reply))


def test_unwilling_to_say_without_a_question_is_small_talk(talk: Talk) -> None:
    reply = talk.say("不想说", ActionRefuseDistrict, facet=None, service="no-such")
    assert reply.status is Status.SMALLTALK


def test_only_open_ones_when_asked(talk: Talk) -> None:
    reply = talk.say("鹿城现在开着的托育点在哪", service="childcare-under-3", county="鹿城区")
    assert all(item["open_now"] for item in _items(reply)) and "现在开着的托育机构" in reply.text


def test_what_the_plans_say_of_when_is_not_hidden_by_hours(talk: Talk) -> None:
    assert talk.say("托育什么时候能报名", facet="when", service="childcare-under-3").cards[0]["type"] == "service"
    talk.say("鹿城哪里有托育点", service="childcare-under-3", county="鹿城区")
    assert _items(talk.say("几点开门", facet="when", service="childcare-under-3"))


def test_kind_that_is_named_goes_before_the_topics(talk: Talk) -> None:
    assert {item["kind"] for item in _items(talk.say("鹿城的母婴室在哪", county="鹿城区"))} == {"母婴室"}
    assert kind_named("我们镇的未保站在哪") == "child_protection_station" and kind_named("产假几天") is None


def test_place_that_was_asked_for_before_its_kind_is_found(talk: Talk) -> None:
    talk.now = Conversation(looking=Looking(waiting=True, lat=28.01, lng=120.65, nearby=True))
    assert _items(talk.say("托育点", facet="what", service="childcare-under-3"))


def test_empty_directory_is_answered_with_guarantee_clause_and_whom_to_call(catalogue: Catalogue) -> None:
    talk = Talk(catalogue)
    reply = talk.say("鹿城的未保中心在哪", service="child-protection-center", county="鹿城区")
    assert reply.status is Status.ANSWERED and reply.services[0].clauses
    assert "每个县（市、区）" in reply.text and "包括鹿城区" in reply.text and "儿童规划" in reply.text
    assert "12345" in reply.text and "街道" in reply.text and "不编地址" in reply.text
    assert not any(card["type"] == "places" for card in reply.cards) and len(reply.text) < 400
    assert talk.say("哪里有儿童之家").status is Status.ANSWERED, "nobody is asked for a county in vain"


def test_county_without_an_entry_is_told_apart_from_no_directory(tmp_path: Any, catalogue_url: str) -> None:
    url = copied(catalogue_url, tmp_path / "one.db")
    write_csv(tmp_path / "one.csv", [GOOD | {"类型": "儿童之家", "容量": "", "空余": ""}])
    assert import_places(open_engine(url), tmp_path / "one.csv").written
    talk = Talk(Catalogue.open(url))
    assert "我手里的名录里没有泰顺县的儿童之家" in talk.say("泰顺的儿童之家在哪", county="泰顺县").text
    assert len(_items(Talk(talk.catalogue).say("哪里有儿童之家"))) == 1, "one place needs no question"


def test_map_links_are_in_the_maps_own_datum() -> None:
    links = map_links("示例 园&1", "示例路1号", Point(28.0155, 120.6580))
    assert links["amap"].startswith("https://uri.amap.com/marker?position=120.66") and "28.01" in links["amap"]
    assert "name=%E7%A4%BA%E4%BE%8B%20%E5%9B%AD%261&" in links["amap"]
    assert "coord:28.01" in links["tencent"] and "&1" not in links["tencent"]


@pytest.mark.parametrize(
    "text", ["下一页", "还有吗", "还有吗？", "还有没有别的", "还有别的吗", "换一批", "更多", "继续"]
)
def test_ways_to_ask_for_more(text: str) -> None:
    assert MORE.fullmatch(text)


@pytest.mark.parametrize("text", ["还有补贴吗", "托育还有吗", "今年还有吗要钱吗", "更多补贴"])
def test_other_questions_are_no_page(text: str) -> None:
    assert not MORE.fullmatch(text)


def test_moment_is_the_clocks(catalogue_with_places: Catalogue) -> None:
    talk = Conversation(district="鹿城区", looking=Looking(kind="nursery", shown=5))
    night = datetime(2026, 11, 25, 3, 0, tzinfo=WENZHOU_TIME)
    turned = next_page(catalogue_with_places, talk, clock=lambda: night)
    assert turned and all(item["open_now"] in (False, None) or "24 小时" in item["hours"] for item in _items(turned[0]))
