"""GET /staff/…: the hotline desk, an application of its own, mounted by the gateway."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.assets import Assets
from api.settings import Settings
from api.staff.asking import Rehearsal, asking_router
from api.staff.audit_page import audit_router
from api.staff.content import content_router
from api.staff.desk import Desk
from api.staff.editing import Editing
from api.staff.errors import register_staff_errors
from api.staff.figures import figures_router
from api.staff.guard import guard_for
from api.staff.look_up import look_up_desk
from api.staff.pages import staff_templates
from api.staff.people import me_router, people_router
from api.staff.places import import_router, places_router
from api.staff.publishing import publishing_router
from api.staff.review import most_unanswered, review_router
from api.staff.roles import check_table
from api.staff.sign_in import sign_in_router
from services_db import Catalogue
from services_db.state import FeedbackBox
from services_db.state.daily_counts import DailyCounts


@dataclass(frozen=True, slots=True)
class Shared:
    """What the desk shares with the doors: the catalogue, the way of a message, the counters, the opinions."""

    settings: Settings
    assets: Assets
    catalogue: Catalogue | None
    rehearsal: Rehearsal
    counts: DailyCounts
    feedback: FeedbackBox | None


def staff_app(desk: Desk, shared: Shared) -> ASGIApp:
    """The desk; raises LookupError when a route has no row in the table of roles."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(guard_for(desk))])
    app.state.templates = staff_templates(shared.assets)
    register_staff_errors(app)
    routers = staff_routers(shared, Editing(desk.engine, shared.catalogue, desk.clock))
    check_table(routers)
    for router in routers:
        app.include_router(router)
    return NothingCached(app)


def staff_routers(shared: Shared, editing: Editing) -> list[APIRouter]:
    """All routes of the desk; the guard stands before each."""
    return [
        sign_in_router(),
        look_up_desk(shared.catalogue),
        asking_router(shared.rehearsal),
        figures_router(shared.counts, shared.feedback, shared.catalogue, most_unanswered(editing)),
        content_router(editing),
        publishing_router(editing),
        review_router(editing),
        places_router(editing),
        import_router(editing),
        people_router(shared.settings),
        me_router(),
        audit_router(),
    ]


class NothingCached:
    """ASGI middleware: what only staff may see stays in no cache, and the back button asks again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; put the header on the response's start."""

        async def uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, uncached)
