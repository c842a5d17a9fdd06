"""Pages to read and to print, without a script: services, clauses, and the lists of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.templating import Jinja2Templates

from api.assets import Assets
from api.templating import page_templates
from services_db import (
    FACETS,
    FACT_KINDS,
    Catalogue,
    Clause,
    ClauseNotFound,
    Service,
    ServiceNotFound,
    label_of,
)
from services_db.fields import CATEGORIES, LIFE_STAGES

Shelves = Mapping[str, list[Service]]


def pages_router(catalogue: Catalogue, assets: Assets | None = None) -> APIRouter:
    """The readable pages of the catalogue."""
    router, templates = APIRouter(default_response_class=HTMLResponse), page_templates(assets)
    templates.env.filters["label"] = label_of
    common = {"facets": FACETS, "kinds": FACT_KINDS}
    clauses = catalogue.clauses()
    position = {clause.id: n for n, clause in enumerate(clauses)}
    shelves = {
        "stages": _shelved(LIFE_STAGES, ((stage, s) for s in catalogue.services() for stage in s.life_stages)),
        "categories": _shelved(CATEGORIES, ((s.category, s) for s in catalogue.services())),
        "total": len(catalogue.services()),
    }

    # The two long lists say the same to everyone for as long as this catalogue is open; they are written once.
    every_service = _written(templates, "index_lists.html", common | shelves)
    every_clause = _written(templates, "plans_lists.html", common | {"sections": _sections(clauses)})

    @router.get("/services")
    async def index(request: Request) -> Any:
        return templates.TemplateResponse(request, "index.html", common | {"lists": every_service})

    @router.get("/services/{service_id}")
    async def service_page(request: Request, service_id: str) -> Any:
        try:
            service = catalogue.service(service_id)
        except ServiceNotFound:
            raise HTTPException(404) from None
        related = [catalogue.service(ident) for ident in service.related]
        context = {"service": service, "related": related, "clauses": {c: catalogue.clause(c) for c in service.clauses}}
        return templates.TemplateResponse(request, "service.html", common | context)

    @router.get("/plans")
    async def contents(request: Request) -> Any:
        return templates.TemplateResponse(request, "plans.html", common | {"lists": every_clause})

    @router.get("/plans/{clause_id}")
    async def clause_page(request: Request, clause_id: str) -> Any:
        try:
            clause = catalogue.clause(clause_id)
        except ClauseNotFound:
            raise HTTPException(404) from None
        at = position[clause_id]
        context = {
            "clause": clause,
            "services": catalogue.services_citing(clause_id),
            "indicator": catalogue.indicator(clause_id),
            "before": clauses[at - 1] if at else None,
            "after": clauses[at + 1] if at + 1 < len(clauses) else None,
        }
        return templates.TemplateResponse(request, "clause.html", common | context)

    return router


def _written(templates: Jinja2Templates, name: str, context: dict[str, Any]) -> Markup:
    return Markup(templates.get_template(name).render(context))  # noqa: S704 - the template escapes


def _shelved(order: Iterable[str], pairs: Iterable[tuple[str, Service]]) -> Shelves:
    """Services under their headings, headings in the catalogue's order, those without services left out."""
    shelves: dict[str, list[Service]] = {heading: [] for heading in order}
    for heading, service in pairs:
        shelves[heading].append(service)
    return {heading: services for heading, services in shelves.items() if services}


def _sections(clauses: Iterable[Clause]) -> dict[str, dict[str, list[Clause]]]:
    """The clauses by plan and by section, as in a table of contents."""
    plans: dict[str, dict[str, list[Clause]]] = {}
    for clause in clauses:
        heading = clause.section if clause.part in ("前言", clause.section) else f"{clause.part} · {clause.section}"
        plans.setdefault(clause.plan, {}).setdefault(heading, []).append(clause)
    return plans
