"""A citizen says where: "瑞安的", "那瓯海呢"."""

from __future__ import annotations

from dataclasses import replace

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.reply import Reply, Status
from actions.topics import answer_topic
from actions.understanding import Understanding
from actions.words import say


class ActionInformDistrict(CatalogueAction):
    """Remember the district; answer the topic under discussion again, for there."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_inform_district"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        district = heard.district or before.district
        if before.topic:
            facet = heard.asks or before.facet
            answered = answer_topic(self.catalogue, before.topic, facet, district, before)
            if answered:
                return answered
        if heard.district is None and heard.candidates:
            return answer_question(self, heard, before)
        words = say("utter_district_known")
        reply = Reply.saying(Status.SMALLTALK, words, district)
        return reply, replace(before, district=district)
