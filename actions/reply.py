"""The neutral reply: what every door renders, the same words everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Card = Mapping[str, Any]
"""One neutral card, JSON-ready: `type` is text, service, indicator, options or crisis (see actions/README.md)."""


class Status(StrEnum):
    """How a reply ended; every reply has one."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    CRISIS = "crisis"
    OUT_OF_SCOPE = "out_of_scope"
    SMALLTALK = "smalltalk"
    HANDOFF = "handoff"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class NamedService:
    """A service as the contract names it: id, name, clause ids, most telling first."""

    id: str
    name: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `text` is the whole reply as plain text; `cards` say the same in parts.

    `intent` is for the log line only.
    """

    status: Status
    text: str
    facet: str | None = None
    district: str | None = None
    safety: str | None = None
    services: tuple[NamedService, ...] = ()
    cards: tuple[Card, ...] = field(default=())
    intent: str | None = None

    @classmethod
    def saying(cls, status: Status, words: str, district: str | None = None) -> Reply:
        """A reply that is nothing but words."""
        return cls(status, words, district=district, cards=({"type": "text", "text": words},))

    def to_payload(self) -> dict[str, Any]:
        """JSON-ready, as it travels through Rasa's `json_message`."""
        return {
            "status": self.status.value,
            "text": self.text,
            "facet": self.facet,
            "district": self.district,
            "safety": self.safety,
            "services": [{"id": s.id, "name": s.name, "clauses": list(s.clauses)} for s in self.services],
            "messages": [dict(card) for card in self.cards],
            "intent": self.intent,
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Reply:
        """The reverse of `to_payload`; raises KeyError or ValueError on anything else."""
        return cls(
            status=Status(payload["status"]),
            text=payload["text"],
            facet=payload["facet"],
            district=payload["district"],
            safety=payload["safety"],
            services=named_services(payload["services"]),
            cards=tuple(payload["messages"]),
            intent=payload["intent"],
        )


def named_services(rows: Sequence[Mapping[str, Any]]) -> tuple[NamedService, ...]:
    """Services out of their JSON form."""
    return tuple(NamedService(row["id"], row["name"], tuple(row["clauses"])) for row in rows)
