"""Greetings, thanks, questions about the bot itself, complaints, noise."""

from __future__ import annotations

from actions.base import CatalogueAction
from actions.conversation import Conversation
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
        own = f"utter_{heard.intent}"
        words = say(own if has_words(own) else "utter_chat")
        district = heard.district or before.district
        reply = Reply.saying(Status.SMALLTALK, words, district)
        return reply, before
