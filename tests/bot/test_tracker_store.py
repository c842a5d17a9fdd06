"""What a conversation leaves behind: its slots, and nothing of what came with the messages."""

from __future__ import annotations

from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot import VolatileMemory
from bot.tracker_store import SlotTrackerStore


async def test_location_of_a_message_is_not_kept_with_the_session() -> None:
    slots = [AnySlot("conversation", mappings=[{}]), AnySlot(SESSION_START_METADATA_SLOT, mappings=[{}])]
    where = {"location": {"lat": 28.0123456, "lng": 120.6543219, "datum": "WGS84"}}
    tracker = DialogueStateTracker.from_events(
        "a", [SlotSet("conversation", {"topic": "x"}), SlotSet(SESSION_START_METADATA_SLOT, where)], slots=slots
    )
    memory = VolatileMemory()
    await SlotTrackerStore(memory).save(tracker)
    assert memory.states == {"a": {"conversation": {"topic": "x"}}}
