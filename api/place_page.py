"""GET /places/{id}: one place of an imported directory, to read and to print, without a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.assets import Assets
from api.templating import page_templates
from services_db import Catalogue, PlaceNotFound
from services_db.fields import PLACE_KINDS
from services_db.places.opening import opening_of
from services_db.places.telling import free_words, map_links, phone_words


def place_page_router(
    catalogue: Catalogue, assets: Assets | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> APIRouter:
    """The page of a place; `clock` tells which day's hours are today's."""
    router, templates = APIRouter(default_response_class=HTMLResponse), page_templates(assets)

    @router.get("/places/{place_id}")
    def place_page(request: Request, place_id: str) -> Any:
        try:
            place = catalogue.places.place(place_id)
        except PlaceNotFound:
            raise HTTPException(404) from None
        context = {
            "place": place,
            "kind": PLACE_KINDS[place.kind],
            "opening": opening_of(place.hours, clock()),
            "phones": [(phone.number, phone_words(phone)) for phone in place.phones],
            "free": free_words(place.capacity),
            "maps": map_links(place.name, place.address, place.point) if place.point else None,
            "services": [service for service in catalogue.services() if service.place_kind == place.kind],
        }
        return templates.TemplateResponse(request, "place.html", context)

    return router
