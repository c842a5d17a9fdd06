"""Drafts of edits: one open draft for each thing that is edited, and everything that was ever saved in it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from services_db.state.edit_tables import draft, saving

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was last saved; `base` is what was published when it was begun."""

    id: int
    kind: str
    subject: str
    version: int
    status: str
    base: Content
    content: Content
    reason: str
    updated_by: str
    updated_at: float


@dataclass(frozen=True, slots=True)
class Saving:
    """One saving of a draft."""

    version: int
    content: Content
    reason: str
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants to save. `version` is that of the draft they started from, 0 when there was none."""

    kind: str
    subject: str
    version: int
    base: Content
    content: Content
    reason: str
    by: str


class DraftMoved(Exception):
    """Somebody else saved, published or discarded the draft since; `current` is the open draft now, if there is one."""

    def __init__(self, current: Draft | None) -> None:
        self.current = current
        super().__init__()


class DraftNotFound(Exception):
    """No draft has this number."""


class Drafts:
    """Saves, finds and discards drafts; `clock` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def save(self, edit: Edit) -> Draft:
        """Save an edit as the next version of its draft; raises DraftMoved and keeps what is there when it moved."""
        try:
            with self._engine.begin() as connection:
                saved = self._save(connection, edit)
        except IntegrityError:
            raise DraftMoved(self.open_for(edit.kind, edit.subject)) from None
        if saved is None:
            raise DraftMoved(self.open_for(edit.kind, edit.subject))
        return saved

    def _save(self, connection: Connection, edit: Edit) -> Draft | None:
        values = {
            "version": edit.version + 1,
            "content": packed(edit.content),
            "reason": edit.reason,
            "updated_by": edit.by,
            "updated_at": self._clock(),
        }
        if edit.version:
            same = {"kind": edit.kind, "subject": edit.subject, "status": "open", "version": edit.version}
            if not connection.execute(update(draft).filter_by(**same).values(**values)).rowcount:
                return None
        else:
            whose = {"kind": edit.kind, "subject": edit.subject, "status": "open", "base": packed(edit.base)}
            connection.execute(insert(draft), values | whose)
        saved = open_draft(connection, edit.kind, edit.subject)
        assert saved is not None  # noqa: S101 - written just above, in this transaction
        row = {"draft_id": saved.id, "version": saved.version, "content": values["content"]}
        connection.execute(insert(saving), row | {"reason": edit.reason, "by": edit.by, "at": saved.updated_at})
        return saved

    def open_for(self, kind: str, subject: str) -> Draft | None:
        """The open draft of a service or a place."""
        with self._engine.connect() as connection:
            return open_draft(connection, kind, subject)

    def numbered(self, number: int) -> Draft:
        """The draft with this number; raises DraftNotFound."""
        with self._engine.connect() as connection:
            row = connection.execute(select(draft).where(draft.c.id == number)).one_or_none()
        if row is None:
            raise DraftNotFound(number)
        return _draft(row)

    def all_open(self) -> list[Draft]:
        """All open drafts, the latest first."""
        query = select(draft).where(draft.c.status == "open").order_by(draft.c.updated_at.desc())
        with self._engine.connect() as connection:
            return [_draft(row) for row in connection.execute(query)]

    def savings(self, number: int) -> list[Saving]:
        """Everything that was saved in a draft, the first first."""
        query = select(saving).where(saving.c.draft_id == number).order_by(saving.c.version)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Saving(row.version, json.loads(row.content), row.reason, row.by, row.at) for row in rows]

    def discard(self, number: int, version: int, by: str) -> None:
        """Close a draft without publishing it; what was saved in it stays. Raises DraftMoved."""
        same = {"id": number, "version": version, "status": "open"}
        values = {"status": "discarded", "updated_by": by, "updated_at": self._clock()}
        with self._engine.begin() as connection:
            closed = connection.execute(update(draft).filter_by(**same).values(**values)).rowcount
        if not closed:
            moved = self.numbered(number)
            raise DraftMoved(moved if moved.status == "open" else None)


def open_draft(connection: Connection, kind: str, subject: str) -> Draft | None:
    """The open draft of a service or a place, within a transaction."""
    query = select(draft).filter_by(kind=kind, subject=subject, status="open")
    row = connection.execute(query).one_or_none()
    return _draft(row) if row else None


def authors_of(connection: Connection, number: int) -> list[str]:
    """Everybody who saved this draft, each once, the first first."""
    query = select(saving.c.by).where(saving.c.draft_id == number).order_by(saving.c.version)
    return list(dict.fromkeys(connection.execute(query).scalars()))


def packed(content: Content) -> str:
    """Content as it is stored, in its own order."""
    return json.dumps(content, ensure_ascii=False)


def _draft(row: Row[Any]) -> Draft:
    values = dict(row._mapping)
    return Draft(**values | {"base": json.loads(values["base"]), "content": json.loads(values["content"])})
