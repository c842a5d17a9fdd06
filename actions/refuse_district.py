"""A citizen would rather not say where: "不想说"."""

from __future__ import annotations

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.reply import Reply
from actions.small_talk import ActionSmallTalk
from actions.topics import answer_anywhere
from actions.understanding import Understanding


class ActionRefuseDistrict(CatalogueAction):
    """Take it for an answer: the whole city's places, when the county was asked for; else the prepared words."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_refuse_district"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if before.looking.asked and before.topic:
            answered = answer_anywhere(self.catalogue, before.topic, before)
            if answered:
                return answered
        return ActionSmallTalk(self.catalogue).answer(heard, before)
