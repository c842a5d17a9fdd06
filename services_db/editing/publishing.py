"""Publish a draft that somebody else wrote, and take back what was published; each in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, func, select, update

from services_db.editing.refusals import OwnDraft, PublishedMoved
from services_db.state.drafts import Content, DraftMoved, Drafts, authors_of
from services_db.state.edit_tables import draft, publication
from services_db.state.publications import Publication, Publications, add_publication

_TRIES: Final = 3
"""How often a change is prepared anew because something else was published meanwhile."""


class Change(Protocol):
    """A sound edit, ready to be written."""

    def check(self, connection: Connection) -> None:
        """Raise PublishedMoved when it was prepared for something else than what is there."""

    def write(self, connection: Connection, number: int, at: float) -> None:
        """Write it in the caller's transaction."""


class Edits(Protocol):
    """What can be edited: services, or places."""

    def current(self, subject: str) -> Content:
        """What is published now."""

    def problems(self, subject: str, content: Content) -> list[Any]:
        """What is wrong with this content, beside its fields."""

    def prepare(self, subject: str, content: Content) -> Change:
        """Judge it, and get it ready; raises DraftRefused."""

    def published(self) -> None:
        """Take note that it was written."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes and rolls back; `edits` by kind, `clock` gives seconds since 1970."""

    engine: Engine
    edits: Mapping[str, Edits]
    clock: Callable[[], float] = time.time

    def publish(self, number: int, version: int, by: str) -> int:
        """Publish this version of a draft; the number of the publication.

        Raises DraftMoved, OwnDraft, DraftRefused, PublishedMoved; nothing is written then.
        """
        drafted = Drafts(self.engine).numbered(number)
        if drafted.status != "open" or drafted.version != version:
            raise DraftMoved(drafted if drafted.status == "open" else None)
        return self._write(
            drafted.kind,
            drafted.subject,
            drafted.base,
            drafted.content,
            lambda connection: self._close(connection, number, version, by),
            {"by": by, "reason": drafted.reason, "draft_id": number},
        )

    def roll_back(self, number: int, latest: int, by: str, reason: str) -> int:
        """Publish again what was there before a publication; the number of the new one.

        `latest` is the last publication of the same service or place that the person has seen. Raises
        PublicationNotFound, DraftRefused, PublishedMoved; nothing is written then.
        """
        taken_back = Publications(self.engine).numbered(number)
        edits = self.edits[taken_back.kind]
        return self._write(
            taken_back.kind,
            taken_back.subject,
            edits.current(taken_back.subject),
            taken_back.before,
            lambda connection: self._check_latest(connection, taken_back, latest, by),
            {"by": by, "reason": reason, "reverts": number},
        )

    def _write(
        self,
        kind: str,
        subject: str,
        base: Content,
        content: Content,
        claim: Callable[[Connection], list[str]],
        values: dict[str, Any],
    ) -> int:
        edits = self.edits[kind]
        for tries_left in reversed(range(_TRIES)):
            if edits.current(subject) != base:
                raise PublishedMoved
            change = edits.prepare(subject, content)
            try:
                with self.engine.begin() as connection:
                    authors = claim(connection)
                    change.check(connection)
                    at = self.clock()
                    row = {"draft_id": None, "reverts": None} | values | {"kind": kind, "subject": subject, "at": at}
                    number = add_publication(connection, before=base, after=content, authors=authors, **row)
                    change.write(connection, number, at)
                break
            except PublishedMoved:
                if not tries_left:
                    raise
        edits.published()
        return number

    def _close(self, connection: Connection, number: int, version: int, by: str) -> list[str]:
        """Take the draft for publication; the first statement writes, so that nobody else does until the end."""
        same = {"id": number, "version": version, "status": "open"}
        values = {"status": "published", "updated_at": self.clock()}
        if not connection.execute(update(draft).filter_by(**same).values(**values)).rowcount:
            raise DraftMoved(None)
        authors = authors_of(connection, number)
        if by in authors:
            raise OwnDraft
        return authors

    def _check_latest(self, connection: Connection, taken_back: Publication, latest: int, by: str) -> list[str]:
        """See that nothing was published since the person looked; locks as `_close` does."""
        connection.execute(update(publication).where(publication.c.id < 0).values(id=publication.c.id))
        same = {"kind": taken_back.kind, "subject": taken_back.subject}
        if connection.execute(select(func.max(publication.c.id)).filter_by(**same)).scalar() != latest:
            raise PublishedMoved
        return [by]
