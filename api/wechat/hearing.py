"""What a push asks of us: a question for the bot, prepared words, or nothing but `success`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from api.wechat.counties import county_of
from api.wechat.push import Push
from api.wechat.words import words
from bot import Location

_NEAR: Final = re.compile(r"附近|最近|离我|周边|周围|就近|身边|旁边|近一?点|走路")
_UNHEARD: Final = {"voice": "voice", "image": "image", "video": "video", "shortvideo": "video", "link": "link"}


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for the bot. `lead` is said before the answer; `noted` is the county that the question tells.

    `window` is WeChat's window for late answers that this act opens.
    """

    text: str
    location: Location | None = None
    lead: str = ""
    noted: str | None = None
    window: Literal["message", "click"] = "message"


@dataclass(frozen=True, slots=True)
class Say:
    """Prepared words, without bot and bookkeeping."""

    text: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """WeChat is told `success` and no more. `seen_at` is a position to remember for a while, if it told one."""

    seen_at: Location | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The citizen follows the account no longer: forget everything."""


Heard = Ask | Say | Nothing | Left


@dataclass(frozen=True, slots=True)
class Hearing:
    """`buttons` are the menu's replies by key; `scenes` the counties by code; `county_in` finds one in an address."""

    buttons: Mapping[str, str]
    scenes: Mapping[str, str]
    county_in: Callable[[str], str | None]

    def hear(self, push: Push) -> Heard:
        """What the push asks of us."""
        if push.kind == "event":
            return self._event(push)
        if push.kind == "text":
            return Ask(push.field("Content"))
        if push.kind == "voice" and push.field("Recognition"):
            return Ask(push.field("Recognition"))
        if push.kind == "location":
            return self._location(push)
        return Say(words(_UNHEARD.get(push.kind, "unknown")))

    def _event(self, push: Push) -> Heard:
        if push.event in ("subscribe", "scan"):
            return self._arrival(push)
        if push.event == "unsubscribe":
            return Left()
        if push.event == "click":
            return Say(self.buttons.get(push.event_key) or words("old_button"))
        if push.event == "location":
            return Nothing(read_location(push.field("Latitude"), push.field("Longitude"), "WGS84"))
        if push.event == "location_select":
            # The chosen place follows as a location message, and that one is answered.
            info = "SendLocationInfo.Location_"
            return Nothing(read_location(push.field(f"{info}X"), push.field(f"{info}Y"), "GCJ02"))
        return Nothing()

    def _arrival(self, push: Push) -> Heard:
        lead = words("greet" if push.event == "subscribe" else "say_your_matter")
        county = county_of(push.event_key, self.scenes)
        if county is None:
            return Say(lead)
        return Ask(f"我在{county}", lead=lead, noted=county, window="click")

    def _location(self, push: Push) -> Heard:
        location = read_location(push.field("Location_X"), push.field("Location_Y"), "GCJ02")
        if location is None:
            return Say(words("bad_location"))
        county = self.county_in(push.field("Label"))
        return Ask(f"我在{county}，附近有没有" if county else "我家附近有没有", location)


def asks_for_near(text: str) -> bool:
    """Whether the words ask for something close to where the citizen is."""
    return bool(_NEAR.search(text))


def read_location(lat: str, lng: str, datum: Literal["WGS84", "GCJ02"]) -> Location | None:
    """A position out of its words; None for what is none on this earth."""
    try:
        north, east = float(lat), float(lng)
    except ValueError:
        return None
    if not (math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        return None
    return Location(north, east, datum)
