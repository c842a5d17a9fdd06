"""A citizen picks one of the options offered: "第二个", "2", "最后一个"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from actions.answer_facet import ActionAnswerFacet
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.find_places import COUNTY
from actions.reply import Reply, Status
from actions.topics import answer_topic
from actions.understanding import Understanding
from actions.words import say

_DIGITS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_LAST: Final = re.compile(r"最后|末尾|最下")
_FIRST: Final = re.compile(r"最上|头一|前面|上面那|首个")
_NUMBER: Final = re.compile(r"\d+|[一二两三四五六七八九]")


class ActionChooseOption(CatalogueAction):
    """Answer the chosen option with the facet that was asked before the options were offered."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_choose_option"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        number = ordinal(heard.text, len(before.options))
        if number:
            entry = before.options[number - 1]
            if entry.startswith(COUNTY):
                return self._choose_county(entry.removeprefix(COUNTY), before)
            answered = answer_topic(self.catalogue, entry, before.options_facet, before.district, before)
            if answered:
                return answered
        if before.options or not before.topic or number is not None or _NUMBER.search(heard.text):
            words = say("utter_nothing_to_choose")
            reply = Reply.saying(Status.SMALLTALK, words, before.district)
            return reply, before
        return ActionAnswerFacet(self.catalogue).answer(heard, before)

    def _choose_county(self, county: str, before: Conversation) -> tuple[Reply, Conversation]:
        looking = replace(before.looking, anywhere=not county, nearby=False, town=None)
        chosen = replace(before, looking=looking)
        answered = answer_topic(self.catalogue, str(before.topic), before.options_facet, county or None, chosen)
        return answered or (Reply.saying(Status.SMALLTALK, say("utter_nothing_to_choose"), before.district), before)


def ordinal(text: str, count: int) -> int | None:
    """Which of `count` options the words name, 1-based; None when none of them."""
    if count == 0:
        return None
    if _LAST.search(text):
        return count
    if _FIRST.search(text):
        return 1
    match = _NUMBER.search(text)
    if not match:
        return None
    number = _DIGITS.get(match.group()) or (int(match.group()) if match.group().isascii() else 0)
    return number if 1 <= number <= count else None
