"""A clerk looks up an indicator of the plans."""

from __future__ import annotations

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.reply import Reply
from actions.understanding import Understanding


class ActionAnswerIndicator(CatalogueAction):
    """Answer the likeliest indicator or service: both stand in one ranking."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_indicator"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        return answer_question(self, heard, before)
