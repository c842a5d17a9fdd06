"""Danger comes before the model: rules answer at once, and a disclosure is not forgotten with the next message."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from actions import Reply, Status, crisis_reply, say
from actions.conversation import SLOT
from actions.follow import NO_MATTER
from actions.topics import find_topic
from nlu.crisis import CrisisRules, crisis_rules
from nlu.ellipsis import matter_left
from nlu.facet_cues import asked_facet
from nlu.gazetteer import Gazetteer
from services_db import Catalogue
from services_db.sources import read_divisions

_TAKEN_BACK: Final = re.compile(
    r"气话|没事(?:了|啦|的)?(?:$|[，。,.!！])|不会的|开玩笑|说着玩|随便说说|闹着玩|逗你|没大事|没什么大事|好了没事|已经没事|"
    r"找到了|回来了|到家了|已经安全|安全了|误会|到医院了|在医院了|送到医院|救回来|没那么严重|不是那个意思|你误会|我没有要死|别紧张|想多了|"
    r"警察来了|报过警了|已经报警|搞错了|弄错了|打错|不是我|电视里|小说里|演的|"
    r"(?:刀|药|绳子|东西)(?:我)?(?:拿走|收走|收起来|藏好)了?|冷静下来|人?醒(?:了|过来)|救护车(?:来|到)了|(?:把他|被)带走了|退烧了|止住了|不流血了|脱险|"
    r"想开了|不想(?:那些|死)了|好多了|平静(?:了|下来)"
)
_FOLLOW_UP_STATUSES: Final = frozenset(
    {Status.SMALLTALK, Status.HANDOFF, Status.CLARIFY, Status.OUT_OF_SCOPE, Status.UNAVAILABLE}
)


@dataclass(frozen=True, slots=True)
class TalkSoFar:
    """What the conversation's memory holds that a crisis reply can use."""

    topic: str | None = None
    district: str | None = None

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> TalkSoFar:
        """Read the slots of a conversation; anything unexpected counts as nothing."""
        slot = state.get(SLOT)
        if not isinstance(slot, Mapping):
            return cls()
        return cls(slot.get("topic"), slot.get("district"))


@dataclass(frozen=True, slots=True)
class CrisisGuard:
    """Looks at every message first, and at the reply to every message after a disclosure."""

    rules: CrisisRules
    gazetteer: Gazetteer
    catalogue: Catalogue | None

    @classmethod
    def make(cls, catalogue: Catalogue | None) -> CrisisGuard:
        """A guard with the rules of nlu/crisis_rules.yml; works without a catalogue and without a model."""
        return cls(crisis_rules(), Gazetteer(read_divisions()), catalogue)

    def answer(self, text: str, recall: Callable[[], TalkSoFar] = TalkSoFar) -> Reply | None:
        """The crisis reply to a cleaned message, or None when it discloses no danger.

        What was talked of before helps to see who is in danger, never whether; it is recalled only then.
        """
        kind = self.rules.recognise(text)
        if kind is None:
            return None
        talk = recall()
        district = self.gazetteer.county(text) or talk.district
        return crisis_reply(self.catalogue, kind, f"{text} {self._topic_words(talk)}", district, asked_facet(text))

    def follow_up(self, text: str, reply: Reply, disclosed: str | None) -> Reply:
        """The reply to a later message: still a crisis unless it was taken back or the talk moved on."""
        if disclosed is not None and taken_back(text):
            return _relieved(reply) if reply.status is Status.CRISIS else reply
        if disclosed is None or reply.status is Status.CRISIS:
            return reply
        unnamed = reply.status is Status.ANSWERED and matter_left(text, self.gazetteer) <= NO_MATTER
        about = self._still_about(reply, disclosed)
        if not unnamed and not about:
            return reply
        if not about or reply.status is Status.CLARIFY:
            return crisis_reply(self.catalogue, disclosed, text, reply.district, asked_facet(text))
        reminder = say("utter_crisis_follow_up")
        services = reply.services or crisis_reply(self.catalogue, disclosed, text).services
        cards = ({"type": "text", "text": reminder}, *reply.cards)
        return replace(reply, text=f"{reminder}\n{reply.text}", safety=disclosed, services=services, cards=cards)

    def _topic_words(self, talk: TalkSoFar) -> str:
        if self.catalogue is None or not talk.topic:
            return ""
        found = find_topic(self.catalogue, talk.topic)
        return found.name if found else ""

    def _still_about(self, reply: Reply, disclosed: str) -> bool:
        if reply.status in _FOLLOW_UP_STATUSES:
            return True
        clauses = {
            clause for service in crisis_reply(self.catalogue, disclosed, "").services for clause in service.clauses
        }
        return bool(reply.services) and bool(set(reply.services[0].clauses) & clauses)


def _relieved(alarm: Reply) -> Reply:
    """Instead of an alarm of the model's at "找到了": the rules, which have seen the message, found no danger in it."""
    return Reply.saying(Status.SMALLTALK, say("utter_crisis_over"), alarm.district)


def taken_back(text: str) -> bool:
    """Whether the message says that the danger is over, or was not meant."""
    return bool(_TAKEN_BACK.search(text))
