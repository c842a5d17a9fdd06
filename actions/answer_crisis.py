"""A disclosure that the rules did not see but the model did."""

from __future__ import annotations

from typing import Final

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.crisis_reply import crisis_reply
from actions.reply import Reply
from actions.understanding import Understanding

SURE_DISCLOSURE: Final = 0.9
LIKELY_DISCLOSURE: Final = 0.6
"""Enough when the likeliest of all full intents is a disclosure too; the rules have seen the message already."""


class ActionAnswerCrisis(CatalogueAction):
    """Answer the kind of danger that the model found likeliest."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_crisis"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        needed = LIKELY_DISCLOSURE if heard.foremost == "disclose" else SURE_DISCLOSURE
        if heard.intent_confidence < needed and heard.candidates:
            return answer_question(self, heard, before)
        district = heard.district or before.district
        kind = heard.disclosed or "domestic_violence"
        return crisis_reply(self.catalogue, kind, heard.text, district), before
