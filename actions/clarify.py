"""The model is not sure what was meant."""

from __future__ import annotations

from actions.answer_facet import ActionAnswerFacet
from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import SHORT_MESSAGE
from actions.reply import Reply
from actions.understanding import Understanding


class ActionClarify(CatalogueAction):
    """A short message in the middle of a topic is about that topic; else answer or offer the likeliest services."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_clarify"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if before.topic and len(heard.text) <= SHORT_MESSAGE and heard.best_intent() == "ask_facet":
            return ActionAnswerFacet(self.catalogue).answer(heard, before)
        return answer_question(self, heard, before)
