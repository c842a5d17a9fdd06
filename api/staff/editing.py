"""What the content pages work with: drafts, publications, the publisher, and the words for each kind of subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine

from api.staff.desk import Clock
from services_db import Catalogue, CatalogueUnavailable
from services_db.editing.content import differences
from services_db.editing.places import PlaceEdits, place_differences
from services_db.editing.publishing import Edits, Publisher
from services_db.editing.services import ServiceEdits
from services_db.state import Draft, Drafts, Publication, Publications
from services_db.state.drafts import Content

KIND_WORDS: Final[Mapping[str, str]] = {"service": "事项", "place": "地点"}


@dataclass(frozen=True, slots=True)
class Editing:
    """The parts, over one database; without a catalogue nothing can be edited."""

    engine: Engine
    held: Catalogue | None
    clock: Clock

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue; raises CatalogueUnavailable."""
        if self.held is None:
            raise CatalogueUnavailable("没有目录")
        return self.held

    @property
    def drafts(self) -> Drafts:
        """Saved and not yet published."""
        return Drafts(self.engine, self.clock)

    @property
    def publications(self) -> Publications:
        """What was published."""
        return Publications(self.engine)

    @property
    def publisher(self) -> Publisher:
        """Publishes and rolls back."""
        edits: dict[str, Edits] = {"service": ServiceEdits(self.catalogue), "place": PlaceEdits(self.engine)}
        return Publisher(self.engine, edits, self.clock)

    def name_of(self, subject: Draft | Publication) -> str:
        """What the edited service or place is called."""
        if subject.kind == "place":
            after = subject.content if isinstance(subject, Draft) else subject.after
            return str(after.get("名称", subject.subject))
        names = {service.id: service.name for service in self.catalogue.services()}
        return names.get(subject.subject, subject.subject)

    def told(self, kind: str, before: Content, after: Content) -> list[tuple[str, str, str]]:
        """(where, before, after) of every difference."""
        return place_differences(before, after) if kind == "place" else differences(before, after)

    def short(self, kind: str, before: Content, after: Content) -> tuple[str, str]:
        """The differences in two texts, for the log."""
        told = self.told(kind, before, after)
        return _lines(told, 1), _lines(told, 2)


def _lines(told: list[tuple[str, str, str]], side: int) -> str:
    return "\n".join(f"{row[0]}：{row[side]}" for row in told if row[side])


def address_of_subject(item: Any) -> str:
    """The form in which a service or place is edited."""
    return f"/staff/content/{item.kind}s/{item.subject}"
