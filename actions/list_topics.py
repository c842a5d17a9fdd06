"""A citizen asks what there is to ask."""

from __future__ import annotations

from actions.base import CatalogueAction
from actions.conversation import Conversation
from actions.plain_text import plain_text
from actions.reply import Card, Reply, Status
from actions.understanding import Understanding
from actions.words import say


class ActionListTopics(CatalogueAction):
    """List the catalogue's categories, with two services of each."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_list_topics"

    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """See CatalogueAction.answer."""
        examples: dict[str, list[str]] = {}
        for service in self.catalogue.services():
            names = examples.setdefault(service.category, [])
            if len(names) < 2:
                names.append(service.name)
        lines = [f"{category}：{'、'.join(names)} 等" for category, names in examples.items()]
        cards: tuple[Card, ...] = ({"type": "text", "text": "\n".join([say("utter_topics"), *lines])},)
        return Reply(Status.SMALLTALK, plain_text(cards), district=before.district, cards=cards), before
