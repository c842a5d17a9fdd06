"""Services at places: every place offers the services of the catalogue whose kind of place it is, and no row says so.

With a hundred thousand places there are half a million such pairs. A list of them is therefore a list of blocks, the
services of a kind × the places of a kind; a page reads only its own places. Raises CatalogueUnavailable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from services_db.catalogue import Catalogue
from services_db.errors import CatalogueUnavailable
from services_db.hsds.directory import Directory
from services_db.hsds.package import Published
from services_db.hsds.place_sets import PlaceFilters, PlaceSet, place_set
from services_db.hsds.places import capacity_records, location_head, location_record, unit_record
from services_db.hsds.shelves import Entry, Filters, serialised
from services_db.hsds.taxonomies import Record
from services_db.local_time import WENZHOU_TIME
from services_db.places.ids import service_at_location_id, split_service_at_location
from services_db.places.loading import load_places
from services_db.places.records import Place
from services_db.records import Service
from services_db.simplified import folded

MOST_NESTED: Final = 500
"""A service that is offered at more places than this does not hold them itself; they are asked for page by page."""
_AT_ONCE: Final = 200
BY_KIND: Final = "规划里这项服务要去的是这一种场所，这一处按种类对应；去之前先打电话问它办不办。"
_BY_ID: Final = text("SELECT number, id, kind FROM location WHERE id IN (SELECT value FROM json_each(:ids)) ")
_VERSION: Final = text("SELECT count(*), count(closed_on), max(last_modified), sum(number) FROM location")


@dataclass(frozen=True, slots=True)
class Block:
    """Some services, offered at each of some places; places come in their order, at each the services in theirs."""

    services: tuple[Service, ...]
    places: PlaceSet

    def size(self, connection: Connection) -> int:
        """How many pairs these are."""
        return len(self.services) * self.places.count(connection)


class Offers:
    """The services at the places of one database."""

    def __init__(
        self,
        catalogue: Catalogue,
        directory: Directory,
        engine: Engine,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._directory = directory
        self._engine = engine
        self._clock = clock
        self._placed = {service.uuid: service for service in catalogue.services() if service.place_kind}
        self._words = {
            service.uuid: folded("\n".join((service.name, *service.everyday_names)))
            for service in self._placed.values()
        }

    @cached_property
    def _listed(self) -> dict[str, bytes]:
        return {ident: self._directory.services.by_id[ident].forms["listed"] for ident in self._placed}

    def blocks(self, filters: Filters, places: PlaceFilters) -> list[Block]:
        """What is asked for, as blocks that do not overlap."""
        shelf = self._directory.services.by_id
        groups: defaultdict[tuple[str, PlaceFilters], list[Service]] = defaultdict(list)
        for service in self._placed.values():
            entry = shelf[service.uuid]
            if places.service in (None, service.uuid) and _admits(filters, entry):
                groups[str(service.place_kind), self._needed(filters, places, entry)].append(service)
        return [Block(tuple(services), place_set(kind, needed)) for (kind, needed), services in groups.items()]

    def _needed(self, filters: Filters, places: PlaceFilters, entry: Entry) -> PlaceFilters:
        """What the place has to fulfil where the service does not: words it does not bear, a recent change."""
        since = filters.modified_after
        fresh = since is not None and entry.modified is not None and entry.modified >= since
        words = tuple(word for word in folded(filters.search).split() if word not in self._words[entry.id])
        return places.narrowed(words, None if fresh else since)

    def total(self, blocks: list[Block]) -> int:
        """How many pairs all blocks hold."""
        with _reading(self._engine) as connection:
            return sum(block.size(connection) for block in blocks)

    def page(self, blocks: list[Block], start: int, stop: int, *, full: bool) -> list[bytes]:
        """The pairs from `start` up to, not including, `stop`, serialised."""
        made: list[bytes] = []
        with _reading(self._engine) as connection:
            for block in blocks:
                size = block.size(connection)
                if start < size and stop > 0:
                    made += self._cut(connection, block, max(start, 0), min(stop, size), full)
                start, stop = start - size, stop - size
                if stop <= 0:
                    break
        return made

    def lines(self, blocks: list[Block], *, full: bool) -> Iterator[bytes]:
        """All pairs, a line each, some at a time; the database is free in between."""
        for block in blocks:
            start = 0
            while made := self.page([block], start, start + _AT_ONCE, full=full):
                yield b"".join(line + b"\n" for line in made)
                start += _AT_ONCE

    def one(self, ident: str) -> bytes | None:
        """The pair with this id, with its service in full; None when there is none."""
        try:
            pairs = dict(split_service_at_location(ident, self._placed))
        except ValueError:
            return None
        with _reading(self._engine) as connection:
            rows = connection.execute(_BY_ID, {"ids": serialised(list(pairs)).decode()}).all()
            for number, location, kind in rows:
                service = self._placed[pairs[location]]
                place = load_places(connection, [number])[number]
                fits = service.place_kind == kind and place.closed_on is None
                if fits and service_at_location_id(location, service.uuid) == ident:
                    nested = self._directory.services.by_id[service.uuid].forms["full"]
                    return self._pair(service, place, self._location(place, full=True), nested, full=True)
        return None

    def nested(self, service_id: str) -> list[bytes]:
        """The pairs of one service to nest in it; none when there are too many."""
        if service_id not in self._placed:
            return []
        blocks = self.blocks(Filters(), PlaceFilters(service=service_id))
        total = self.total(blocks)
        return self.page(blocks, 0, total, full=False) if total <= MOST_NESTED else []

    def published(self) -> Iterator[Published]:
        """Every place with its pairs, and the units of their capacities, for the tabular data package."""
        today = self._today()
        units: set[str] = set()
        for kind in dict.fromkeys(str(service.place_kind) for service in self._placed.values()):
            services = [service for service in self._placed.values() if service.place_kind == kind]
            for place in self._places(place_set(kind, PlaceFilters())):
                yield Published("location", [location_record(place, self._directory.place_terms, today)])
                pairs = [self._head(service, place) | self._tail(service, place) for service in services]
                yield Published("service_at_location", pairs)
                if place.capacity and place.capacity.unit not in units:
                    units.add(place.capacity.unit)
                    yield Published("unit", [unit_record(place.capacity.unit)])

    def _places(self, places: PlaceSet) -> Iterator[Place]:
        start = 0
        while True:
            with _reading(self._engine) as connection:
                numbers = places.numbers(connection, start, start + _AT_ONCE)
                loaded = load_places(connection, numbers)
            yield from (loaded[number] for number in numbers)
            if len(numbers) < _AT_ONCE:
                return
            start += _AT_ONCE

    def version(self) -> str:
        """Changes whenever an import changed something, and with the day, which seasons depend on."""
        with _reading(self._engine) as connection:
            told = connection.execute(_VERSION).one()
        return f"{self._directory.version}/{tuple(told)}/{self._today()}"

    def _cut(self, connection: Connection, block: Block, start: int, stop: int, full: bool) -> list[bytes]:
        each = len(block.services)
        first = start // each
        numbers = block.places.numbers(connection, first, -(-stop // each))
        places = load_places(connection, numbers)
        made = []
        for n, number in enumerate(numbers, first):
            place = places[number]
            location = self._location(place, full=full)
            for m, service in enumerate(block.services):
                if start <= n * each + m < stop:
                    made.append(self._pair(service, place, location, self._listed[service.uuid], full=full))
        return made

    def _location(self, place: Place, *, full: bool) -> bytes:
        if not full:
            return serialised(location_head(place))
        return serialised(location_record(place, self._directory.place_terms, self._today()))

    def _pair(self, service: Service, place: Place, location: bytes, nested: bytes, *, full: bool) -> bytes:
        head, tail = self._head(service, place), self._tail(service, place) if full else {}
        made = serialised(head)[:-1] + b',"location":' + location + b',"service":' + nested
        return made + (b"," + serialised(tail)[1:] if tail else b"}")

    def _head(self, service: Service, place: Place) -> Record:
        return {
            "id": service_at_location_id(place.id, service.uuid),
            "service_id": service.uuid,
            "location_id": place.id,
            "description": BY_KIND,
        }

    def _tail(self, service: Service, place: Place) -> Record:
        ident = service_at_location_id(place.id, service.uuid)
        capacities = capacity_records(place, service.uuid, ident)
        return {"capacities": capacities} if capacities else {}

    def _today(self) -> date:
        return self._clock().astimezone(WENZHOU_TIME).date()


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """A connection that turns the database's failures into CatalogueUnavailable."""
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise CatalogueUnavailable(str(error)) from error


def _admits(filters: Filters, entry: Entry) -> bool:
    """Whether the service passes what only a service can fulfil."""
    return (
        entry.terms.issuperset(filters.terms)
        and entry.taxonomies.issuperset(filters.taxonomies)
        and entry.organizations.issuperset(filters.organizations)
    )
