"""Sign in, sign out, and the one-time link with which a person sets a password."""

from __future__ import annotations

import json
import secrets
from typing import Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.staff.desk import Desk
from api.staff.guard import AnyVisit, Visit, is_desk_page
from api.staff.names import name_problem
from api.staff.pages import HOME, go_to, set_cookie, show
from api.staff.passwords import MAX_CHARACTERS, password_problem
from services_db.state.staff import Account, KeptForm
from services_db.state.staff.accounts import folded
from services_db.state.staff.sessions import key_of

_log = structlog.get_logger("xiaoou")
TRIES_OF_AN_ACCOUNT: Final = 10
TRIES_FROM_AN_ADDRESS: Final = 30
"""Within a quarter of an hour; a whole office may sit behind one address."""


def sign_in_router() -> APIRouter:
    """The routes that need no session, and the way out."""
    router = APIRouter()

    @router.get("/sign-in")
    def ask(request: Request, visit: AnyVisit, next: str = HOME) -> Response:
        return go_to(next) if visit.signed_in else _form(request, next)

    @router.post("/sign-in")
    def sign_in(request: Request, visit: AnyVisit) -> Response:
        name, password = visit.field("name"), visit.field("password")
        address = request.client.host if request.client else ""
        wait = _wait_seconds(visit.desk, name, address)
        if wait:
            _log.warning("staff_throttled")
            return _form(request, problem=f"试得太多了，请 {int(wait // 60) + 1} 分钟后再试，或者请管理员重设密码。")
        account = _recognise(visit.desk, name, password)
        if account is None:
            return _form(request, problem="用户名或密码不对。")
        visit.desk.throttle.forgive(visit.desk.subject("account", folded(name)))
        return _let_in(request, visit, account)

    @router.post("/sign-out")
    def sign_out(request: Request, visit: AnyVisit) -> Response:
        visit.desk.sessions.end(visit.cookie)
        response = go_to("/staff/sign-in")
        set_cookie(request, response, secrets.token_urlsafe(32))
        return response

    @router.get("/welcome/{secret}")
    def welcome(request: Request, visit: AnyVisit, secret: str) -> Response:
        return show(request, "welcome.html", whose=visit.desk.links.whose(secret), name="", problem=None)

    @router.post("/welcome/{secret}")
    def set_first_password(request: Request, visit: AnyVisit, secret: str) -> Response:
        whose = visit.desk.links.whose(secret)
        name, password = whose or visit.field("name"), visit.field("password")
        problem = (None if whose else name_problem(name)) or password_problem(password, name)
        if problem is None and password != visit.field("password_again"):
            problem = "两次输入的密码不一样。"
        if problem:
            return show(request, "welcome.html", 422, whose=whose, name=name, problem=problem)
        account = visit.desk.links.use(secret, visit.desk.passwords.hash(password), name)
        return _let_in(request, visit, account)

    return router


def _form(request: Request, next: str = "", problem: str | None = None) -> Response:
    """The sign-in page; what came with a refused try is not lost."""
    visit: Visit = request.state.visit
    page, fields = visit.field("kept_page"), visit.field("kept_fields")
    return show(
        request,
        "sign_in.html",
        401 if problem else 200,
        name=visit.field("name"),
        next=next or visit.field("next"),
        kept_form={"page": page, "fields": fields} if page else None,
        problem=problem,
    )


def _wait_seconds(desk: Desk, name: str, address: str) -> float:
    """How long this name or this address must wait; each try counts for both."""
    return max(
        desk.throttle.wait_seconds(desk.subject("account", folded(name)), TRIES_OF_AN_ACCOUNT),
        desk.throttle.wait_seconds(desk.subject("address", address), TRIES_FROM_AN_ADDRESS),
    )


def _recognise(desk: Desk, name: str, password: str) -> Account | None:
    found = desk.accounts.password_hash(name)
    stored = found[1] if found else None
    if len(password) > MAX_CHARACTERS or not desk.passwords.fits(stored, password) or found is None:
        return None
    if desk.passwords.is_dated(found[1]):
        desk.accounts.rehash(found[0].id, desk.passwords.hash(password))
    return found[0]


def _let_in(request: Request, visit: Visit, account: Account) -> Response:
    """A new cookie with every sign-in, so that one planted before is worth nothing after."""
    token = secrets.token_urlsafe(32)
    if visit.signed_in:
        visit.desk.sessions.end(visit.cookie)
    visit.desk.sessions.open(token, account.id)
    visit.desk.audit.record(account.name, "account.sign_in", account.name)
    kept = _kept_before(visit)
    if kept:
        visit.desk.sessions.keep(key_of(token), kept)
    response = go_to(kept.page if kept else visit.field("next"))
    set_cookie(request, response, token)
    return response


def _kept_before(visit: Visit) -> KeptForm | None:
    """The form that was posted after the last session had ended, as the sign-in page carried it along."""
    page = visit.field("kept_page")
    try:
        fields = json.loads(visit.field("kept_fields"))
    except ValueError:
        return None
    if not is_desk_page(page) or not isinstance(fields, dict):
        return None
    return KeptForm(page, {str(name): [str(v) for v in values] for name, values in fields.items()})
