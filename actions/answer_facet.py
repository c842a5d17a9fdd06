"""A follow-up that names no service: "要钱吗", "电话多少", "依据是什么"."""

from __future__ import annotations

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import MIN_CONFIDENCE
from actions.reply import Reply
from actions.topics import answer_topic, offer_topics
from actions.understanding import Understanding


class ActionAnswerFacet(CatalogueAction):
    """Answer the facet for the topic under discussion."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_facet"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        district = heard.district or before.district
        if before.topic is None and heard.candidates and heard.candidates[0].confidence >= MIN_CONFIDENCE:
            return answer_question(self, heard, before)
        facet = heard.facet if heard.best_intent() == "ask_facet" else before.facet
        topic = before.topic or next(iter(before.options), None)
        answered = answer_topic(self.catalogue, topic, facet, district, before) if topic else None
        return answered or offer_topics(self.catalogue, (), "utter_no_service_yet", facet, district, before)
