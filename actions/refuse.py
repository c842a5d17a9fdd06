"""What is not ours to answer."""

from __future__ import annotations

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import is_rather_a_question
from actions.refusal import refusal
from actions.reply import Reply
from actions.understanding import Understanding


class ActionRefuse(CatalogueAction):
    """Say so, unless it is rather a question."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_refuse"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if is_rather_a_question(self.catalogue, heard, before):
            return answer_question(self, heard, before)
        return refusal(heard, before)
