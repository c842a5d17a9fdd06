"""Every kind of push gets a sensible answer, and what WeChat tells of a place is handled with care."""

from __future__ import annotations

from typing import Any

import pytest

from api.wechat.counties import county_of, county_scenes
from api.wechat.last_seen import LastSeen
from bot import Location, Reply, Status
from tests.fakes import FakeBot


async def test_voice_with_recognition_is_asked_and_without_is_told_what_to_do(open_wechat: Any) -> None:
    bot = FakeBot()
    async with open_wechat(bot) as pusher:
        heard = await pusher.message("oUser", "voice", {"MediaId": "m", "Format": "amr", "Recognition": "产假几天。"})
        empty = await pusher.message("oUser", "voice", {"MediaId": "m", "Recognition": ""})
        absent = await pusher.message("oUser", "voice", {"MediaId": "m"})
    assert heard.text == "听到：产假几天。"
    assert empty.text == absent.text and "打成字" in empty.text and "110" in empty.text
    assert len(bot.heard) == 1


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("image", {"PicUrl": "http://x/y", "MediaId": "m"}),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}),
        ("shortvideo", {"MediaId": "m", "ThumbMediaId": "t"}),
        ("link", {"Title": "t", "Description": "d", "Url": "http://x"}),
        ("hologram", {}),
    ],
)
async def test_what_the_bot_cannot_read_is_answered_without_it(
    open_wechat: Any, kind: str, fields: dict[str, str]
) -> None:
    bot = FakeBot()
    async with open_wechat(bot) as pusher:
        got = await pusher.message("oUser", kind, fields)
    assert got.kind == "text" and "一句话" in got.text
    assert not bot.heard


async def test_location_message_is_asked_with_its_place_and_county(open_wechat: Any) -> None:
    bot = FakeBot()
    fields = {
        "Location_X": "28.0132",
        "Location_Y": "120.6654",
        "Scale": "15",
        "Label": "浙江省温州市鹿城区五马街道1号",
    }
    async with open_wechat(bot) as pusher:
        await pusher.message("oUser", "location", fields)
    assert bot.located == [Location(28.0132, 120.6654, "GCJ02")]
    assert "鹿城区" in bot.heard[0][1]
    assert "1号" not in bot.heard[0][1]


@pytest.mark.parametrize("lat", ["", "north", "nan", "91", "1e400"])
async def test_location_that_is_none_is_asked_for_again(open_wechat: Any, lat: str) -> None:
    async with open_wechat() as pusher:
        got = await pusher.message("oUser", "location", {"Location_X": lat, "Location_Y": "120", "Label": ""})
    assert "位置" in got.text


async def test_reported_position_is_used_only_for_a_question_about_what_is_near(open_wechat: Any) -> None:
    bot = FakeBot()
    async with open_wechat(bot) as pusher:
        for lat in ("28.012345", "28.9", "28.95"):
            got = await pusher.event(
                "oUser", "LOCATION", {"Latitude": lat, "Longitude": "120.654321", "Precision": "9"}
            )
            assert got.raw == "success"
        await pusher.text("oUser", "产假有几天")
        await pusher.text("oUser", "离我最近的托育机构")
        await pusher.text("oOther", "附近的托育机构")
    assert bot.located == [None, Location(28.012, 120.654, "WGS84"), None]


def test_last_position_is_rough_debounced_and_forgotten_after_ten_minutes() -> None:
    now = [0.0]
    seen = LastSeen(lambda: now[0])
    seen.note("u", Location(28.123456, 120.0, "WGS84"))
    now[0] = 29.0
    seen.note("u", Location(29.0, 120.0, "WGS84"))
    assert seen.of("u") == Location(28.123, 120.0, "WGS84")
    now[0] = 31.0
    seen.note("u", Location(29.0, 120.0, "WGS84"))
    assert seen.of("u") == Location(29.0, 120.0, "WGS84")
    now[0] = 700.0
    assert seen.of("u") is None
    for user in range(10_050):
        seen.note(str(user), Location(28.0, 120.0, "WGS84"))
    assert len(seen) == 10_000


async def test_chosen_place_is_success_because_its_message_follows(open_wechat: Any) -> None:
    bot = FakeBot()
    info = "<Location_X>28.0</Location_X><Location_Y>120.6</Location_Y><Label>五马街</Label>"
    async with open_wechat(bot) as pusher:
        got = await pusher.event("oUser", "location_select", {"EventKey": "near", "SendLocationInfo": info})
        assert got.raw == "success"
        await pusher.text("oUser", "附近有托育吗")
    assert bot.located == [Location(28.0, 120.6, "GCJ02")]


@pytest.mark.parametrize(
    "event", ["VIEW", "scancode_push", "pic_weixin", "TEMPLATESENDJOBFINISH", "kf_create_session", "new"]
)
async def test_other_events_are_success(open_wechat: Any, event: str) -> None:
    async with open_wechat() as pusher:
        assert (await pusher.event("oUser", event, {"EventKey": "x"})).raw == "success"


async def test_follower_is_greeted_without_the_bot(open_wechat: Any) -> None:
    bot = FakeBot()
    async with open_wechat(bot) as pusher:
        got = await pusher.event("oUser", "subscribe")
    assert "小瓯" in got.text and "12338" in got.text
    assert not bot.heard


async def test_follower_from_a_poster_of_a_county_is_greeted_and_the_county_noted(open_wechat: Any) -> None:
    bot = FakeBot(lambda text: Reply.saying(Status.SMALLTALK, "好，记下了。", "乐清市"))
    async with open_wechat(bot) as pusher:
        got = await pusher.event("oUser", "subscribe", {"EventKey": "qrscene_330382", "Ticket": "t"})
    assert "小瓯" in got.text and got.text.endswith("记下了，您在乐清市。")
    assert bot.heard[0][1] == "我在乐清市"


async def test_county_is_not_claimed_to_be_noted_when_the_bot_did_not_take_it(open_wechat: Any) -> None:
    async with open_wechat(FakeBot()) as pusher:
        got = await pusher.event("oUser", "SCAN", {"EventKey": "poster-leqing"})
    assert "乐清" not in got.text and got.text


@pytest.mark.parametrize(
    ("key", "county"),
    [
        ("qrscene_330382", "乐清市"),
        ("330304", "瓯海区"),
        ("qrscene_poster_ruian", "瑞安市"),
        ("qrscene_乐清", "乐清市"),
        ("qrscene_Yueqing", "乐清市"),
        ("qrscene_poster_leqing", "乐清市"),
        ("qrscene_", None),
        ("qrscene_7", None),
    ],
)
def test_scene_names_a_county_by_code_name_or_pinyin(key: str, county: str | None) -> None:
    assert county_of(key, county_scenes()) == county


async def test_who_leaves_is_forgotten(open_wechat: Any) -> None:
    bot = FakeBot()
    async with open_wechat(bot) as pusher:
        await pusher.text("oUser", "产假有几天")
        assert (await pusher.event("oUser", "unsubscribe")).raw == "success"
    assert bot.forgotten == [bot.heard[0][0]]


async def test_click_is_answered_from_the_menu_and_an_old_button_says_so(open_wechat: Any) -> None:
    bot = FakeBot()
    async with open_wechat(bot) as pusher:
        danger = await pusher.event("oUser", "CLICK", {"EventKey": "danger"})
        gone = await pusher.event("oUser", "CLICK", {"EventKey": "no-such-key"})
    assert "110" in danger.text.splitlines()[0]
    assert "菜单换过了" in gone.text
    assert not bot.heard


async def test_too_long_a_message_is_told_so(open_wechat: Any) -> None:
    async with open_wechat() as pusher:
        assert "500" in (await pusher.text("oUser", "问" * 501)).text
