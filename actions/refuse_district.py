"""A citizen would rather not say where: "不想说"."""

from __future__ import annotations

from dataclasses import replace

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.reply import Reply
from actions.small_talk import ActionSmallTalk
from actions.topics import answer_topic
from actions.understanding import Understanding


class ActionRefuseDistrict(CatalogueAction):
    """Take it for an answer: the whole city's places, when the county was asked for; else the prepared words."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_refuse_district"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if before.looking.asked and before.topic:
            anywhere = replace(before, looking=replace(before.looking, anywhere=True))
            answered = answer_topic(self.catalogue, before.topic, "where", before.district, anywhere)
            if answered:
                return answered
        return ActionSmallTalk(self.catalogue).answer(heard, before)
