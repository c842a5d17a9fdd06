"""A citizen wants more of the places: "下一页", "还有吗"."""

from __future__ import annotations

from actions.answer_facet import ActionAnswerFacet
from actions.answer_service import answer_question
from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.find_places import next_page
from actions.follow import NO_MATTER
from actions.reply import Reply
from actions.understanding import Understanding


class ActionNextPage(CatalogueAction):
    """The next page of the list that is open; without a list, the message is a follow-up like any other.

    What names a matter ("还有别的地方白天能放她吗") is a question, whatever it begins with.
    """

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_next_page"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        if heard.matter > NO_MATTER:
            return answer_question(self, heard, before)
        return next_page(self.catalogue, before) or ActionAnswerFacet(self.catalogue).answer(heard, before)
