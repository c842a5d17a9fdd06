"""A citizen goes back: "刚才那个呢", "回到前面说的"."""

from __future__ import annotations

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.follow import earlier_topic, facet_meant
from actions.reply import Reply
from actions.topics import answer_topic
from actions.understanding import Understanding


class ActionReturnTopic(CatalogueAction):
    """Answer the topic before the present one again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_return_topic"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        district = heard.district or before.district
        earlier = earlier_topic(heard, before)
        facet = facet_meant(heard, before)
        answered = answer_topic(self.catalogue, earlier, facet, district, before) if earlier else None
        return answered or answer_question(self, heard, before)
