"""A citizen asks about a service."""

from __future__ import annotations

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.decide import MIN_COVERAGE, decide, is_follow_up, is_not_ours
from actions.follow import facet_meant, facet_of_question, topic_meant
from actions.refusal import refusal
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
    """Follow the talk where the message names no matter of its own; else answer, offer or admit, as `decide` says."""
    if is_not_ours(action.catalogue, heard, before):
        return refusal(heard, before)
    district = heard.district or before.district
    meant = topic_meant(heard, before)
    if meant or is_follow_up(heard, before):
        facet = facet_meant(heard, before)
        followed = answer_topic(action.catalogue, str(meant or before.topic), facet, district, before)
        if followed:
            return followed
    decision = decide(action.catalogue, heard, before)
    facet = facet_of_question(heard, before)
    answer, close = decision.answer, decision.close
    if answer is None and before.topic and heard.coverage >= MIN_COVERAGE:
        answer, close = before.topic, decision.offer
    if answer:
        answered = answer_topic(
            action.catalogue, answer, facet, district, before, others=(*decision.others, *decision.offer), close=close
        )
        if answered:
            return answered
    words = "utter_clarify" if decision.offer else "utter_clarify_nothing"
    return offer_topics(action.catalogue, decision.offer, words, facet, district, before)
