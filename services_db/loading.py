"""Put services together from their rows, with one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, select

from services_db import schema
from services_db.records import Fact, Hotline, Oddity, Service, ServicePhone

T = TypeVar("T")


def load_services(connection: Connection, hotlines: Mapping[str, Hotline]) -> list[Service]:
    """All services in catalogue order."""
    names = _grouped(connection, _ordered(schema.everyday_name), lambda row: row.name)
    clauses = _grouped(connection, _ordered(schema.service_clause), lambda row: row.clause_id)
    related = _grouped(connection, _ordered(schema.service_relation), lambda row: row.related_slug)
    phones = _grouped(
        connection, _ordered(schema.phone), lambda row: ServicePhone(hotlines[row.number], row.description)
    )
    facts = _grouped(
        connection,
        select(schema.fact).order_by(schema.fact.c.id),
        lambda row: Fact(row.facet, row.kind, row.text, row.clause_id, row.quote),
    )
    oddities = _grouped(
        connection,
        select(schema.oddity).order_by(schema.oddity.c.id),
        lambda row: Oddity(row.clause_id, row.quote, row.note),
    )
    terms = _terms(connection)
    rows = connection.execute(select(schema.service).order_by(schema.service.c.position))
    return [
        Service(
            id=row.slug,
            uuid=row.id,
            name=row.name,
            everyday_names=tuple(names[row.id]),
            audience=tuple(terms[row.id, "audience"]),
            life_stages=tuple(terms[row.id, "life_stage"]),
            category="".join(terms[row.id, "category"][:1]),
            departments=tuple(terms[row.id, "department"]),
            phones=tuple(phones[row.id]),
            place_kind=row.place_kind,
            clauses=tuple(clauses[row.id]),
            related=tuple(related[row.id]),
            oddities=tuple(oddities[row.id]),
            facts=tuple(facts[row.id]),
        )
        for row in rows
    ]


def _ordered(table: Any) -> Select[Any]:
    return select(table).order_by(table.c.position)


def _grouped(connection: Connection, query: Select[Any], make: Callable[[Row[Any]], T]) -> defaultdict[str, list[T]]:
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for row in connection.execute(query):
        grouped[row.service_id].append(make(row))
    return grouped


def _terms(connection: Connection) -> defaultdict[tuple[str, str], list[str]]:
    a, term, taxonomy = schema.attribute, schema.taxonomy_term, schema.taxonomy
    query = (
        select(a.c.link_id, taxonomy.c.name.label("taxonomy"), term.c.name)
        .join(term, term.c.id == a.c.taxonomy_term_id)
        .join(taxonomy, taxonomy.c.id == term.c.taxonomy_id)
        .order_by(a.c.position)
    )
    grouped: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(query):
        grouped[row.link_id, row.taxonomy].append(row.name)
    return grouped
