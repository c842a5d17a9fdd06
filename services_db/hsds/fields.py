"""The objects of HSDS 3.1 that we publish, field by field; columns, data package and API description come from here.

A field is written `name`, `name*` (required), `name:format` or `name+` (of our profile, see profile/). The formats are
uuid, uri, date-time and number; everything else is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HSDS_VERSION: Final = "3.1"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one object; `choices` where the standard names an enumeration."""

    name: str
    format: str
    required: bool
    ours: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One object of the standard: its table's file, its fields, and what may be nested in it (key to object)."""

    name: str
    file: str
    fields: tuple[Field, ...]
    lists: dict[str, str]
    singles: dict[str, str]
    own_lists: frozenset[str] = frozenset()
    tabular_required: tuple[str, ...] = ()


_CHOICES: Final = {
    ("service", "status"): ("active", "inactive", "defunct", "temporarily closed"),
    ("location", "location_type"): ("physical", "postal", "virtual"),
    ("address", "address_type"): ("physical", "postal", "virtual"),
    ("schedule", "freq"): ("WEEKLY", "MONTHLY"),
    ("schedule", "wkst"): ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
}


def _field(kind: str, written: str) -> Field:
    name, _, form = written.partition(":")
    bare = name.rstrip("*+")
    return Field(bare, form or "text", "*" in name, "+" in name, _CHOICES.get((kind, bare), ()))


def _kind(
    name: str, file: str, fields: str, lists: str = "", singles: str = "", tabular_required: tuple[str, ...] = ()
) -> Kind:
    """`lists` and `singles` are written `key=object`, `key+=object` when they are of our profile."""
    pairs = [pair.split("=") for pair in lists.split()]
    return Kind(
        name,
        file,
        tuple(_field(name, written) for written in fields.split()),
        {key.rstrip("+"): nested for key, nested in pairs},
        dict(pair.split("=") for pair in singles.split()),
        frozenset(key.rstrip("+") for key, _ in pairs if key.endswith("+")),
        tabular_required,
    )


_KINDS: Final = (
    _kind(
        "organization",
        "organizations.csv",
        "id*:uuid name* alternate_name description* email website:uri uri:uri parent_organization_id:uuid",
        lists="services=service attributes=attribute metadata=metadata",
    ),
    _kind(
        "service",
        "services.csv",
        "id*:uuid organization_id:uuid name* alternate_name description url:uri status* application_process"
        " fees_description eligibility_description assured_date alert last_modified:date-time",
        lists="additional_urls=url phones=phone service_areas=service_area service_at_locations=service_at_location"
        " contacts=contact capacities=service_capacity attributes=attribute metadata=metadata",
        singles="organization=organization",
        tabular_required=("organization_id",),
    ),
    _kind(
        "attribute",
        "attributes.csv",
        "id*:uuid link_id:uuid taxonomy_term_id:uuid link_type link_entity value label"
        " facet+ kind+ statement+ quote+ clause+ clause_url+:uri",
        singles="taxonomy_term=taxonomy_term",
        tabular_required=("link_id", "taxonomy_term_id", "link_entity"),
    ),
    _kind(
        "service_at_location",
        "service_at_location.csv",
        "id*:uuid service_id:uuid location_id:uuid description",
        lists="service_areas=service_area phones=phone schedules=schedule attributes=attribute metadata=metadata"
        " capacities+=service_capacity",
        singles="location=location service=service",
        tabular_required=("service_id", "location_id"),
    ),
    _kind(
        "location",
        "locations.csv",
        "id*:uuid location_type* url:uri organization_id:uuid name alternate_name description transportation"
        " latitude:number longitude:number external_identifier external_identifier_type",
        lists="addresses=address accessibility=accessibility phones=phone schedules=schedule attributes=attribute"
        " metadata=metadata",
    ),
    _kind(
        "phone",
        "phones.csv",
        "id*:uuid location_id:uuid service_id:uuid organization_id:uuid contact_id:uuid service_at_location_id:uuid"
        " number* extension:number type description",
        lists="attributes=attribute",
    ),
    _kind("contact", "contacts.csv", "id*:uuid organization_id:uuid service_id:uuid name title department"),
    _kind(
        "address",
        "addresses.csv",
        "id*:uuid location_id:uuid attention address_1* address_2 city* region state_province* postal_code* country*"
        " address_type*",
    ),
    _kind(
        "schedule",
        "schedules.csv",
        "id*:uuid service_id:uuid location_id:uuid service_at_location_id:uuid valid_from valid_to dtstart"
        " timezone:number until count:number wkst freq interval:number byday bymonthday description opens_at closes_at"
        " notes",
    ),
    _kind(
        "service_area",
        "service_areas.csv",
        "id*:uuid service_id:uuid service_at_location_id:uuid name description extent extent_type uri",
    ),
    _kind("accessibility", "accessibility.csv", "id*:uuid location_id:uuid description details url:uri"),
    _kind(
        "taxonomy_term",
        "taxonomy_terms.csv",
        "id*:uuid code name* description* parent_id:uuid taxonomy language taxonomy_id:uuid term_uri:uri",
        singles="taxonomy_detail=taxonomy",
    ),
    _kind(
        "metadata",
        "metadata.csv",
        "id*:uuid resource_id:uuid resource_type last_action_date* last_action_type* field_name* previous_value*"
        " replacement_value* updated_by*",
        tabular_required=("resource_id", "resource_type"),
    ),
    _kind("taxonomy", "taxonomies.csv", "id*:uuid name* description* uri:uri version"),
    _kind("url", "url.csv", "id*:uuid label url*:uri organization_id:uuid service_id:uuid"),
    _kind("unit", "units.csv", "id*:uuid name* scheme identifier uri:uri"),
    _kind(
        "service_capacity",
        "service_capacity.csv",
        "id*:uuid service_id:uuid unit_id:uuid available*:number maximum:number description updated*:date-time"
        " service_at_location_id+:uuid",
        singles="unit=unit",
        tabular_required=("unit_id", "service_id"),
    ),
)

KINDS: Final = {kind.name: kind for kind in _KINDS}
"""Every object we publish, by its name in the standard."""
