"""The door: who is let in, what comes back, and that nobody else gets more than a status."""

from __future__ import annotations

import time
from typing import Any

import pytest

from api.settings import Settings, SettingsError
from tests.fakes import FakeBot
from tests.wechat_side.pusher import ACCOUNT

MODES = ("plain", "compatible", "aes")


@pytest.mark.parametrize("mode", MODES)
async def test_address_is_verified_by_its_echo(open_wechat: Any, mode: str) -> None:
    async with open_wechat(mode=mode) as pusher:
        response = await pusher.verify()
        assert (response.status_code, response.text) == (200, "4815162342")
        assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("mode", MODES)
async def test_question_gets_the_bots_answer_in_every_mode(open_wechat: Any, mode: str) -> None:
    bot = FakeBot()
    async with open_wechat(bot, mode=mode) as pusher:
        got = await pusher.text("oUser", "两癌筛查在哪里做 & <b>")
    assert (got.status, got.kind) == (200, "text")
    assert got.text == "听到：两癌筛查在哪里做 & ＜b>"
    assert bot.heard[0][1] == "两癌筛查在哪里做 & <b>"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"signature": "0" * 40, "msg_signature": "0" * 40}, 403),
        ({"signature": "签名", "msg_signature": "签名"}, 403),
        ({"signature": "", "msg_signature": ""}, 401),
        ({"nonce": "another"}, 403),
        ({"timestamp": "1"}, 403),
        ({"timestamp": "soon"}, 403),
        ({"encrypt_type": "rot13"}, 400),
    ],
)
async def test_whoever_cannot_sign_gets_a_status_and_no_reply(
    open_wechat: Any, mode: str, changes: dict[str, str], status: int
) -> None:
    bot = FakeBot()
    async with open_wechat(bot, mode=mode) as pusher:
        got = await pusher.send(pusher.xml("oUser", "text", {"Content": "你好", "MsgId": "1"}), **changes)
        if "encrypt_type" not in changes:
            assert (await pusher.verify(**changes)).status_code == status
    assert (got.status, got.raw) == (status, "")
    assert not bot.heard


async def test_old_push_is_refused_unless_the_window_is_off(open_wechat: Any) -> None:
    async with open_wechat() as pusher:
        pusher.now = time.time() - 400
        assert (await pusher.text("oUser", "你好")).status == 403
    async with open_wechat(wechat_timestamp_window=0.0) as pusher:
        pusher.now = time.time() - 400
        assert (await pusher.text("oUser", "你好")).status == 200


async def test_push_in_the_clear_is_refused_once_there_is_a_key(open_wechat: Any) -> None:
    async with open_wechat(mode="aes") as pusher:
        pusher.mode, pusher.aes_key = "plain", ""
        assert (await pusher.text("oUser", "你好")).status == 403


async def test_compatible_push_is_answered_in_the_clear_while_there_is_no_key(open_wechat: Any) -> None:
    async with open_wechat() as pusher:
        pusher.mode, pusher.aes_key = "compatible", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
        body, query = pusher.sealed(pusher.xml("oUser", "text", {"Content": "你好", "MsgId": "1"}))
        response = await pusher.client.post("/wechat", params=query, content=body)
        assert response.status_code == 200
        assert "听到：你好" in response.text and "<Encrypt>" not in response.text


async def test_encrypted_push_for_another_app_is_refused(open_wechat: Any) -> None:
    async with open_wechat(mode="aes") as pusher:
        pusher.app_id = "wxanother"
        assert (await pusher.text("oUser", "你好")).status == 400


BODIES = {
    "nothing": b"",
    "no xml": b"hello",
    "a DTD": b'<!DOCTYPE x [<!ENTITY e "x">]><xml>&e;</xml>',
    "deep nesting": b"<a>" * 4000,
    "GBK": "<xml><Content>老公</Content></xml>".encode("gbk"),
    "no fields": b"<xml></xml>",
}


@pytest.mark.parametrize("mode", ("plain", "aes"))
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_hostile_body_with_a_good_signature_is_4xx(open_wechat: Any, mode: str, body: bytes) -> None:
    bot = FakeBot()
    async with open_wechat(bot, mode=mode) as pusher:
        got = await pusher.send(body)
        assert (got.status, got.raw) == (400, "")
        assert (await pusher.text("oUser", "你好")).text == "听到：你好"
    assert len(bot.heard) == 1


async def test_five_megabytes_are_refused(open_wechat: Any) -> None:
    async with open_wechat() as pusher:
        assert (await pusher.send(b"<xml>" + b"a" * 5_000_000)).status == 413


@pytest.mark.parametrize("created", ["-1", "0", "9" * 24])
async def test_odd_create_time_is_taken_as_it_is(open_wechat: Any, created: str) -> None:
    async with open_wechat() as pusher:
        assert (await pusher.text("oUser", "你好", created=created)).text == "听到：你好"


async def test_door_is_closed_without_a_token_and_says_how_to_open_it(open_door: Any) -> None:
    async with open_door() as client:
        for response in (await client.get("/wechat"), await client.post("/wechat", content=b"<xml/>")):
            assert response.status_code == 404
            assert "WECHAT_TOKEN" in response.json()["text"]


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"WECHAT_TOKEN": "short"}, "WECHAT_TOKEN"),
        ({"WECHAT_TOKEN": "ChangeThis"}, "WECHAT_TOKEN"),
        ({"WECHAT_TOKEN": "t0kenfortests", "WECHAT_ENCODING_AES_KEY": "short"}, "WECHAT_ENCODING_AES_KEY"),
        ({"WECHAT_TOKEN": "t0kenfortests", "WECHAT_ENCODING_AES_KEY": "k" * 43}, "WECHAT_APP_ID"),
        ({"WECHAT_TOKEN": "t0kenfortests", "WECHAT_APP_SECRET": "0f1e2d3c4b5a6978"}, "WECHAT_APP_ID"),
        ({"WECHAT_TOKEN": "t0kenfortests", "WECHAT_APP_ID": "wx1", "WECHAT_APP_SECRET": "secret"}, "WECHAT_APP_SECRET"),
        ({"WECHAT_TOKEN": "t0kenfortests", "WECHAT_API_BASE": "api.example"}, "WECHAT_API_BASE"),
        ({"WECHAT_TOKEN": "t0kenfortests", "WECHAT_REPLY_SECONDS": "5"}, "WECHAT_REPLY_SECONDS"),
        ({"WECHAT_CUSTOMER_SERVICE": "perhaps"}, "WECHAT_CUSTOMER_SERVICE"),
        ({"PUBLIC_URL": "xiaoou.example"}, "PUBLIC_URL"),
    ],
)
def test_what_is_weak_or_missing_behind_an_open_door_names_itself(environ: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(environ)
    assert raised.value.name == name


def test_switches_are_read_as_yes_and_no() -> None:
    assert Settings.from_env({"WECHAT_CUSTOMER_SERVICE": "no"}).wechat_customer_service is False
    assert Settings.from_env({"WECHAT_STABLE_TOKEN": "1"}).wechat_stable_token is True


async def test_reply_comes_from_the_account(open_wechat: Any) -> None:
    async with open_wechat() as pusher:
        got = await pusher.text("oUser", "你好")
    assert f"<FromUserName><![CDATA[{ACCOUNT}]]>" in got.raw and "<ToUserName><![CDATA[oUser]]>" in got.raw
