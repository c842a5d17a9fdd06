"""What editing leaves behind: drafts with everything that was ever saved in them, and what was published."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, text

metadata = MetaData()

draft: Final = Table(
    "edit_draft",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False, doc="service or place"),
    Column("subject", String, nullable=False, doc="the service's slug, the place's id"),
    Column("version", Integer, nullable=False, doc="grows by one with each saving"),
    Column("status", String, nullable=False, doc="open, published or discarded"),
    Column("base", Text, nullable=False, doc="JSON: what was published when the draft was begun"),
    Column("content", Text, nullable=False, doc="JSON: what is to be published"),
    Column("reason", Text, nullable=False, doc="why, in the author's words"),
    Column("updated_by", String, nullable=False, doc="the account's name"),
    Column("updated_at", Float, nullable=False, doc="seconds since 1970, as all times here"),
    Index("one_open_draft", "kind", "subject", unique=True, sqlite_where=text("status = 'open'")),
    sqlite_autoincrement=True,
)

saving: Final = Table(
    "edit_saving",
    metadata,
    Column("draft_id", ForeignKey("edit_draft.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", Text, nullable=False, doc="JSON"),
    Column("reason", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Float, nullable=False),
)

publication: Final = Table(
    "edit_publication",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("draft_id", ForeignKey("edit_draft.id"), doc="NULL for a roll back"),
    Column("reverts", ForeignKey("edit_publication.id"), doc="the publication that a roll back undoes"),
    Column("authors", Text, nullable=False, doc="JSON: everybody who saved the draft"),
    Column("by", String, nullable=False, doc="who published it"),
    Column("at", Float, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("before", Text, nullable=False, doc="JSON"),
    Column("after", Text, nullable=False, doc="JSON"),
    Column("merged_at", Float, doc="when a build found it in the YAML files; NULL until then, and for places"),
    sqlite_autoincrement=True,
)
