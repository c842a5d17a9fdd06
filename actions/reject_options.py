"""None of the options offered was meant: "都不是"."""

from __future__ import annotations

from dataclasses import replace

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.reply import Reply, Status
from actions.understanding import Understanding
from actions.words import say


class ActionRejectOptions(CatalogueAction):
    """Ask for other words, and drop the options."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_reject_options"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        words = say("utter_rejected")
        reply = Reply.saying(Status.CLARIFY, words, before.district)
        return reply, replace(before, options=(), options_facet=None)
