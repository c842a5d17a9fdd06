"""The catalogue's tables. Names and meaning follow HSDS 3.1 where it has a word; the rest is the plans' own.

HSDS: organization, service, phone, taxonomy, taxonomy_term, attribute, service_area.
Ours: clause, indicator, hotline, division, everyday_name, service_clause, service_relation, fact, oddity, build_info,
and `search_index`, an FTS5 table over text cut by jieba, with `search_word` and `search_key` beside it (see search.py).
"""

from __future__ import annotations

import uuid
from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()

UUID_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_OID, "xiaoou.wenzhou.service-finder")


def hsds_uuid(kind: str, key: str) -> str:
    """The stable HSDS id of one of our keys, e.g. `hsds_uuid("service", "respite-care")`."""
    return str(uuid.uuid5(UUID_NAMESPACE, f"{kind}:{key}"))


organization = Table(
    "organization",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("description", Text, nullable=False),
)

service = Table(
    "service",
    metadata,
    Column("id", String, primary_key=True, doc="HSDS uuid"),
    Column("slug", String, nullable=False, unique=True, doc="our id"),
    Column("position", Integer, nullable=False),
    Column("organization_id", ForeignKey("organization.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("eligibility_description", Text),
    Column("application_process", Text),
    Column("fees_description", Text),
    Column("alert", Text),
    Column("place_kind", String),
)

phone = Table(
    "phone",
    metadata,
    Column("id", String, primary_key=True),
    Column("service_id", ForeignKey("service.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("number", ForeignKey("hotline.number"), nullable=False),
    Column("description", Text, nullable=False),
)

taxonomy = Table(
    "taxonomy",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("description", Text, nullable=False),
)

taxonomy_term = Table(
    "taxonomy_term",
    metadata,
    Column("id", String, primary_key=True),
    Column("taxonomy_id", ForeignKey("taxonomy.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("description", Text, nullable=False),
)

attribute = Table(
    "attribute",
    metadata,
    Column("id", String, primary_key=True),
    Column("link_id", String, nullable=False, index=True),
    Column("link_entity", String, nullable=False),
    Column("taxonomy_term_id", ForeignKey("taxonomy_term.id"), nullable=False),
    Column("position", Integer, nullable=False),
)

service_area = Table(
    "service_area",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("extent", String, nullable=False),
    Column("extent_type", String, nullable=False),
)

clause = Table(
    "clause",
    metadata,
    Column("id", String, primary_key=True),
    Column("plan", String, nullable=False),
    Column("part", String, nullable=False),
    Column("section", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("label", String, nullable=False),
    Column("position", Integer, nullable=False),
)

indicator = Table(
    "indicator",
    metadata,
    Column("id", ForeignKey("clause.id"), primary_key=True),
    Column("plan", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("value_2020", String, nullable=False),
    Column("target_2025", String),
    Column("oddity", Text),
)

hotline = Table(
    "hotline",
    metadata,
    Column("number", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("what_for", Text, nullable=False),
    Column("basis", String, nullable=False),
    Column("note", Text, nullable=False),
)

division = Table(
    "division",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("county_code", String, nullable=False),
    Column("county", String, nullable=False),
    Column("town", String),
)

everyday_name = Table(
    "everyday_name",
    metadata,
    Column("name", String, primary_key=True),
    Column("service_id", ForeignKey("service.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
)

service_clause = Table(
    "service_clause",
    metadata,
    Column("service_id", ForeignKey("service.id"), primary_key=True),
    Column("clause_id", ForeignKey("clause.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
)

service_relation = Table(
    "service_relation",
    metadata,
    Column("service_id", ForeignKey("service.id"), primary_key=True),
    Column("related_slug", String, primary_key=True),
    Column("position", Integer, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("service_id", ForeignKey("service.id"), nullable=False, index=True),
    Column("facet", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("clause_id", ForeignKey("clause.id")),
    Column("quote", Text),
)

oddity = Table(
    "oddity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("service_id", ForeignKey("service.id"), nullable=False, index=True),
    Column("clause_id", ForeignKey("clause.id"), nullable=False),
    Column("quote", Text),
    Column("note", Text, nullable=False),
)

build_info = Table(
    "build_info",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

search_word = Table(
    "search_word",
    metadata,
    Column("word", String, primary_key=True, doc="a word of the search index"),
    Column("documents", Integer, nullable=False, doc="how many rows of the index hold it"),
    sqlite_with_rowid=False,
)

search_key = Table(
    "search_key",
    metadata,
    Column("key", String, primary_key=True, doc="sound, initials or one slip; see search_keys.py"),
    Column("term", String, primary_key=True, doc="the name, or word of a name, that is meant"),
    Column("uses", Integer, nullable=False, doc="how many rows of the index are called by it"),
    sqlite_with_rowid=False,
)
