"""Everything the catalogue hands out, read at one moment; never changed, only replaced."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from services_db import schema
from services_db.edition import edition_of
from services_db.loading import load_services
from services_db.records import Clause, Division, Hotline, Indicator, Service
from services_db.revisions import Revision, load_revisions


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The records of one edition, by their ids and in catalogue order."""

    edition: str
    clauses: dict[str, Clause]
    hotlines: dict[str, Hotline]
    indicators: dict[str, Indicator]
    divisions: tuple[Division, ...]
    services: dict[str, Service]
    by_name: dict[str, Service]
    revisions: dict[str, Revision]


def read_snapshot(connection: Connection) -> Snapshot:
    """Read all of it within the connection's transaction, so that no edit comes between two tables."""
    edition = edition_of(connection)
    clauses = connection.execute(select(schema.clause).order_by(schema.clause.c.position))
    hotlines = {row.number: Hotline(**row._mapping) for row in connection.execute(select(schema.hotline))}
    indicators = connection.execute(select(schema.indicator))
    d = schema.division.c
    divisions = connection.execute(select(d.county_code, d.county, d.town).order_by(d.id))
    services = {service.id: service for service in load_services(connection, hotlines)}
    return Snapshot(
        edition=edition,
        clauses={row.id: Clause(**row._mapping) for row in clauses},
        hotlines=hotlines,
        indicators={row.id: Indicator(**row._mapping) for row in indicators},
        divisions=tuple(Division(*row) for row in divisions),
        services=services,
        by_name={name: s for s in services.values() for name in (s.name, *s.everyday_names)},
        revisions=load_revisions(connection),
    )
