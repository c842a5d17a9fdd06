"""A tracker store that remembers slots only, so that a conversation's hundredth message costs what its first did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.interface import ConversationMemory


class SlotTrackerStore(TrackerStore):
    """Keeps each conversation's set slots in a ConversationMemory; its rules look no further back than one message.

    Stock stores keep every event: the text of every message, and 8 ms that grow to 40 after 120 turns.
    """

    def __init__(self, memory: ConversationMemory, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._memory = memory
        self._retrieved: dict[str, dict[str, Any]] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the slots that hold something, if they changed; not what came with the message, such as a location."""
        held = {name: slot.value for name, slot in tracker.slots.items() if name != SESSION_START_METADATA_SLOT}
        slots = {name: value for name, value in held.items() if value is not None}
        if slots != self._retrieved.pop(tracker.sender_id, {}):
            self._memory.save(tracker.sender_id, slots)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A tracker that listens, with the slots as they were; None for a new conversation."""
        slots = self._memory.load(sender_id)
        if not slots:
            return None
        self._retrieved[sender_id] = slots
        events: list[Any] = [SlotSet(name, value) for name, value in slots.items()]
        return DialogueStateTracker.from_events(
            sender_id, [*events, ActionExecuted(ACTION_LISTEN_NAME)], slots=self.domain.slots
        )

    async def keys(self) -> Iterable[str]:
        """Not offered: nobody lists conversations."""
        return []
