"""A place of an imported directory as HSDS has it: location, address, phones, schedules, accessibility, capacity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from services_db.hsds.links import place_page
from services_db.hsds.taxonomies import Record, Terms
from services_db.places.records import Capacity, Place, Span
from services_db.revisions import timestamp
from services_db.schema import hsds_uuid

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_OFFSET: Final = "+08:00"
_HOURS_EAST: Final = 8
_HOLIDAYS: Final = {"open": "节假日照常开放", "closed": "节假日休息"}
_MIDNIGHT: Final = 24 * 60


def location_head(place: Place) -> Record:
    """The location's one-to-one fields, as lists show it."""
    record = {
        "id": place.id,
        "location_type": "physical",
        "url": place_page(place.id),
        "name": place.name,
        "description": place.description,
        "latitude": place.point.lat if place.point else None,
        "longitude": place.point.lng if place.point else None,
    }
    return {key: value for key, value in record.items() if value is not None}


def location_record(place: Place, terms: Terms, today: date) -> Record:
    """The location with all that belongs to it; `today` chooses the year of a season."""
    lists = {
        "addresses": [_address(place)] if place.address else [],
        "accessibility": list(_accessibility(place)),
        "phones": list(_phones(place)),
        "schedules": list(_schedules(place, today)),
        "attributes": list(_attributes(place, terms)),
        "metadata": [_last_change(place)],
    }
    return location_head(place) | {key: value for key, value in lists.items() if value}


def capacity_records(place: Place, service_id: str, offer_id: str) -> list[Record]:
    """How many are free for the service here; the standard has no place for a capacity whose free number is unknown."""
    capacity = place.capacity
    if capacity is None or capacity.available is None:
        return []
    unit = unit_record(capacity.unit)
    record = {
        "id": hsds_uuid("service_capacity", offer_id),
        "service_id": service_id,
        "service_at_location_id": offer_id,
        "unit_id": unit["id"],
        "unit": unit,
        "available": capacity.available,
        "updated": f"{capacity.updated.isoformat()}T00:00:00{_OFFSET}",
    }
    return [record | ({"maximum": capacity.maximum} if capacity.maximum is not None else {})]


def unit_record(name: str) -> Record:
    """A unit of capacity, e.g. 托位."""
    return {"id": hsds_uuid("unit", name), "name": name}


def _address(place: Place) -> Record:
    """The postal code is empty when the directory has none: the standard wants the field, we do not guess it."""
    town = {"attention": place.town} if place.town else {}
    return {
        "id": hsds_uuid("address", place.key),
        "location_id": place.id,
        **town,
        "address_1": place.address,
        "city": "温州市",
        "region": place.county,
        "state_province": "浙江省",
        "postal_code": place.postal_code or "",
        "country": "CN",
        "address_type": "physical",
    }


def _accessibility(place: Place) -> Iterator[Record]:
    if place.accessibility:
        ident = hsds_uuid("accessibility", place.key)
        yield {"id": ident, "location_id": place.id, "description": place.accessibility}


def _phones(place: Place) -> Iterator[Record]:
    for n, phone in enumerate(place.phones):
        extension = phone.extension or ""
        record = {
            "id": hsds_uuid("location_phone", f"{place.key}/{n}"),
            "location_id": place.id,
            "number": phone.number,
            "type": "voice",
        }
        yield record | ({"extension": int(extension)} if extension.isdecimal() else {})


def _schedules(place: Place, today: date) -> Iterator[Record]:
    """One schedule a weekly opening; the directory's own words always stand beside it."""
    if place.hours is None:
        return
    notes = _HOLIDAYS.get(place.hours.holidays or "")
    said = {"description": place.hours.text} | ({"notes": notes} if notes else {})
    weekly = [span for span in place.hours.spans if any(day < len(_DAYS) for day in span.days)]
    for n, span in enumerate(weekly):
        ident = hsds_uuid("schedule", f"{place.key}/{n}")
        yield {"id": ident, "location_id": place.id, **_season(span, today), **_weekly(span), **said}
    if not weekly:
        yield {"id": hsds_uuid("schedule", f"{place.key}/words"), "location_id": place.id, **said}


def _weekly(span: Span) -> Record:
    return {
        "timezone": _HOURS_EAST,
        "freq": "WEEKLY",
        "byday": ",".join(_DAYS[day] for day in span.days if day < len(_DAYS)),
        "opens_at": _clock(span.opens),
        "closes_at": _clock(span.closes if span.closes <= _MIDNIGHT else span.closes - _MIDNIGHT),
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}{_OFFSET}"


def _season(span: Span, today: date) -> Record:
    """The season that runs, or comes next, as dates."""
    if span.season is None:
        return {}
    (first_month, first_day), (last_month, last_day) = span.season
    over_new_year = (last_month, last_day) < (first_month, first_day)
    for year in range(today.year - 1, today.year + 2):
        last = _day(year + over_new_year, last_month, last_day)
        if last >= today:
            first = _day(year, first_month, first_day)
            return {"valid_from": first.isoformat(), "valid_to": last.isoformat()}
    return {}


def _day(year: int, month: int, day: int) -> date:
    """The day; 29 February is the 28th in years that have none."""
    leap = month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400))
    return date(year, month, 28 if leap else day)


def _attributes(place: Place, terms: Terms) -> Iterator[Record]:
    """Its kind, and where the row comes from."""
    yield _attribute(place, terms, "place_kind", place.kind)
    yield {**_attribute(place, terms, "place_record", "source"), "value": place.source}
    if place.checked_on:
        yield {**_attribute(place, terms, "place_record", "checked_on"), "value": place.checked_on.isoformat()}
    if place.capacity and place.capacity.available is None and place.capacity.maximum is not None:
        yield {**_attribute(place, terms, "place_record", "capacity"), "value": _in_words(place.capacity)}


def _attribute(place: Place, terms: Terms, taxonomy: str, code: str) -> Record:
    term = terms.nested(taxonomy, code)
    return {
        "id": hsds_uuid("attribute", f"{place.id}/{taxonomy}/{code}"),
        "link_id": place.id,
        "taxonomy_term_id": term["id"],
        "link_type": code if taxonomy == "place_record" else taxonomy,
        "link_entity": "location",
        "taxonomy_term": term,
    }


def _in_words(capacity: Capacity) -> str:
    return f"{capacity.maximum} 个{capacity.unit}，空余多少没有登记"


def _last_change(place: Place) -> dict[str, Any]:
    """When the row last changed; the standard's location has no field of its own for it."""
    moment = timestamp(place.last_modified)
    return {
        "id": hsds_uuid("metadata", f"{place.id}/{moment}"),
        "resource_id": place.id,
        "resource_type": "location",
        "last_action_date": moment,
        "last_action_type": "update",
        "field_name": "location",
        "previous_value": "",
        "replacement_value": place.name,
        "updated_by": place.source,
    }
