"""What was published: who changed what, when, from what to what. Rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, inspect, select, update

from services_db.state.drafts import Content, packed
from services_db.state.edit_tables import publication


@dataclass(frozen=True, slots=True)
class Publication:
    """One published change; `reverts` is the number of the one that a roll back undoes."""

    id: int
    kind: str
    subject: str
    draft_id: int | None
    reverts: int | None
    authors: tuple[str, ...]
    by: str
    at: float
    reason: str
    before: Content
    after: Content
    merged_at: float | None


class PublicationNotFound(Exception):
    """No publication has this number."""


class Publications:
    """Reads what was published."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def numbered(self, number: int) -> Publication:
        """The publication with this number; raises PublicationNotFound."""
        with self._engine.connect() as connection:
            row = connection.execute(select(publication).where(publication.c.id == number)).one_or_none()
        if row is None:
            raise PublicationNotFound(number)
        return _publication(row)

    def latest(self, limit: int = 50, before: int | None = None) -> list[Publication]:
        """The latest, newest first; `before` a publication's number turns the page."""
        query = select(publication).order_by(publication.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(publication.c.id < before)
        with self._engine.connect() as connection:
            return [_publication(row) for row in connection.execute(query)]

    def of(self, kind: str, subject: str) -> list[Publication]:
        """Everything published of one service or place, newest first."""
        query = select(publication).filter_by(kind=kind, subject=subject).order_by(publication.c.id.desc())
        with self._engine.connect() as connection:
            return [_publication(row) for row in connection.execute(query)]

    def unmerged(self) -> list[Publication]:
        """What was published of services and is in no build yet, oldest first; empty when there is no table."""
        with self._engine.connect() as connection:
            if not inspect(connection).has_table(publication.name):
                return []
            query = select(publication).filter_by(kind="service", merged_at=None).order_by(publication.c.id)
            return [_publication(row) for row in connection.execute(query)]


def add_publication(connection: Connection, **values: Any) -> int:
    """Write a publication down in the transaction that makes it; its number."""
    for name in ("before", "after", "authors"):
        values[name] = packed(values[name])
    made = connection.execute(insert(publication).values(**values).returning(publication.c.id))
    return int(made.scalar_one())


def mark_merged(connection: Connection, numbers: Iterable[int], at: float) -> None:
    """Remember that the YAML files have these."""
    for number in numbers:
        connection.execute(update(publication).where(publication.c.id == number).values(merged_at=at))


def _publication(row: Row[Any]) -> Publication:
    values = dict(row._mapping)
    loaded = {name: json.loads(values[name]) for name in ("before", "after")}
    return Publication(**values | loaded | {"authors": tuple(json.loads(values["authors"]))})
