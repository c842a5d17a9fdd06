"""Whole places out of their rows, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text

from services_db.places.hours import HoursUnreadable, read_hours
from services_db.places.records import Capacity, Hours, Phone, Place, Point

_ROWS: Final = text(
    "SELECT place.*, address.address_1, address.postal_code, accessibility.description AS accessible, "
    "unit.name AS unit, capacity.maximum, capacity.available, capacity.updated FROM location AS place "
    "LEFT JOIN address ON address.location_number = place.number "
    "LEFT JOIN accessibility ON accessibility.location_number = place.number "
    "LEFT JOIN service_capacity AS capacity ON capacity.location_number = place.number "
    "LEFT JOIN unit ON unit.id = capacity.unit_id WHERE place.number IN :numbers"
).bindparams(bindparam("numbers", expanding=True))
_PHONES: Final = text(
    "SELECT location_number, number, extension FROM location_phone WHERE location_number IN :numbers ORDER BY position"
).bindparams(bindparam("numbers", expanding=True))


def load_places(connection: Connection, numbers: Sequence[int]) -> dict[int, Place]:
    """The places of these rows, by the row's number; two statements, however many places."""
    if not numbers:
        return {}
    phones: dict[int, list[Phone]] = {}
    for owner, number, extension in connection.execute(_PHONES, {"numbers": numbers}):
        phones.setdefault(owner, []).append(Phone(number, extension))
    rows = connection.execute(_ROWS, {"numbers": numbers})
    return {row.number: _place(row, tuple(phones.get(row.number, ()))) for row in rows}


def _place(row: Any, phones: tuple[Phone, ...]) -> Place:
    return Place(
        id=row.id,
        key=row.key,
        kind=row.kind,
        name=row.name,
        county=row.county,
        town=row.town,
        address=row.address_1 or "",
        postal_code=row.postal_code,
        point=_point(row.latitude, row.longitude),
        given_point=_point(row.given_latitude, row.given_longitude),
        given_datum=row.given_datum,
        hours=hours_of(row.hours),
        phones=phones,
        capacity=_capacity(row),
        accessibility=row.accessible,
        description=row.description,
        source=row.source,
        checked_on=_day(row.checked_on),
        last_modified=datetime.fromisoformat(row.last_modified),
        closed_on=_day(row.closed_on),
    )


def _point(lat: float | None, lng: float | None) -> Point | None:
    return None if lat is None or lng is None else Point(lat, lng)


def _capacity(row: Any) -> Capacity | None:
    if row.unit is None:
        return None
    return Capacity(row.unit, row.maximum, row.available, date.fromisoformat(row.updated))


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def hours_of(words: str | None) -> Hours | None:
    """The stored words, read again (each wording once); words that are no longer read are still shown."""
    if words is None:
        return None
    try:
        return read_hours(words)
    except HoursUnreadable:
        return Hours(words)
