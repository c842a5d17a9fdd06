"""What HSDS 3.1 demands of every object we publish, written down from the standard; our profile's fields are marked.

Strict: a number is no text, an unknown field is an error, and an id is a UUID in its canonical spelling.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _is_uuid(text: str) -> str:
    assert str(uuid.UUID(text)) == text, f"not a canonical UUID: {text}"
    return text


def _is_uri(text: str) -> str:
    parts = urlsplit(text)
    assert parts.scheme in ("http", "https") and parts.hostname, f"not an absolute address: {text}"
    assert not parts.hostname.endswith(".invalid"), f"an address that nobody can open: {text}"
    return text


def _is_date_time(text: str) -> str:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text), f"not RFC 3339: {text}"
    datetime.fromisoformat(text)
    return text


def _is_clock_time(text: str) -> str:
    assert re.fullmatch(r"([01]\d|2[0-4]):[0-5]\d(Z|[+-]\d\d:\d\d)", text), f"no time with offset: {text}"
    return text


Uuid = Annotated[str, AfterValidator(_is_uuid)]
Uri = Annotated[str, AfterValidator(_is_uri)]
DateTime = Annotated[str, AfterValidator(_is_date_time)]
ClockTime = Annotated[str, AfterValidator(_is_clock_time)]
Text = Annotated[str, Field(min_length=1)]
Number = int | float


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Metadata(Strict):
    id: Uuid
    resource_id: Uuid | None = None
    resource_type: Text | None = None
    last_action_date: DateTime
    last_action_type: Literal["create", "update", "delete"]
    field_name: Text
    previous_value: str
    replacement_value: str
    updated_by: Text


class Taxonomy(Strict):
    id: Uuid
    name: Text
    description: Text
    uri: Uri | None = None
    version: Text | None = None


class Term(Strict):
    id: Uuid
    code: Text | None = None
    name: Text
    description: Text
    parent_id: Uuid | None = None
    taxonomy: Text | None = None
    taxonomy_detail: Taxonomy | None = None
    language: Text | None = None
    taxonomy_id: Uuid | None = None
    term_uri: Uri | None = None


class Attribute(Strict):
    id: Uuid
    link_id: Uuid
    taxonomy_term_id: Uuid
    link_type: Text | None = None
    link_entity: Literal["service", "phone", "location", "service_at_location"]
    value: Text | None = None
    label: Text | None = None
    taxonomy_term: Term
    # our profile
    facet: Literal["what", "who", "where", "how", "cost", "phone", "when", "materials", "target"] | None = None
    kind: Literal["promise", "target", "current", "rule", "contact", "unstated"] | None = None
    statement: Text | None = None
    quote: Text | None = None
    clause: Text | None = None
    clause_url: Uri | None = None


class Url(Strict):
    id: Uuid
    label: Text | None = None
    url: Uri
    service_id: Uuid | None = None


class Phone(Strict):
    id: Uuid
    location_id: Uuid | None = None
    service_id: Uuid | None = None
    number: Annotated[str, Field(pattern=r"^\+?[0-9][0-9-]{1,19}$")]
    extension: Number | None = None
    type: Literal["text", "voice", "fax", "cell", "video", "pager", "textphone"] | None = None
    description: Text | None = None
    attributes: list[Attribute] = []


class ServiceArea(Strict):
    id: Uuid
    service_id: Uuid | None = None
    name: Text | None = None
    description: Text | None = None
    extent: Text | None = None
    extent_type: Literal["geojson", "topojson", "kml", "text"] | None = None


class Contact(Strict):
    id: Uuid
    service_id: Uuid | None = None
    department: Text | None = None


class Address(Strict):
    id: Uuid
    location_id: Uuid
    attention: Text | None = None
    address_1: Text
    address_2: Text | None = None
    city: Text
    region: Text | None = None
    state_province: Text
    postal_code: Annotated[str, Field(pattern=r"^([0-9]{6})?$")]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    address_type: Literal["physical", "postal", "virtual"]


class Schedule(Strict):
    id: Uuid
    location_id: Uuid
    valid_from: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")] | None = None
    valid_to: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")] | None = None
    timezone: Number | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    byday: Annotated[str, Field(pattern=r"^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$")] | None = None
    opens_at: ClockTime | None = None
    closes_at: ClockTime | None = None
    description: Text | None = None
    notes: Text | None = None


class Accessibility(Strict):
    id: Uuid
    location_id: Uuid
    description: Text | None = None


class LocationSummary(Strict):
    """As lists show it: one-to-one fields only."""

    id: Uuid
    location_type: Literal["physical", "postal", "virtual"]
    url: Uri
    name: Text | None = None
    description: Text | None = None
    latitude: Annotated[float, Field(ge=26, le=29)] | None = None
    longitude: Annotated[float, Field(ge=119, le=122)] | None = None


class Location(LocationSummary):
    addresses: list[Address] = []
    accessibility: list[Accessibility] = []
    phones: list[Phone] = []
    schedules: list[Schedule] = []
    attributes: list[Attribute]
    metadata: list[Metadata]


class Unit(Strict):
    id: Uuid
    name: Text


class Capacity(Strict):
    id: Uuid
    service_id: Uuid
    service_at_location_id: Uuid  # our profile
    unit_id: Uuid
    unit: Unit
    available: Number
    maximum: Number | None = None
    updated: DateTime


class OrganizationSummary(Strict):
    """As lists show it: one-to-one fields only."""

    id: Uuid
    name: Text
    description: Text


class ServiceSummary(Strict):
    """As lists show it: one-to-one fields only."""

    id: Uuid
    organization_id: Uuid
    name: Text
    alternate_name: Text | None = None
    description: Text | None = None
    url: Uri | None = None
    status: Literal["active", "inactive", "defunct", "temporarily closed"]
    application_process: Text | None = None
    fees_description: Text | None = None
    eligibility_description: Text | None = None
    alert: Text | None = None
    last_modified: DateTime
    organization: OrganizationSummary


class OfferSummary(Strict):
    """A service at a location as lists show it."""

    id: Uuid
    service_id: Uuid
    location_id: Uuid
    description: Text | None = None
    location: LocationSummary
    service: ServiceSummary


class Service(ServiceSummary):
    service_at_locations: list[OfferSummary] = []
    additional_urls: list[Url] = []
    phones: list[Phone] = []
    service_areas: list[ServiceArea]
    contacts: list[Contact] = []
    attributes: list[Attribute]
    metadata: list[Metadata]


class OfferFull(OfferSummary):
    """A service at a location in a list with `full=true`; the service itself stays as lists show it."""

    location: Location
    capacities: list[Capacity] = []  # our profile


class Offer(OfferFull):
    """One service at one location, with all of both."""

    service: Service


class ServiceName(Strict):
    """A service within an organization, when not all of it is asked for."""

    id: Uuid
    organization_id: Uuid
    name: Text
    status: Literal["active", "inactive", "defunct", "temporarily closed"]


class Organization(OrganizationSummary):
    services: list[ServiceName]


class OrganizationInFull(OrganizationSummary):
    services: list[Service]


class ServiceMinimal(Strict):
    id: Uuid
    last_modified: DateTime
    modified_date: DateTime


class Page(Strict):
    total_items: Annotated[int, Field(ge=0)]
    total_pages: Annotated[int, Field(ge=0)]
    page_number: Annotated[int, Field(ge=1)]
    size: Annotated[int, Field(ge=0)]
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, object]]
