"""A service of the catalogue as HSDS has it, with every statement's clause beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services_db.clause_labels import label_of
from services_db.fields import FACETS, FACT_KINDS
from services_db.hsds.links import clause_page, service_page
from services_db.hsds.organizations import GOVERNMENT, PLAN_ENDED
from services_db.hsds.taxonomies import EVERYDAY_NAME, UNSTATED, Record, Terms
from services_db.records import Clause, Division, Fact, Hotline, Service, ServicePhone
from services_db.revisions import Change, Revision
from services_db.schema import hsds_uuid

_CHANGES_SHOWN: Final = 50
"""The newest changes of a service; older ones stay in the database."""


@dataclass(frozen=True, slots=True)
class ServiceRecords:
    """Makes the full record of any service of one catalogue, without what only its revision knows."""

    terms: Terms
    counties: tuple[Division, ...]

    @classmethod
    def of(
        cls, services: Sequence[Service], clauses: Sequence[Clause], divisions: Sequence[Division]
    ) -> ServiceRecords:
        """For the services of this catalogue."""
        return cls(Terms(services, clauses), tuple(d for d in divisions if d.town is None))

    def full(self, service: Service) -> Record:
        """Everything we know of the service, nested as the standard nests it."""
        ident = service.uuid
        record = {
            "id": ident,
            "organization_id": GOVERNMENT["id"],
            "name": service.name,
            "alternate_name": service.everyday_names[0] if service.everyday_names else None,
            "description": _told(service, "what"),
            "url": service_page(service.id),
            "additional_urls": list(_clause_urls(service)),
            "status": "active",
            "application_process": _told(service, "how"),
            "fees_description": _told(service, "cost"),
            "eligibility_description": _told(service, "who"),
            "alert": PLAN_ENDED,
            "phones": [self._phone(service, phone) for phone in service.phones],
            "service_areas": [_area(ident, county) for county in self.counties],
            "contacts": [_contact(ident, department) for department in service.departments],
            "organization": GOVERNMENT,
            "attributes": [*self._classed(service), *self._stated(service)],
        }
        return {key: value for key, value in record.items() if value not in (None, [])}

    def _phone(self, service: Service, phone: ServicePhone) -> Record:
        ident = hsds_uuid("phone", f"{service.id}/{phone.hotline.number}")
        record = {
            "id": ident,
            "service_id": service.uuid,
            "number": phone.hotline.number,
            "type": "voice",
            "description": f"{phone.hotline.name}：{phone.why}（{phone.hotline.note}）",
        }
        basis = self._basis(ident, phone.hotline)
        return {**record, "attributes": [basis]} if basis else record

    def _basis(self, phone_id: str, hotline: Hotline) -> Record | None:
        """The clause that names the number, where one does."""
        source, _, clause = hotline.basis.partition(":")
        if source != "plan":
            return None
        return {**self._attribute(phone_id, "phone", "clause_provenance", clause, "source"), "label": "规划点名的号码"}

    def _classed(self, service: Service) -> Iterator[Record]:
        """Category, life stages, audience, departments, kind of place, everyday names."""
        classes = [("category", service.category)]
        classes += [("life_stage", name) for name in service.life_stages]
        classes += [("audience", name) for name in service.audience]
        classes += [("department", name) for name in service.departments]
        classes += [("place_kind", service.place_kind)] if service.place_kind else []
        for taxonomy, code in classes:
            yield self._attribute(service.uuid, "service", taxonomy, code, taxonomy)
        for name in service.everyday_names:
            named = self._attribute(service.uuid, "service", "everyday_name", EVERYDAY_NAME, "everyday_name", name)
            yield {**named, "value": name}

    def _stated(self, service: Service) -> Iterator[Record]:
        """One attribute for every fact: its facet, how firmly it is said, the words, the quote and the clause."""
        for fact in service.facts:
            told = f"{fact.facet}/{fact.kind}/{fact.text}/{fact.quote}"
            code = fact.clause or UNSTATED
            attribute = self._attribute(service.uuid, "service", "clause_provenance", code, fact.facet, told)
            yield {**attribute, **_statement(fact)}

    def _attribute(
        self, link: str, entity: str, taxonomy: str, code: str, link_type: str, told: str | None = None
    ) -> Record:
        term = self.terms.nested(taxonomy, code)
        return {
            "id": hsds_uuid("attribute", f"{link}/{taxonomy}/{code}/{told or ''}"),
            "link_id": link,
            "taxonomy_term_id": term["id"],
            "link_type": link_type,
            "link_entity": entity,
            "taxonomy_term": term,
        }


def with_revision(record: Record, revision: Revision | None) -> Record:
    """The record with its time of change and its newest changes; as it is when no build has noted it."""
    if revision is None:
        return record
    changes = [_metadata(record["id"], change) for change in revision.changes[:_CHANGES_SHOWN]]
    return {**record, "last_modified": revision.modified_at, "metadata": changes}


def _metadata(resource_id: str, change: Change) -> Record:
    return {
        "id": change.id,
        "resource_id": resource_id,
        "resource_type": "service",
        "last_action_date": change.action_date,
        "last_action_type": change.action_type,
        "field_name": change.field_name,
        "previous_value": change.previous_value,
        "replacement_value": change.replacement_value,
        "updated_by": change.updated_by,
    }


def _statement(fact: Fact) -> Record:
    """The fields of our profile; `value` and `label` say the same to those who read only the standard's."""
    said = {"facet": fact.facet, "kind": fact.kind, "statement": fact.text}
    label = f"{FACETS[fact.facet]}（{FACT_KINDS[fact.kind]}）：{fact.text}"
    if fact.clause is None:
        return {"label": label, **said}
    quote = (fact.quote or "").replace("\t", " ")
    cited = {"quote": quote, "clause": fact.clause, "clause_url": clause_page(fact.clause)}
    return {"value": quote, "label": label, **said, **cited}


def _told(service: Service, facet: str) -> str:
    return "".join(fact.text for fact in service.facts_of(facet))


def _clause_urls(service: Service) -> Iterator[Record]:
    for clause in service.clauses:
        yield {
            "id": hsds_uuid("url", f"{service.id}/{clause}"),
            "label": label_of(clause),
            "url": clause_page(clause),
            "service_id": service.uuid,
        }


def _area(service_id: str, county: Division) -> Record:
    return {
        "id": hsds_uuid("service_area", f"{service_id}/{county.county_code}"),
        "service_id": service_id,
        "name": county.county,
        "description": f"行政区划代码 {county.county_code}",
        "extent": f"浙江省温州市{county.county}",
        "extent_type": "text",
    }


def _contact(service_id: str, department: str) -> Record:
    return {
        "id": hsds_uuid("contact", f"{service_id}/{department}"),
        "service_id": service_id,
        "department": department,
    }
