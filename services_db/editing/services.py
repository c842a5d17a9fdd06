"""Edits of services: what is published of them now, whether a draft is sound, and how it gets into the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection

from services_db.build import CatalogueSource
from services_db.catalogue import Catalogue
from services_db.catalogue_files import RawService
from services_db.editing.content import content_of, data_of, with_content
from services_db.editing.judging import problems_of
from services_db.editing.refusals import DraftRefused, PublishedMoved
from services_db.edition import edition_of
from services_db.hsds.services import ServiceRecords
from services_db.hsds.taxonomies import Record
from services_db.index_change import IndexChange, prepare_change, write_change
from services_db.lined_yaml import LinedDict
from services_db.revisions import note_revisions
from services_db.service_rows import rewrite_service
from services_db.state.drafts import Content

KIND: Final = "service"


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """A sound edit of a service, ready to be written on the edition that it was prepared for."""

    edition: str
    data: dict[str, Any]
    record: Record
    index: IndexChange

    def write(self, connection: Connection, number: int, at: float) -> None:
        """Write it in the caller's transaction, as the publication of this number; raises PublishedMoved."""
        rewrite_service(connection, self.data)
        write_change(connection, self.index)
        moment = datetime.fromtimestamp(at, UTC)
        note_revisions(connection, "service", [self.record], f"publication {number}", moment, all_of_them=False)

    def check(self, connection: Connection) -> None:
        """Raise PublishedMoved when another edition is in the database than the one this was prepared for."""
        if edition_of(connection) != self.edition:
            raise PublishedMoved


class ServiceEdits:
    """What the publisher needs to know of services."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def current(self, subject: str) -> Content:
        """The published content; raises ServiceNotFound."""
        self._catalogue.refresh()
        return content_of(data_of(self._catalogue.service(subject)))

    def problems(self, subject: str, content: Content) -> list[Any]:
        """What is wrong with this content, beside its fields."""
        return problems_of(self._catalogue, subject, content)

    def prepare(self, subject: str, content: Content) -> ServiceChange:
        """Judge the content and cut it for the search; raises DraftRefused."""
        problems = self.problems(subject, content)
        if problems:
            raise DraftRefused(problems)
        edition, cutter = self._catalogue.edition, self._catalogue.cutter
        old = {service.id: data_of(service) for service in self._catalogue.services()}
        new = old | {subject: old[subject] | content}
        index = prepare_change(self._source(old.values()), self._source(new.values()), cutter)
        return ServiceChange(edition, new[subject], self._record(subject, content), index)

    def published(self) -> None:
        """Show in this process at once what was published; the others see it within a few seconds."""
        self._catalogue.refresh()

    def _record(self, subject: str, content: Content) -> Record:
        """The service as HSDS publishes it then."""
        catalogue = self._catalogue
        hotlines = {hotline.number: hotline for hotline in catalogue.hotlines()}
        services = {service.id: service for service in catalogue.services()}
        services[subject] = with_content(services[subject], content, hotlines)
        records = ServiceRecords.of(tuple(services.values()), catalogue.clauses(), catalogue.divisions())
        return records.full(services[subject])

    def _source(self, services: Iterable[dict[str, Any]]) -> CatalogueSource:
        catalogue = self._catalogue
        return CatalogueSource(
            services=tuple(RawService(data["id"], LinedDict(data, 1, {})) for data in services),
            clauses=catalogue.clauses(),
            indicators=catalogue.indicators(),
            hotlines=catalogue.hotlines(),
            divisions=catalogue.divisions(),
        )
