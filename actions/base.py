"""What every action shares: the catalogue on first use, and one way to hand over a reply."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, Final

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.conversation import Conversation
from actions.find_places import MORE, next_page
from actions.looking import means_where, would_rather_not_say
from actions.reply import Reply, Status
from actions.topics import answer_anywhere
from actions.understanding import Understanding
from services_db import DEFAULT_DATABASE_URL, Catalogue

REPLY_KEY: Final = "xiaoou_reply"


class CatalogueAction(Action, ABC):
    """An action that answers out of the catalogue.

    The SDK creates actions without arguments, then the catalogue of `DATABASE_URL` is opened on first use; tests and
    the embedded bot hand theirs in.
    """

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; raises CatalogueUnavailable when there is none to open."""
        if self._catalogue is None:
            self._catalogue = Catalogue.open(os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL))
        return self._catalogue

    def _answer_or_turn_page(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """While a list of places is open, 还有吗 means its next page, whatever it means elsewhere."""
        if before.looking.kind and MORE.fullmatch(heard.text):
            turned = next_page(self.catalogue, before)
            if turned:
                return turned
        if would_rather_not_say(heard, before.looking) and before.topic:
            answered = answer_anywhere(self.catalogue, before.topic, before)
            if answered:
                return answered
        if means_where(heard, before.looking):
            heard = replace(heard, facet="where")
        reply, after = self.answer(heard, before)
        waiting = heard.facet == "where" and after.topic is None and reply.status is Status.CLARIFY
        return reply, replace(after, looking=replace(after.looking, waiting=waiting))

    @abstractmethod
    def answer(self, heard: Understanding, before: Conversation) -> tuple[Reply, Conversation]:
        """The reply to what was heard, and what the conversation remembers after it."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Rasa's entry: read the tracker, answer, hand over the reply and what to remember."""
        before = Conversation.of(tracker)
        heard = Understanding.of(tracker)
        reply, after = self._answer_or_turn_page(heard, replace(before, looking=before.looking.hear(heard)))
        payload = replace(reply, intent=heard.intent).to_payload()
        dispatcher.utter_message(json_message={REPLY_KEY: payload})
        return [after.event()] if after != before else []
