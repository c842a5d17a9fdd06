"""A citizen wants a person: Hand-over 转人工."""

from __future__ import annotations

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.reply import Reply, Status
from actions.understanding import Understanding
from actions.words import say


class ActionHandOver(CatalogueAction):
    """Say which public numbers have people behind them."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_hand_over"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        words = say("utter_hand_over")
        reply = Reply.saying(Status.HANDOFF, words, before.district)
        return reply, before
