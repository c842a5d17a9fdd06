"""What a conversation knows of the place that is being looked for; part of the conversation's memory."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from actions.understanding import Understanding
from services_db.places.columns import KIND_NAMES
from services_db.places.records import Point

_NEAR: Final = re.compile(r"附近|最近|离我|离家|周边|周围|就近|身边|旁边|近一?点")
_OPEN: Final = re.compile(
    r"(?:现在|这会儿|此刻|今天|今晚|马上|还)(?:[^，。？?]{0,4})(?:开门|开着|开放|营业|上班)|没关门|开着的"
)
_UNWILLING: Final = re.compile(
    r"不想[说讲答告]|不[说讲]|不方便|保密|隐私|不告诉|不愿|随便|都行|都可以|无所谓|跳过|不填|全市|不知道"
)
_WAITING_LENGTH: Final = 12
_PRECISION: Final = 3
"""Degrees are kept to a thousandth, about 100 m: enough to tell which place is nearer, less than an address."""
_KINDS: Final = re.compile("|".join(re.escape(name) for name in sorted(KIND_NAMES, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Looking:
    """`kind` and `shown` (how many places so far) of the list that is open; where: `town`, `lat`, `lng` (WGS-84).

    `nearby`: by nearness, else by county. `asked`: the county was asked for; `anywhere`: the citizen would not say.
    `waiting`: where was asked, but not yet for what.
    """

    kind: str | None = None
    shown: int = 0
    town: str | None = None
    lat: float | None = None
    lng: float | None = None
    nearby: bool = False
    open_only: bool = False
    asked: bool = False
    anywhere: bool = False
    waiting: bool = False
    named_kind: str | None = None

    @classmethod
    def of(cls, stored: Any) -> Looking:
        """Out of the conversation's slot; anything unexpected in it counts as nothing."""
        if not isinstance(stored, Mapping):
            return cls()
        return cls(**{name: stored[name] for name in cls.__slots__ if name in stored})

    @property
    def near(self) -> Point | None:
        """Where the citizen is, as far as is known."""
        return None if self.lat is None or self.lng is None else Point(self.lat, self.lng)

    def hear(self, heard: Understanding) -> Looking:
        """What a message adds: a location, a county or town, nearness, being open now, a kind of place."""
        now = replace(self, named_kind=kind_named(heard.text))
        if heard.location:
            lat, lng = round(heard.location.lat, _PRECISION), round(heard.location.lng, _PRECISION)
            now = replace(now, lat=lat, lng=lng)
        asks_near = bool(_NEAR.search(heard.text))
        if heard.district:
            now = replace(now, town=heard.place_words, anywhere=False, nearby=bool(asks_near and heard.location))
        elif now.near and (heard.location or asks_near):
            now = replace(now, nearby=True)
        if _OPEN.search(heard.text):
            return replace(now, open_only=True)
        return replace(now, open_only=False) if heard.facet == "where" else now


def kind_named(text: str) -> str | None:
    """The kind of place that a text names by its official name or a usual one."""
    match = _KINDS.search(text)
    return KIND_NAMES[match.group()] if match else None


def means_where(heard: Understanding, before: Looking) -> bool:
    """Whether a short message says what the place is that was asked for just before ("托育点")."""
    short = len(heard.text) <= _WAITING_LENGTH and bool(heard.candidates)
    return short and (before.waiting or bool(before.kind and _OPEN.search(heard.text)))


def would_rather_not_say(heard: Understanding, before: Looking) -> bool:
    """Whether a message declines to name the county that was just asked for."""
    return before.asked and heard.district is None and bool(_UNWILLING.search(heard.text))


def asks_for_nearest(text: str) -> bool:
    """Whether a text asks for what is close."""
    return bool(_NEAR.search(text))
