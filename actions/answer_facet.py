"""A follow-up that names no service: "要钱吗", "电话多少", "依据是什么"."""

from __future__ import annotations

from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import CLEAR_TOPIC, MIN_CONFIDENCE, is_not_ours
from actions.follow import NO_MATTER, facet_meant, topic_meant
from actions.refusal import refusal
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
        if is_not_ours(self.catalogue, heard, before):
            return refusal(heard, before)
        clear = bool(heard.candidates) and heard.candidates[0].confidence >= (
            CLEAR_TOPIC if before.topic else MIN_CONFIDENCE
        )
        if clear and (before.topic is None or heard.matter > NO_MATTER):
            return answer_question(self, heard, before)
        facet = facet_meant(heard, before) if heard.best_intent() == "ask_facet" else heard.asks or before.facet
        topic = topic_meant(heard, before) or before.topic or next(iter(before.options), None)
        answered = answer_topic(self.catalogue, topic, facet, district, before) if topic else None
        return answered or offer_topics(self.catalogue, (), "utter_no_service_yet", facet, district, before)
