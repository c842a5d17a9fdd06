"""What is not ours to answer."""

from __future__ import annotations

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import is_rather_a_question
from actions.reply import Reply, Status
from actions.understanding import Understanding
from actions.words import has_words, say


class ActionRefuse(CatalogueAction):
    """Say so, and who can help instead; words of its own for the kinds that domain.yml has words for."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_refuse"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if is_rather_a_question(self.catalogue, heard):
            return answer_question(self, heard, before)
        own = f"utter_refuse_{heard.refused}"
        words = say(own if has_words(own) else "utter_refuse")
        district = heard.district or before.district
        reply = Reply.saying(Status.OUT_OF_SCOPE, words, district)
        return reply, before
