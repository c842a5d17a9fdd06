"""The desk's first page: one box, everything found while typing, and all that is known of it beside."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.staff.details import Details, Shown
from api.staff.finding import KINDS, Finder, Wanted
from api.staff.guard import AnyVisit
from api.staff.pages import show
from services_db import FACETS, FACT_KINDS, PLAN_TITLES, Catalogue, LookUp
from services_db.fields import CATEGORIES, LIFE_STAGES

_WORDS: Final[dict[str, Any]] = {"facets": FACETS, "fact_kinds": FACT_KINDS, "plans": PLAN_TITLES, "kinds": KINDS}
_CHOICES: Final[dict[str, Any]] = {"stages": LIFE_STAGES, "categories": CATEGORIES}


def look_up_desk(catalogue: Catalogue | None) -> APIRouter:
    """The page, and the two parts of it that a script fetches: the list, and the pane."""
    router = APIRouter()
    if catalogue is None:
        for path in ("/", "/results", "/details/{kind}/{ident}"):
            router.get(path)(_closed)
        return router
    finder, details = Finder(catalogue), Details(catalogue)

    @router.get("/")
    def page(request: Request, visit: AnyVisit) -> Response:
        asked = request.query_params
        wanted, found = _found(finder, asked)
        opened = asked.get("open", "") or _first(found)
        panes = [
            _pane(details, address, county)
            for address, county in ((opened, wanted.county), (asked.get("beside", ""), asked.get("beside_county", "")))
            if address
        ]
        choices = _CHOICES | {"counties": finder.counties}
        shown = {"wanted": wanted, "found": found, "panes": panes, "opened": opened, "link": _linker(wanted)}
        return show(request, "look_up.html", **_WORDS, **choices, **shown)

    @router.get("/results")
    def results(request: Request, visit: AnyVisit) -> Response:
        wanted, found = _found(finder, request.query_params)
        return show(request, "results.html", **_WORDS, wanted=wanted, found=found, link=None, opened="")

    @router.get("/details/{kind}/{ident}")
    def pane(request: Request, visit: AnyVisit, kind: str, ident: str) -> Response:
        wanted, found = _found(finder, request.query_params)
        shown = _pane(details, f"{kind}:{ident}", wanted.county)
        return show(request, "pane.html", **_WORDS, wanted=wanted, found=found, pane=shown, link=None)

    return router


def _closed(request: Request, visit: AnyVisit) -> Response:
    return show(request, "no_catalogue.html", 503)


def _found(finder: Finder, asked: Any) -> tuple[Wanted, LookUp]:
    wanted = finder.wanted(asked)
    return wanted, finder.find(wanted)


def _first(found: LookUp) -> str:
    return f"{found.hits[0].kind}:{found.hits[0].id}" if found.hits else ""


def _pane(details: Details, address: str, county: str) -> tuple[str, Shown, str]:
    """The thing at an address like service:respite-care, and the county it is shown for."""
    kind, _, ident = address.partition(":")
    return address, details.of(kind, ident, county), county


def _linker(wanted: Wanted) -> Any:
    """Makes the address of this page with something else opened, for browsers without a script."""

    def link(address: str) -> str:
        choices = {"q": wanted.query, "county": wanted.county, "stage": wanted.stage, "category": wanted.category}
        kept = {name: value for name, value in (choices | {"kind": wanted.kind}).items() if value}
        return f"/staff/?{urlencode(kept | {'open': address})}"

    return link
