"""The first step of writing an import: row by row into a database file of its own, while nothing else is locked."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from services_db.places import tables
from services_db.places.grid import cell_of
from services_db.places.hours import PUBLIC_HOLIDAY
from services_db.places.ids import quick_uuid
from services_db.places.opening import clock
from services_db.places.records import Place, Span
from services_db.places.words import index_words

BATCH: Final = 2000
_BYDAY: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "PH")
"""iCalendar's weekdays; PH (public holidays) is ours."""
_NOT_OF_THE_DIRECTORY: Final = ("number", "corrected_on")
LOCATION_COLUMNS: Final = tuple(c.name for c in tables.location.columns if c.name not in _NOT_OF_THE_DIRECTORY)
_OWN_ROW: Final = (*LOCATION_COLUMNS, "words", "address_words")
CHILD_COLUMNS: Final = {
    table.name: tuple(column.name for column in table.columns if column.name != "location_number")
    for table in tables.CHILDREN
}
_STABLE: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Staging:
    """A database file that holds one import's places until they are merged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute(f"CREATE TABLE location (row INTEGER PRIMARY KEY, {', '.join(_OWN_ROW)})")
        for name, columns in CHILD_COLUMNS.items():
            self._connection.execute(f"CREATE TABLE {name} (row INTEGER, {', '.join(columns)})")
        self._connection.execute("CREATE TABLE unit (id PRIMARY KEY, name)")
        self._rows = 0

    def add(self, places: Iterable[Place], today: date) -> None:
        """Write places, some thousands at a time; their keys must be new to this import."""
        rows = iter(places)
        while batch := list(islice(rows, BATCH)):
            numbered = list(enumerate(batch, self._rows + 1))
            self._rows += len(batch)
            self._connection.execute("BEGIN")
            self._insert("location", ("row", *_OWN_ROW), [(n, *location_row(place, today)) for n, place in numbered])
            for name, columns in CHILD_COLUMNS.items():
                children = [(n, *child) for n, place in numbered for child in child_rows(name, place)]
                self._insert(name, ("row", *columns), children)
            units = {place.capacity.unit for place in batch if place.capacity}
            for unit in units:
                self._connection.execute("INSERT OR IGNORE INTO unit VALUES (?, ?)", (quick_uuid("unit", unit), unit))
            self._connection.execute("COMMIT")

    def _insert(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def close(self) -> None:
        """Done writing; the file stays for the merge."""
        for name in CHILD_COLUMNS:
            self._connection.execute(f"CREATE INDEX {name}_by_row ON {name} (row)")
        self._connection.close()


def location_row(place: Place, today: date) -> tuple[Any, ...]:
    """The place's row: LOCATION_COLUMNS, then the words of its name and of its address for the index."""
    values = {
        "id": place.id,
        "key": place.key,
        "name": place.name,
        "description": place.description,
        "location_type": "physical",
        "latitude": place.point.lat if place.point else None,
        "longitude": place.point.lng if place.point else None,
        "kind": place.kind,
        "county": place.county,
        "town": place.town,
        "given_latitude": place.given_point.lat if place.given_point else None,
        "given_longitude": place.given_point.lng if place.given_point else None,
        "given_datum": place.given_datum,
        "cell": cell_of(place.point) if place.point else None,
        "hours": place.hours.text if place.hours else None,
        "holidays": place.hours.holidays if place.hours else None,
        "source": place.source,
        "checked_on": place.checked_on.isoformat() if place.checked_on else None,
        "imported_on": today.isoformat(),
        "last_modified": place.last_modified.isoformat(timespec="seconds"),
        "closed_on": None,
        "fingerprint": fingerprint(place),
    }
    words = (index_words(f"{place.name}"), index_words(f"{place.county} {place.town or ''} {place.address}"))
    return (*(values[name] for name in LOCATION_COLUMNS), *words)


def fingerprint(place: Place) -> str:
    """A hash of everything a row says; equal rows are not written again."""
    return hashlib.blake2b(repr(replace(place, last_modified=_STABLE)).encode(), digest_size=16).hexdigest()


def child_rows(table: str, place: Place) -> Iterator[tuple[Any, ...]]:
    """The rows of one child table, in the order of its columns."""
    key = place.key
    if table == "address":
        ident = quick_uuid("address", key)
        yield ident, place.address, "温州市", place.county, "浙江省", place.postal_code, "CN", "physical"
    elif table == "location_phone":
        for n, phone in enumerate(place.phones):
            yield quick_uuid("location_phone", f"{key}/{n}"), n, phone.number, phone.extension, "voice"
    elif table == "schedule" and place.hours:
        for n, span in enumerate(place.hours.spans):
            yield quick_uuid("schedule", f"{key}/{n}"), n, "WEEKLY", *_schedule(span)
    elif table == "accessibility" and place.accessibility:
        yield quick_uuid("accessibility", key), place.accessibility
    elif table == "service_capacity" and place.capacity:
        capacity = place.capacity
        ident, unit = quick_uuid("service_capacity", key), quick_uuid("unit", capacity.unit)
        yield ident, unit, capacity.available, capacity.maximum, capacity.updated.isoformat()


def _schedule(span: Span) -> tuple[str, str, str, str | None, str | None]:
    days = ",".join(_BYDAY[day] for day in span.days)
    season = tuple(f"{month:02}-{day:02}" for month, day in span.season) if span.season else (None, None)
    return days, clock(span.opens).zfill(5), clock(span.closes).zfill(5), season[0], season[1]


def read_days(byday: str) -> tuple[int, ...]:
    """The days of a stored schedule, Monday 0; PUBLIC_HOLIDAY for PH."""
    return tuple(PUBLIC_HOLIDAY if day == "PH" else _BYDAY.index(day) for day in byday.split(","))
