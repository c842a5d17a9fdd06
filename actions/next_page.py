"""A citizen wants more of the places: "下一页", "还有吗"."""

from __future__ import annotations

from actions.answer_facet import ActionAnswerFacet
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.find_places import next_page
from actions.reply import Reply
from actions.understanding import Understanding


class ActionNextPage(CatalogueAction):
    """The next page of the list that is open; without a list, the message is a follow-up like any other."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_next_page"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        return next_page(self.catalogue, before) or ActionAnswerFacet(self.catalogue).answer(heard, before)
