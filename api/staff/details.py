"""What the right-hand pane shows of one thing that was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from fastapi import HTTPException

from api.staff.script import script_of
from services_db import Catalogue, CatalogueError, Service, ServiceNotFound
from services_db.fields import PLACE_KINDS
from services_db.places.directory import PlaceQuery
from services_db.places.opening import opening_of
from services_db.places.records import Place

_PLACES: Final = 5
_FACETS: Final = ("what", "who", "how", "where", "cost", "when", "materials", "phone", "target")
"""In the order in which callers ask."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing in the pane: its template, its title, where the public may read it, and what the template fills in."""

    template: str
    title: str
    url: str
    context: Mapping[str, Any]


class Details:
    """Gathers what is known of one thing; `clock` tells what is open now."""

    def __init__(self, catalogue: Catalogue, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._catalogue = catalogue
        self._places = catalogue.places
        self._clock = clock
        self._by_kind = MappingProxyType(
            {
                "service": self._service,
                "clause": self._clause,
                "indicator": self._indicator,
                "hotline": self._hotline,
                "place": self._place,
            }
        )

    def of(self, kind: str, ident: str, county: str = "") -> Shown:
        """What to show; raises HTTPException 404 when there is no such thing."""
        try:
            return self._by_kind[kind](ident, county)
        except (KeyError, CatalogueError):
            raise HTTPException(404) from None

    def _service(self, ident: str, county: str) -> Shown:
        service = self._catalogue.service(ident)
        told = {facet: [f for f in service.facts_of(facet) if f.kind != "unstated"] for facet in _FACETS}
        unsaid = {f: facts[0] for f in _FACETS if (facts := service.facts_of(f)) and not told[f]}
        context = {
            "service": service,
            "told": {facet: facts for facet, facts in told.items() if facts},
            "unsaid": unsaid,
            "script": script_of(service),
            "related": self._services(service.related),
            "clauses": [self._catalogue.clause(clause) for clause in service.clauses],
            **self._nearby(service, county),
        }
        return Shown("service", service.name, f"/services/{ident}", context)

    def _clause(self, ident: str, county: str) -> Shown:
        clause = self._catalogue.clause(ident)
        citing = self._catalogue.services_citing(ident)
        return Shown(
            "clause", f"{clause.label} {clause.section}", f"/plans/{ident}", {"clause": clause, "citing": citing}
        )

    def _indicator(self, ident: str, county: str) -> Shown:
        indicator = self._catalogue.indicator(ident)
        if indicator is None:
            return self._clause(ident, county)
        context = {
            "indicator": indicator,
            "clause": self._catalogue.clause(ident),
            "citing": self._catalogue.services_citing(ident),
        }
        return Shown("indicator", indicator.name, f"/plans/{ident}", context)

    def _hotline(self, ident: str, county: str) -> Shown:
        hotline = self._catalogue.hotline(ident)
        if hotline is None:
            raise KeyError(ident)
        plan, _, clause = hotline.basis.partition(":")
        context = {
            "hotline": hotline,
            "clause": self._catalogue.clause(clause) if plan == "plan" and clause else None,
            "serving": [
                (service, phone.why)
                for service in self._catalogue.services()
                for phone in service.phones[:1]
                if phone.hotline.number == ident
            ],
        }
        return Shown("hotline", f"{ident} {hotline.name}", f"tel:{ident}", context)

    def _place(self, ident: str, county: str) -> Shown:
        place = self._places.place(ident)
        services = [service for service in self._catalogue.services() if service.place_kind == place.kind]
        context = {"place": self._open(place), "kind": PLACE_KINDS[place.kind], "services": services}
        return Shown("place", place.name, f"/places/{ident}", context)

    def _nearby(self, service: Service, county: str) -> dict[str, Any]:
        """Places of the service's kind: of the county, or how many each county has."""
        kind = service.place_kind
        nothing: dict[str, Any] = {"place_kind": PLACE_KINDS.get(kind or ""), "places": [], "more": False, "counts": {}}
        if kind is None:
            return nothing
        try:
            if not county:
                return nothing | {"counts": self._places.counties(kind)}
            found = self._places.find(PlaceQuery(kind, county, limit=_PLACES))
        except CatalogueError:
            return nothing
        return nothing | {"places": [self._open(one.place) for one in found.items], "more": found.more}

    def _open(self, place: Place) -> tuple[Place, Any]:
        return place, opening_of(place.hours, self._clock())

    def _services(self, idents: tuple[str, ...]) -> list[Service]:
        found = []
        for ident in idents:
            try:
                found.append(self._catalogue.service(ident))
            except ServiceNotFound:
                continue
        return found
