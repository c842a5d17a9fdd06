"""Pages to read: the web chat, a service, a clause, the index."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from services_db import DOCUMENT_NUMBER, FACETS, FACT_KINDS, PLAN_TITLES, Catalogue, ClauseNotFound, ServiceNotFound

_TEMPLATES: Final = Path(__file__).parent / "templates"
FREQUENT_QUESTIONS: Final = (
    "有没有免费的两癌筛查？",
    "两岁的孩子白天没人带，哪里可以托？",
    "老公打我怎么办",
    "怀孕了单位要辞退我",
    "外地户口孩子怎么在温州上学",
    "家里老人瘫了，照顾不动了",
)


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
    common = {"facets": FACETS, "kinds": FACT_KINDS, "plans": PLAN_TITLES, "document": DOCUMENT_NUMBER}

    @router.get("/services")
    async def index(request: Request) -> Any:
        ordered = sorted(catalogue.services(), key=lambda service: service.category)
        categories = {name: list(group) for name, group in groupby(ordered, key=lambda service: service.category)}
        return templates.TemplateResponse(request, "index.html", common | {"categories": categories})

    @router.get("/services/{service_id}")
    async def service_page(request: Request, service_id: str) -> Any:
        try:
            service = catalogue.service(service_id)
        except ServiceNotFound:
            raise HTTPException(404) from None
        related = [catalogue.service(ident) for ident in service.related]
        context = {"service": service, "related": related, "clauses": {c: catalogue.clause(c) for c in service.clauses}}
        return templates.TemplateResponse(request, "service.html", common | context)

    @router.get("/plans/{clause_id}")
    async def clause_page(request: Request, clause_id: str) -> Any:
        try:
            clause = catalogue.clause(clause_id)
        except ClauseNotFound:
            raise HTTPException(404) from None
        clauses = catalogue.clauses()
        position = clauses.index(clause)
        context = {
            "clause": clause,
            "services": catalogue.services_citing(clause_id),
            "indicator": catalogue.indicator(clause_id),
            "before": clauses[position - 1] if position else None,
            "after": clauses[position + 1] if position + 1 < len(clauses) else None,
        }
        return templates.TemplateResponse(request, "clause.html", common | context)

    return router


def _templates() -> Jinja2Templates:
    return Jinja2Templates(directory=_TEMPLATES)
