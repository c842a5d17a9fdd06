"""Pages to read and to print; only the chat needs a script: services, clauses, and the lists of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape

from services_db import (
    DOCUMENT_NUMBER,
    FACETS,
    FACT_KINDS,
    PLAN_TITLES,
    Catalogue,
    Clause,
    ClauseNotFound,
    Service,
    ServiceNotFound,
    label_of,
)
from services_db.fields import CATEGORIES, LIFE_STAGES

_TEMPLATES: Final = Path(__file__).parent / "templates"
_PHONE: Final = re.compile(r"(?<!\d)(?:12\d{3}|(?<=[打拨])1[12]\d)(?!\d)")
FREQUENT_QUESTIONS: Final = (
    "有没有免费的两癌筛查？",
    "两岁的孩子白天没人带，哪里可以托？",
    "老公打我怎么办",
    "怀孕了单位要辞退我",
    "外地户口孩子怎么在温州上学",
    "家里老人瘫了，照顾不动了",
)

Shelves = Mapping[str, list[Service]]


def chat_page_router() -> APIRouter:
    """The web chat page; works without a catalogue."""
    router, templates = APIRouter(default_response_class=HTMLResponse), _templates()

    @router.get("/")
    async def chat_page(request: Request) -> Any:
        return templates.TemplateResponse(request, "chat.html", {"questions": FREQUENT_QUESTIONS})

    return router


def pages_router(catalogue: Catalogue) -> APIRouter:
    """The readable pages of the catalogue."""
    router, templates = APIRouter(default_response_class=HTMLResponse), _templates()
    numbers = {hotline.number for hotline in catalogue.hotlines()}
    templates.env.filters["dialled"] = lambda text: with_phone_links(text, numbers)
    templates.env.filters["label"] = label_of
    common = {"facets": FACETS, "kinds": FACT_KINDS, "plans": PLAN_TITLES, "document": DOCUMENT_NUMBER}
    clauses = catalogue.clauses()
    position = {clause.id: n for n, clause in enumerate(clauses)}
    shelves = {
        "stages": _shelved(LIFE_STAGES, ((stage, s) for s in catalogue.services() for stage in s.life_stages)),
        "categories": _shelved(CATEGORIES, ((s.category, s) for s in catalogue.services())),
        "total": len(catalogue.services()),
    }

    @router.get("/services")
    async def index(request: Request) -> Any:
        return templates.TemplateResponse(request, "index.html", common | shelves)

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
        return templates.TemplateResponse(request, "plans.html", common | {"sections": _sections(clauses)})

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


def with_phone_links(text: str, numbers: Iterable[str]) -> Markup:
    """The text, escaped, with the public numbers in it ready to be called at a touch."""
    known = set(numbers)
    linked = _PHONE.sub(
        lambda found: f'<a href="tel:{found[0]}">{found[0]}</a>' if found[0] in known else found[0], str(escape(text))
    )
    return Markup(linked)  # noqa: S704 - escaped above


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


def _templates() -> Jinja2Templates:
    return Jinja2Templates(directory=_TEMPLATES)
