"""Greetings, thanks, questions about the bot itself, complaints, noise."""

from __future__ import annotations

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import is_rather_a_question
from actions.reply import Reply, Status
from actions.understanding import Understanding
from actions.words import has_words, say


class ActionSmallTalk(CatalogueAction):
    """Say the prepared words of the intent."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_small_talk"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if is_rather_a_question(self.catalogue, heard, before):
            return answer_question(self, heard, before)
        own = f"utter_{heard.intent}"
        words = say(own if has_words(own) else "utter_chat")
        district = heard.district or before.district
        reply = Reply.saying(Status.SMALLTALK, words, district)
        return reply, before
