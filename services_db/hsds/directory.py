"""Everything HSDS publishes of one catalogue: services, organizations, taxonomies and their terms, ready to be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from services_db.catalogue import Catalogue
from services_db.hsds.fields import KINDS
from services_db.hsds.organizations import GOVERNMENT
from services_db.hsds.package import Published
from services_db.hsds.services import ServiceRecords, with_revision
from services_db.hsds.shelves import Entry, Filters, Shelf, serialised
from services_db.hsds.taxonomies import Record, Terms, taxonomy_records
from services_db.records import Service
from services_db.simplified import folded


class Directory:
    """The shelves over one catalogue; each is filled when it is first asked for, then kept."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._records = ServiceRecords.of(catalogue.services(), catalogue.clauses(), catalogue.divisions())

    @cached_property
    def services(self) -> Shelf:
        """All services; forms `minimal`, `listed` (one-to-one fields only) and `full`."""
        return Shelf(tuple(self._service(service) for service in self._catalogue.services()))

    def service_records(self) -> Iterator[Record]:
        """The full record of every service, with its time of change."""
        for service in self._catalogue.services():
            yield with_revision(self._records.full(service), self._catalogue.revision(service.uuid))

    def services_found(self, filters: Filters) -> list[Entry]:
        """The services that pass; a search is the catalogue's own, best first."""
        if not filters.search:
            return self.services.chosen(filters)
        hits = self._catalogue.search(filters.search, len(self.services.entries), kinds=("service",))
        return self.services.chosen(filters, [self._catalogue.service(hit.id).uuid for hit in hits])

    def _service(self, service: Service) -> Entry:
        record = with_revision(self._records.full(service), self._catalogue.revision(service.uuid))
        terms = [attribute["taxonomy_term"] for attribute in record["attributes"]]
        return Entry(
            id=service.uuid,
            forms={
                "minimal": serialised(_minimal(record)),
                "listed": serialised(one_to_one("service", record)),
                "full": serialised(record),
            },
            modified=_moment(record),
            terms=frozenset(term["id"] for term in terms),
            taxonomies=frozenset(term["taxonomy_id"] for term in terms),
            organizations=frozenset({record["organization_id"]}),
        )

    @cached_property
    def organizations(self) -> Shelf:
        """The one organization; forms `listed`, `full` (its services by id and name) and `full_service`."""
        services = self.services.entries
        opening = serialised(GOVERNMENT)[:-1] + b',"services":['
        named = [serialised(_named(service)) for service in self._catalogue.services()]
        return Shelf(
            (
                Entry(
                    id=GOVERNMENT["id"],
                    forms={
                        "listed": serialised(GOVERNMENT),
                        "full": opening + b",".join(named) + b"]}",
                        "full_service": opening + b",".join(service.forms["full"] for service in services) + b"]}",
                    },
                    words=folded(f"{GOVERNMENT['name']}\n{GOVERNMENT['description']}"),
                    terms=frozenset().union(*(service.terms for service in services)),
                    taxonomies=frozenset().union(*(service.taxonomies for service in services)),
                ),
            )
        )

    @cached_property
    def taxonomies(self) -> Shelf:
        """Our taxonomies; one form, `full`."""
        return Shelf(tuple(_plain_entry(record) for record in taxonomy_records()))

    @cached_property
    def terms(self) -> Shelf:
        """All terms; forms `listed` and `full` (with the taxonomy they are taken from)."""
        details = {record["id"]: record for record in taxonomy_records()}
        return Shelf(tuple(_term_entry(record, details) for record in self._records.terms.by_id.values()))

    def published(self) -> Iterator[Published]:
        """Everything for the tabular data package."""
        yield Published("organization", [GOVERNMENT])
        yield Published("service", self.service_records())
        yield Published("taxonomy", taxonomy_records())
        yield Published("taxonomy_term", self._records.terms.by_id.values())

    def term_records(self) -> Iterator[Record]:
        """Every term, without its taxonomy's details."""
        yield from self._records.terms.by_id.values()

    @property
    def place_terms(self) -> Terms:
        """The terms that the attributes of places are taken from."""
        return self._records.terms

    @cached_property
    def version(self) -> str:
        """A hash over all that is published; the same as long as nothing changes."""
        digest = hashlib.sha256()
        for shelf in (self.services, self.organizations, self.taxonomies, self.terms):
            for entry in shelf.entries:
                digest.update(entry.forms["full"])
        return digest.hexdigest()


def one_to_one(kind: str, record: Record) -> Record:
    """The record as lists show it: without what there can be many of, nested single objects likewise."""
    fields = {field.name for field in KINDS[kind].fields}
    singles = KINDS[kind].singles
    return {
        key: one_to_one(singles[key], value) if key in singles else value
        for key, value in record.items()
        if key in fields or key in singles
    }


def _minimal(record: Record) -> Record:
    modified = record.get("last_modified")
    # The standard's text says modified_date, its schema last_modified: both are sent.
    return {"id": record["id"]} | ({"last_modified": modified, "modified_date": modified} if modified else {})


def _named(service: Service) -> Record:
    return {"id": service.uuid, "organization_id": GOVERNMENT["id"], "name": service.name, "status": "active"}


def _moment(record: Record) -> datetime | None:
    modified = record.get("last_modified")
    return datetime.fromisoformat(modified) if modified else None


def _plain_entry(record: Record) -> Entry:
    return Entry(
        id=record["id"], forms={"full": serialised(record), "listed": serialised(record)}, words=_words(record)
    )


def _term_entry(record: Record, details: dict[str, Any]) -> Entry:
    taxonomy = record["taxonomy_id"]
    return Entry(
        id=record["id"],
        forms={
            "listed": serialised(record),
            "full": serialised({**record, "taxonomy_detail": details[taxonomy]}),
        },
        words=_words(record),
        taxonomies=frozenset({taxonomy}),
        parent=record.get("parent_id"),
    )


def _words(record: Record) -> str:
    return folded(f"{record['name']}\n{record['description']}")
