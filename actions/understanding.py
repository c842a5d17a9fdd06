"""What the model understood of the latest message, read out of the tracker once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk.interfaces import Tracker

from services_db.places.coordinates import to_wgs84
from services_db.places.records import Point


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible topic: `entry` is `service:<id>` or `indicator:<clause id>`; confidence 0 to 1."""

    entry: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Intent, ranked topics, facet, district and coverage of one message.

    `stages` are the life stages that ages tell (nlu/ages.py).
    `disclosed` and `refused` are the likeliest kinds of danger and of what is not ours; `matter` is how many characters
    name something, `asks` the facet that words ask for outright (nlu/ellipsis.py). `location` is where the citizen is,
    in WGS-84, `place_words` are the words that named the district (柳市), `other_city` is one outside Wenzhou.
    """

    text: str
    intent: str
    intent_confidence: float
    ranking: tuple[tuple[str, float], ...]
    candidates: tuple[Candidate, ...]
    disclosed: str | None
    refused: str | None
    refused_confidence: float
    other_city: str | None
    facet: str | None
    facet_confidence: float
    district: str | None
    coverage: float
    matter: int
    asks: str | None
    stages: tuple[str, ...] = ()
    location: Point | None = None
    place_words: str | None = None

    @classmethod
    def of(cls, tracker: Tracker) -> Understanding:
        """Read the latest message's parse data."""
        data = tracker.latest_message or {}
        ranked = list(data.get("services") or [])
        facet = data.get("facet") or {}
        ranking = tuple((row["name"], float(row["confidence"])) for row in data.get("intent_ranking") or [])
        intent = (data.get("intent") or {}).get("name") or "nlu_fallback"
        return cls(
            text=data.get("text") or "",
            intent=intent,
            intent_confidence=float((data.get("intent") or {}).get("confidence") or 0.0),
            ranking=ranking,
            candidates=tuple(_candidate(row) for row in ranked if row["intent"] in _TOPIC_INTENTS),
            disclosed=(data.get("danger") or {}).get("name"),
            refused=_first(ranked, "out_of_scope"),
            refused_confidence=max(
                (row["confidence"] for row in ranked if row["intent"] == "out_of_scope"), default=0.0
            ),
            other_city=data.get("other_city"),
            facet=facet.get("name"),
            facet_confidence=float(facet.get("confidence") or 0.0),
            district=_district(data.get("entities") or []),
            coverage=float(data.get("coverage") or 0.0),
            matter=int(data.get("matter", len(data.get("text") or ""))),
            asks=data.get("asks"),
            stages=tuple(data.get("stages") or ()),
            location=_location(data.get("metadata") or {}),
            place_words=_place_words(data),
        )

    def share(self, intent: str) -> float:
        """An intent's share of the probability."""
        return next((share for name, share in self.ranking if name == intent), 0.0)

    def best_intent(self) -> str:
        """The likeliest real intent, also when a fallback stands before it."""
        return next((name for name, _ in self.ranking if name != "nlu_fallback"), self.intent)


_TOPIC_INTENTS = {"ask_service": "service", "ask_indicator": "indicator"}


def _candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(f"{_TOPIC_INTENTS[row['intent']]}:{row['id']}", float(row["confidence"]))


def _first(rows: list[Mapping[str, Any]], intent: str) -> str | None:
    return next((str(row["id"]) for row in rows if row["intent"] == intent), None)


def _highest(rows: list[Mapping[str, Any]], intent: str) -> float:
    return max((float(row["confidence"]) for row in rows if row["intent"] == intent), default=0.0)


def _district(entities: list[Mapping[str, Any]]) -> str | None:
    districts = [entity["value"] for entity in entities if entity.get("entity") == "district"]
    return districts[-1] if districts else None


def _place_words(data: Mapping[str, Any]) -> str | None:
    named = [entity for entity in data.get("entities") or [] if entity.get("entity") == "district"]
    if not named or "start" not in named[-1]:
        return None
    return str(data.get("text") or "")[named[-1]["start"] : named[-1]["end"]] or None


def _location(metadata: Mapping[str, Any]) -> Point | None:
    told = metadata.get("location")
    return to_wgs84(Point(told["lat"], told["lng"]), told["datum"]) if told else None
