"""XML in and out: hostile documents are refused, replies are always well formed."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message

from api.wechat.answer import Article
from api.wechat.push import Push
from api.wechat.xml_in import XmlRefused, read_fields
from api.wechat.xml_out import news_reply, text_reply, without_controls

HEAD = (
    "<ToUserName><![CDATA[gh_x]]></ToUserName><FromUserName><![CDATA[oUser]]></FromUserName>"
    "<CreateTime>1700000000</CreateTime>"
)
LOCATION_SELECT = (
    f"<xml>{HEAD}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[location_select]]></Event><EventKey>6</EventKey>"
    "<SendLocationInfo><Location_X><![CDATA[28.01]]></Location_X><Location_Y><![CDATA[120.65]]></Location_Y>"
    "<Label><![CDATA[五马街]]></Label></SendLocationInfo></xml>"
)
DEEP = "<a>" * 3000 + "</a>" * 3000
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
HOSTILE = {
    "empty": b"",
    "no xml": b"hello",
    "json": b'{"ToUserName": "x"}',
    "cut off": b"<xml><ToUserName><![CDATA[a",
    "a DTD": b"<!DOCTYPE xml><xml/>",
    "an external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>',
    "a billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><xml>&l8;</xml>'.encode(),
    "an unknown entity": b"<xml><Content>&nbsp;</Content></xml>",
    "deep nesting": DEEP.encode(),
    "many elements": f"<xml>{'<a/>' * 500}</xml>".encode(),
    "an element twice": b"<xml><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
    "GBK": "<xml><Content>老公</Content></xml>".encode("gbk"),
    "UTF-16": "<xml><Content>老公</Content></xml>".encode("utf-16"),
    "a NUL": b"<xml><Content>\x00</Content></xml>",
    "two roots": b"<xml></xml><xml></xml>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_xml_is_refused(body: bytes) -> None:
    with pytest.raises(XmlRefused):
        read_fields(body)


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_the_refusal(body: bytes) -> None:
    with pytest.raises(XmlRefused):
        Push.read(body)


def test_inner_elements_are_read_by_path() -> None:
    push = Push.read(LOCATION_SELECT.encode())
    assert (push.event, push.field("SendLocationInfo.Label")) == ("location_select", "五马街")


MISSING = {
    "nothing": "<xml></xml>",
    "no id": f"<xml>{HEAD}<MsgType>text</MsgType><Content>x</Content></xml>",
    "no event": f"<xml>{HEAD}<MsgType>event</MsgType></xml>",
    "no type": f"<xml>{HEAD}<MsgId>1</MsgId></xml>",
    "a huge CreateTime": f"<xml>{HEAD.replace('1700000000', '9' * 5000)}<MsgType>text</MsgType><MsgId>1</MsgId></xml>",
    "a sender with blanks": f"<xml>{HEAD.replace('[oUser', '[o User')}<MsgType>text</MsgType><MsgId>1</MsgId></xml>",
}


@pytest.mark.parametrize("body", MISSING.values(), ids=MISSING.keys())
def test_push_without_what_every_push_has_is_refused(body: str) -> None:
    with pytest.raises(XmlRefused):
        Push.read(body.encode())


def message(sender: str = "oUser", created: int = 1700000000, message_id: int = 1) -> Push:
    head = HEAD.replace("[oUser", f"[{sender}").replace("1700000000", str(created))
    return Push.read(
        f"<xml>{head}<MsgType>text</MsgType><Content>x</Content><MsgId>{message_id}</MsgId></xml>".encode()
    )


def test_identity_is_kept_by_a_repeat_and_differs_by_user_time_and_id() -> None:
    assert message().identity() == message().identity()
    others = {message(sender="oOther").identity(), message(created=-5).identity(), message(message_id=2**63).identity()}
    assert len(others | {message().identity()}) == 4


@given(st.text(max_size=200), st.text(max_size=50))
def test_reply_is_well_formed_and_says_just_the_words(words: str, title: str) -> None:
    words, title = (text.encode("utf-8", "ignore").decode() for text in (words, title))
    root = fromstring(text_reply("oUser", "gh_x", 1, words))
    assert (root.find("Content").text or "") == without_controls(words).replace("\r\n", "\n").replace("\r", "\n")
    card = fromstring(news_reply("oUser", "gh_x", 1, Article(title, words, "https://example.org/?a=1&b=2")))
    assert card.find("Articles/item/Url").text == "https://example.org/?a=1&b=2"


def test_words_cannot_break_out_of_the_reply() -> None:
    evil = "]]></Content><MsgType>news</MsgType><Content><![CDATA[x"
    root = fromstring(text_reply("oUser", "gh_x", 1, evil))
    assert root.find("Content").text == evil
    assert [element.tag for element in root].count("MsgType") == 1


def test_reply_goes_to_the_sender_as_another_library_reads_it() -> None:
    read = parse_message(text_reply("oUser", "gh_x", 1700000000, "您好"))
    assert (read.target, read.source, read.content) == ("oUser", "gh_x", "您好")
