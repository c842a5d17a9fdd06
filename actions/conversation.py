"""What a conversation remembers between two messages, as one slot: topic, district, options. No message text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions.looking import Looking

SLOT: Final = "conversation"


@dataclass(frozen=True, slots=True)
class Conversation:
    """`topic` and `options` are entries like `service:respite-care` or `indicator:women-table.3`.

    `options_facet` is what was asked when the options were offered; `earlier` the topics before this one, newest first.
    `looking` is what is known of the place looked for.
    """

    topic: str | None = None
    facet: str | None = None
    district: str | None = None
    options: tuple[str, ...] = ()
    options_facet: str | None = None
    earlier: tuple[str, ...] = ()
    told_plan_period: bool = False
    looking: Looking = field(default_factory=Looking)

    @classmethod
    def of(cls, tracker: Tracker) -> Conversation:
        """Read the slot; anything unexpected in it counts as a new conversation."""
        stored = tracker.slots.get(SLOT)
        if not isinstance(stored, Mapping):
            return cls()
        known = {name: stored[name] for name in cls.__slots__ if name in stored}
        for name in ("options", "earlier"):
            known[name] = tuple(known.get(name) or ())
        known["looking"] = Looking.of(known.get("looking"))
        return cls(**known)

    def about(self, topic: str) -> Conversation:
        """Move on to a topic; the one before is remembered."""
        if topic == self.topic:
            return self
        earlier = tuple(entry for entry in (self.topic, *self.earlier) if entry and entry != topic)
        return replace(self, topic=topic, earlier=earlier[:3])

    def event(self) -> dict[str, Any]:
        """The event that stores this."""
        return dict(SlotSet(SLOT, asdict(self)))
