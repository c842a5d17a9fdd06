"""A citizen asks about a service."""

from __future__ import annotations

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import decide, is_follow_up
from actions.reply import Reply
from actions.topics import answer_topic, offer_topics
from actions.understanding import Understanding


class ActionAnswerService(CatalogueAction):
    """Answer the likeliest service, or offer a few when it is not clear enough."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_service"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        return answer_question(self, heard, before)


def answer_question(action: CatalogueAction, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
    """Answer, offer or admit, as `decide` says."""
    district = heard.district or before.district
    if before.topic and is_follow_up(heard, before):
        followed = answer_topic(action.catalogue, before.topic, heard.facet, district, before)
        if followed:
            return followed
    decision = decide(action.catalogue, heard, before)
    if decision.answer:
        answered = answer_topic(
            action.catalogue,
            decision.answer,
            heard.facet,
            district,
            before,
            others=decision.others,
            close=decision.close,
        )
        if answered:
            return answered
    words = "utter_clarify" if decision.offer else "utter_clarify_nothing"
    return offer_topics(action.catalogue, decision.offer, words, heard.facet, district, before)
