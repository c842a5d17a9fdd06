"""Show the desk's pages: the frame around them, who is signed in, and what was typed before a session ended."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from api.assets import Assets
from api.staff.guard import COOKIE, Visit, is_desk_page, kept_form, visit_of
from api.staff.marking import marked
from api.staff.roles import LEAST_ROLE, ROLE_NAMES
from services_db import label_of
from services_db.local_time import WENZHOU_TIME
from services_db.state.staff import KeptForm

_TEMPLATES: Final = Path(__file__).parent / "templates"
HOME: Final = "/staff/"

NAVIGATION: Final = MappingProxyType(
    {
        "GET /": ("/staff/", "查询"),
        "GET /ask": ("/staff/ask", "模拟提问"),
        "GET /figures": ("/staff/figures", "数字"),
        "GET /content": ("/staff/content", "内容"),
        "GET /unanswered": ("/staff/unanswered", "没答上来的"),
        "GET /people": ("/staff/people", "账号"),
        "GET /audit": ("/staff/audit", "变更记录"),
    }
)
"""What stands in the head of every page, for those who may open it: route, then address and words."""


def staff_templates(assets: Assets) -> Jinja2Templates:
    """The desk's templates, with the filters they use."""
    templates = Jinja2Templates(directory=_TEMPLATES)
    templates.env.globals["static"] = assets.url
    templates.env.filters["when"] = local_time
    templates.env.filters["role"] = lambda role: ROLE_NAMES.get(role, role)
    templates.env.filters["marked"] = marked
    templates.env.filters["clause_label"] = label_of
    templates.env.filters["anchor"] = lambda address: re.sub(r"[^\w-]", "-", address)
    return templates


def local_time(seconds: float | None) -> str:
    """A moment as people in Wenzhou read it."""
    return datetime.fromtimestamp(seconds, WENZHOU_TIME).strftime("%Y-%m-%d %H:%M") if seconds else "—"


def show(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """The page, with everything its frame needs. `kept` is what was typed into its form before."""
    visit = visit_of(request)
    page = address_of(request)
    shared = {"visit": visit, "csrf": visit.csrf, "page": page, "navigation": navigation(visit)}
    shared |= {"kept": _take_kept(visit, page), "account": visit.signed_in.account if visit.signed_in else None}
    templates: Jinja2Templates = request.app.state.templates
    response = templates.TemplateResponse(request, template, shared | context, status_code=status)
    if not request.cookies.get(COOKIE):
        set_cookie(request, response, visit.cookie)
    return response


def go_to(address: str, fallback: str = HOME) -> RedirectResponse:
    """Go on with another page of the desk; never with a page elsewhere, whatever the form says."""
    return RedirectResponse(address if is_desk_page(address) else fallback, status_code=303)


def set_cookie(request: Request, response: Response, value: str) -> None:
    """Hand the browser its cookie: for the desk's pages only, out of reach of scripts and of other sites."""
    secure = visit_of(request).desk.secure or request.url.scheme == "https"
    response.set_cookie(COOKIE, value, path="/staff", httponly=True, samesite="strict", secure=secure)


def navigation(visit: Visit) -> list[tuple[str, str]]:
    """The links that this visitor may follow."""
    if visit.signed_in is None:
        return []
    account = visit.signed_in.account
    return [link for route, link in NAVIGATION.items() if account.may(LEAST_ROLE[route] or "clerk")]


def address_of(request: Request) -> str:
    """The page that is shown now, as a form's hidden field names it: after a form was refused, the form's page."""
    if request.method == "POST":
        page = visit_of(request).field("page")
        return page if is_desk_page(page) else HOME
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query


def kept_before(request: Request) -> KeptForm:
    """What was typed into this page's form before a session ended; no fields when there is nothing."""
    return _take_kept(visit_of(request), address_of(request))


def _take_kept(visit: Visit, page: str) -> KeptForm:
    """What was typed into this page's form: just now, when it is refused, or before; the latter is shown once."""
    if visit.form:
        return kept_form(visit.form) or KeptForm(page, {})
    signed_in = visit.signed_in
    if signed_in is None or signed_in.kept is None or signed_in.kept.page != page:
        return KeptForm(page, {})
    visit.desk.sessions.keep(signed_in.key, None)
    return signed_in.kept
