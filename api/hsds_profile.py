"""GET /hsds/profile: what our open data adds to HSDS, as a page for people and as JSON Merge Patch files."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from api.hsds_access import validated
from api.hsds_errors import Refused
from services_db import FACETS, FACT_KINDS
from services_db.hsds import HSDS_VERSION, PROFILE_FILES, TAXONOMIES


def profile_router(templates: Jinja2Templates) -> APIRouter:
    """The routes of the profile."""
    router = APIRouter(prefix="/profile", include_in_schema=False)
    patches = {path.name: path.read_bytes() for path in sorted(PROFILE_FILES.glob("*.json"))}
    context = {
        "version": HSDS_VERSION,
        "taxonomies": TAXONOMIES,
        "facets": FACETS,
        "kinds": FACT_KINDS,
        "patches": tuple(patches),
    }

    @router.get("", response_class=HTMLResponse)
    def page(request: Request) -> Any:
        return templates.TemplateResponse(request, "hsds_profile.html", context)

    @router.get("/{name}")
    def patch(request: Request, name: str) -> Any:
        if name not in patches:
            raise Refused("not_found")
        return validated(request, patches[name], "application/merge-patch+json")

    return router
