"""A message that names no matter of its own: it is about what the talk is about, or goes back to what it was about."""

from __future__ import annotations

import re
from typing import Final

from actions.conversation import Conversation
from actions.understanding import Understanding

NO_MATTER: Final = 1
"""So few characters beside districts, question words and function words name nothing ("那瓯海呢，去哪申请")."""
PLAIN_TOPIC: Final = 0.8
"""A short message still has its own matter when the model is this sure of one ("那哪里能查两癌")."""
SURE_FACET: Final = 0.6
"""A facet that no word asks for outright is the message's own from here on; else the one asked before goes on."""
_BACK: Final = re.compile(
    r"刚才|刚刚|方才|前面|先头|头先|之前(?:说|问|讲|那)|上面(?:说|问|讲|那)|回到|说回|最(?:开始|早|先)|一开始|第一个问"
)
_ELSEWHERE: Final = re.compile(r"呢[?？]?$|全市|市里|整个")
_EXISTS: Final = re.compile(r"有了?(?:没有?|冇|吗|么|伐|不)?(?:啊|呀|的)?[?？]?$")
"""Said of another place, it asks whether the thing is to be had there ("泰顺有了没")."""
_OWN_AGE: Final = re.compile(
    r"(?:那|可是|但)?(?:我|他|她|渠|我们?家?的?[妈爸婆公娃儿女姐妹]\S?|孩子|娃)(?:今年|才|都|已经|快|刚)?"
    r"[\d一二三四五六七八九十百]+(?:岁|周岁|个多?月)?半?(?:了|大|啦)?(?:呢|的)?[?？]?"
)
"""Whoever only says how old somebody is wants to know whether that fits."""
_WHOLE_CORRECTION: Final = 8
"""A correction with so many characters of its own asks for itself, not what was asked before."""
_CORRECTION: Final = re.compile(
    r"(?:不是|不对|错了|搞错|弄错).{0,6}(?:我|是)?(?:说|讲|问|要|想问|指)的?是?|我(?:说|讲|问)的是"
)


def topic_meant(heard: Understanding, before: Conversation) -> str | None:
    """The entry of the talk that the message is about although it does not name it, or None."""
    if before.topic is None:
        return None
    if _BACK.search(heard.text):
        return earlier_topic(heard, before)
    plain = any(candidate.confidence >= PLAIN_TOPIC for candidate in heard.candidates[:1])
    return before.topic if heard.matter <= NO_MATTER and not plain else None


def earlier_topic(heard: Understanding, before: Conversation) -> str | None:
    """The topic gone back to: of the earlier ones the likeliest by the words, else the one before this."""
    likely = {candidate.entry: candidate.confidence for candidate in heard.candidates}
    known = [entry for entry in (*before.earlier, before.topic) if entry]
    named = [entry for entry in known if entry in likely]
    if named and heard.matter > NO_MATTER:
        return max(named, key=lambda entry: likely[entry])
    return next(iter(known), None)


def facet_meant(heard: Understanding, before: Conversation) -> str | None:
    """The facet asked for: by its words, else by the model where it is sure, else the one asked before.

    What only names another place ("瑞安呢") asks what was asked before.
    """
    if heard.asks:
        return heard.asks
    if heard.district and _EXISTS.search(heard.text):
        return "where"
    if _OWN_AGE.fullmatch(heard.text):
        return "who"
    carried = before.facet or before.options_facet
    elsewhere = heard.district is not None or _ELSEWHERE.search(heard.text) is not None
    if carried is None or (heard.facet_confidence >= SURE_FACET and not elsewhere):
        return heard.facet
    return carried


def facet_of_question(heard: Understanding, before: Conversation) -> str | None:
    """The facet of a message with a matter of its own; one that corrects the matter asks what was asked before."""
    corrects = _CORRECTION.search(heard.text) is not None and heard.matter <= _WHOLE_CORRECTION
    if heard.asks or before.topic is None or not corrects:
        return heard.facet
    return before.facet or heard.facet
