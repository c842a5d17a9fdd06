"""A disclosure that the rules did not see but the model did."""

from __future__ import annotations

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.crisis_reply import crisis_reply
from actions.reply import Reply
from actions.understanding import Understanding


class ActionAnswerCrisis(CatalogueAction):
    """Answer the kind of danger that the model found likeliest; how sure it must be stands in config.yml."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_crisis"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        district = heard.district or before.district
        kind = heard.disclosed or "domestic_violence"
        return crisis_reply(self.catalogue, kind, heard.text, district, heard.asks), before
