"""None of the options offered was meant: "都不是"; or something else was: "不是，我说的是托育", "不是瑞安，是平阳"."""

from __future__ import annotations

from dataclasses import replace

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import CLEAR_TOPIC
from actions.reply import Reply, Status
from actions.understanding import Understanding
from actions.words import say


class ActionRejectOptions(CatalogueAction):
    """Answer what is named instead; else ask for other words, and drop the options."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_reject_options"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        elsewhere = heard.district is not None and before.topic is not None
        if elsewhere or (heard.candidates and heard.candidates[0].confidence >= CLEAR_TOPIC):
            return answer_question(self, heard, before)
        words = say("utter_rejected")
        reply = Reply.saying(Status.CLARIFY, words, before.district)
        return reply, replace(before, options=(), options_facet=None)
