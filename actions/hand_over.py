"""A citizen wants a person: Hand-over 转人工."""

from __future__ import annotations

import re
from typing import Final

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import MIN_CONFIDENCE
from actions.follow import NO_MATTER
from actions.reply import Reply, Status
from actions.understanding import Understanding
from actions.words import say

_PERSON: Final = re.compile(r"人工|真人|活人|客服|坐席|接线|值班|工作人员|机器")


class ActionHandOver(CatalogueAction):
    """Say which public numbers have people behind them."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_over"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if _asks_for_a_number(heard):
            return answer_question(self, heard, before)
        words = say("utter_hand_over")
        reply = Reply.saying(Status.HANDOFF, words, before.district)
        return reply, before


def _asks_for_a_number(heard: Understanding) -> bool:
    """Whether a phone number is wanted for something ("有没有电话能让他跟人聊聊"), not a person in place of the bot."""
    clear = any(candidate.confidence >= MIN_CONFIDENCE for candidate in heard.candidates[:1])
    return heard.asks == "phone" and heard.matter > NO_MATTER and clear and not _PERSON.search(heard.text)
