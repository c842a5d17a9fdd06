"""GET /hsds/…: the catalogue as open data after HSDS 3.1; an application of its own, mounted by the gateway."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query, Request, Response
from fastapi.templating import Jinja2Templates
from starlette.types import ASGIApp

from api.hsds_access import OpenAccess, streamed, validated
from api.hsds_document import DocumentedApp, a_page_of, one
from api.hsds_errors import Refused, register_hsds_errors
from api.hsds_parameters import (
    OrganizationFilters,
    Paged,
    Paging,
    ServiceFilters,
    TaxonomyFilters,
    TermFilters,
    WherePlaced,
)
from api.hsds_profile import profile_router
from services_db import Catalogue
from services_db.hsds import HSDS_VERSION, Block, Directory, Entry, Offers, PageBounds, Shelf, page_of, published

DEFAULT_PER_PAGE: Final = 50
_LINES_AT_ONCE: Final = 50
_HOST: Final = re.compile(r"^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$")
_KINDS: Final = {
    "service": ("事项", "service"),
    "organization": ("机构", "organization"),
    "service_at_location": ("事项和场所", "service at a location"),
    "taxonomy": ("分类法", "taxonomy"),
    "taxonomy_term": ("分类词条", "taxonomy term"),
}
Minimal = Annotated[bool, Query(description="只要编号和修改时间。Only ids and times of change.")]
Full = Annotated[bool, Query(description="要全部嵌套内容。Fully nested records.")]
FullService = Annotated[bool, Query(description="机构下的事项要全部内容。Services in full within organizations.")]


def hsds_app(catalogue: Catalogue, templates: Jinja2Templates, public_url: str = "") -> ASGIApp:
    """The open data of this catalogue; without a `public_url` addresses in it are those it is asked under."""
    app = DocumentedApp()
    register_hsds_errors(app)
    directory = Directory(catalogue)
    answers = _Answers(directory, Offers(catalogue, directory, catalogue.engine), public_url)
    _add_overview(app, answers)
    _add_services(app, answers)
    _add_services_at_locations(app, answers)
    _add_organizations(app, answers)
    _add_taxonomies(app, answers)
    app.include_router(profile_router(templates))
    return OpenAccess(app)


class _Answers:
    """Turns records into responses: one, a page, or a stream."""

    def __init__(self, directory: Directory, offers: Offers, public_url: str) -> None:
        self.directory = directory
        self.offers = offers
        self._public_url = public_url.rstrip("/")

    def address(self, request: Request) -> str:
        """The address that stands in records: the one that is set, else the one that was asked."""
        if self._public_url:
            return self._public_url
        host = request.headers.get("host", "")
        if not _HOST.match(host):
            raise Refused("host")
        return f"{request.url.scheme}://{host}"

    def one(self, request: Request, shelf: Shelf, kind: str, ident: str, form: str = "full") -> Response:
        """The record with this id."""
        entry = shelf.by_id.get(ident.lower())
        return self.whole(request, kind, ident, entry.forms[form] if entry else None)

    def whole(self, request: Request, kind: str, ident: str, record: bytes | None) -> Response:
        """The record that was found under this id; raises Refused when none was."""
        if record is None:
            chinese, english = _KINDS[kind]
            raise Refused("unknown_id", id=ident[:80], kind=chinese, kind_name=english)
        return validated(request, published(record, self.address(request)))

    def many(
        self, request: Request, entries: Sequence[Entry], form: str, paged: Paging, default: int = DEFAULT_PER_PAGE
    ) -> Response:
        """A page of the entries, or all of them as lines."""
        if paged.streamed:
            lines = _lines(entries, form)
            return streamed(request, self.directory.version, self._addressed(request, lines))
        bounds = _bounds(len(entries), paged, default)
        shown = entries[bounds.start : bounds.start + bounds.per_page]
        return self._page(request, [entry.forms[form] for entry in shown], bounds)

    def offered(self, request: Request, blocks: list[Block], paged: Paging, *, full: bool) -> Response:
        """A page of services at places, or all of them as lines."""
        if paged.streamed:
            lines = self.offers.lines(blocks, full=full)
            return streamed(request, self.offers.version(), self._addressed(request, lines))
        bounds = _bounds(self.offers.total(blocks), paged, DEFAULT_PER_PAGE)
        shown = self.offers.page(blocks, bounds.start, bounds.start + bounds.per_page, full=full)
        return self._page(request, shown, bounds)

    def _page(self, request: Request, shown: Sequence[bytes], bounds: PageBounds) -> Response:
        return validated(request, published(page_of(shown, bounds), self.address(request)))

    def _addressed(self, request: Request, lines: Iterator[bytes]) -> Iterator[bytes]:
        address = self.address(request)
        return (published(some, address) for some in lines)


def _bounds(total: int, paged: Paging, default: int) -> PageBounds:
    bounds = PageBounds(total, paged.page, paged.per_page or max(default, 1))
    if not bounds.exists:
        raise Refused("page", number=bounds.number, pages=max(bounds.pages, 1))
    return bounds


def _lines(entries: Sequence[Entry], form: str) -> Iterator[bytes]:
    for start in range(0, len(entries), _LINES_AT_ONCE):
        yield b"".join(entry.forms[form] + b"\n" for entry in entries[start : start + _LINES_AT_ONCE])


def _add_overview(app: FastAPI, answers: _Answers) -> None:
    @app.get("/", tags=["overview"], summary="版本、说明和接口文件。Version, profile and API description.")
    def overview(request: Request) -> dict[str, str]:
        base = f"{answers.address(request)}/hsds"
        return {"version": HSDS_VERSION, "profile": f"{base}/profile", "openapi_url": f"{base}/openapi.json"}


def _add_services(app: FastAPI, answers: _Answers) -> None:
    directory = answers.directory

    @app.get("/services", responses=a_page_of("service", "service_minimal"), summary="事项一览。Services.")
    def services(
        request: Request, filters: ServiceFilters, paged: Paged, minimal: Minimal = False, full: Full = False
    ) -> Any:
        entries = directory.services_found(filters)
        form = "minimal" if minimal else "full" if full else "listed"
        return answers.many(request, entries, form, paged, len(entries) if minimal else DEFAULT_PER_PAGE)

    @app.get("/services/{ident}", responses=one("service"), summary="一个事项的全部内容。One service in full.")
    def service(request: Request, ident: str) -> Any:
        entry = directory.services.by_id.get(ident.lower())
        return answers.whole(request, "service", ident, _with_places(entry, answers.offers) if entry else None)


def _with_places(entry: Entry, offers: Offers) -> bytes:
    """The service with the places that offer it, unless they are too many to nest."""
    nested = offers.nested(entry.id)
    service = entry.forms["full"]
    return service[:-1] + b',"service_at_locations":[' + b",".join(nested) + b"]}" if nested else service


def _add_services_at_locations(app: FastAPI, answers: _Answers) -> None:
    offers = answers.offers

    @app.get("/service_at_locations", responses=a_page_of("service_at_location"), summary="在各处的事项。At locations.")
    def services_at_locations(
        request: Request, filters: ServiceFilters, places: WherePlaced, paged: Paged, full: Full = False
    ) -> Any:
        return answers.offered(request, offers.blocks(filters, places), paged, full=full)

    @app.get("/service_at_locations/{ident}", responses=one("service_at_location"), summary="在一处的一个事项。One.")
    def service_at_location(request: Request, ident: str) -> Any:
        return answers.whole(request, "service_at_location", ident, offers.one(ident.lower()))


def _add_organizations(app: FastAPI, answers: _Answers) -> None:
    directory = answers.directory

    @app.get("/organizations", responses=a_page_of("organization"), summary="机构一览。Organizations.")
    def organizations(
        request: Request,
        filters: OrganizationFilters,
        paged: Paged,
        full: Full = False,
        full_service: FullService = False,
    ) -> Any:
        form = "full_service" if full_service else "full" if full else "listed"
        return answers.many(request, directory.organizations.chosen(filters), form, paged)

    @app.get("/organizations/{ident}", responses=one("organization"), summary="一个机构和它的事项。One organization.")
    def organization(request: Request, ident: str, full_service: FullService = False) -> Any:
        form = "full_service" if full_service else "full"
        return answers.one(request, directory.organizations, "organization", ident, form)


def _add_taxonomies(app: FastAPI, answers: _Answers) -> None:
    directory = answers.directory

    @app.get("/taxonomies", responses=a_page_of("taxonomy"), summary="分类法一览。Taxonomies.")
    def taxonomies(request: Request, filters: TaxonomyFilters, paged: Paged) -> Any:
        return answers.many(request, directory.taxonomies.chosen(filters), "listed", paged)

    @app.get("/taxonomies/{ident}", responses=one("taxonomy"), summary="一个分类法。One taxonomy.")
    def taxonomy(request: Request, ident: str) -> Any:
        return answers.one(request, directory.taxonomies, "taxonomy", ident)

    @app.get("/taxonomy_terms", responses=a_page_of("taxonomy_term"), summary="分类词条一览。Taxonomy terms.")
    def taxonomy_terms(request: Request, filters: TermFilters, paged: Paged) -> Any:
        return answers.many(request, directory.terms.chosen(filters), "listed", paged)

    @app.get("/taxonomy_terms/{ident}", responses=one("taxonomy_term"), summary="一个分类词条。One taxonomy term.")
    def taxonomy_term(request: Request, ident: str) -> Any:
        return answers.one(request, directory.terms, "taxonomy_term", ident)
