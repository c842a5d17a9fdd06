"""Accounts: who may sign in as what; and everybody's own password."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.settings import Settings
from api.staff.desk import LINK_SECONDS, Desk, welcome_address
from api.staff.guard import AnyVisit, Visit
from api.staff.names import name_problem
from api.staff.pages import go_to, show
from api.staff.passwords import password_problem
from api.staff.roles import ROLE_SENTENCES
from services_db.state.staff import ROLES, Account
from services_db.state.staff.accounts import folded

PEOPLE = "/staff/people"


def people_router(settings: Settings) -> APIRouter:
    """The routes of the accounts."""
    router = APIRouter()

    @router.get("/people")
    def people(request: Request, visit: AnyVisit) -> Response:
        return _people(request, visit)

    @router.post("/people")
    def add(request: Request, visit: AnyVisit) -> Response:
        name, role = visit.field("name"), visit.field("role")
        problem = name_problem(name) or (None if role in ROLES else "请选一个角色。")
        if problem:
            return _people(request, visit, 422, problem=problem)
        account = visit.desk.accounts.add(name, role, visit.account.name)
        return _hand_link(request, visit, account, settings)

    @router.post("/people/{number}/role")
    def set_role(visit: AnyVisit, number: int) -> Response:
        if visit.field("role") in ROLES:
            visit.desk.accounts.set_role(number, visit.field("role"), visit.account.name)
        return go_to(PEOPLE)

    @router.post("/people/{number}/disable")
    def disable(visit: AnyVisit, number: int) -> Response:
        visit.desk.accounts.disable(number, visit.account.name)
        return go_to(PEOPLE)

    @router.post("/people/{number}/enable")
    def enable(visit: AnyVisit, number: int) -> Response:
        visit.desk.accounts.enable(number, visit.account.name)
        return go_to(PEOPLE)

    @router.post("/people/{number}/reset")
    def reset(request: Request, visit: AnyVisit, number: int) -> Response:
        account = visit.desk.accounts.numbered(number)
        return _hand_link(request, visit, account, settings)

    return router


def me_router() -> APIRouter:
    """The routes of one's own account."""
    router = APIRouter()

    @router.get("/me")
    def me(request: Request, visit: AnyVisit) -> Response:
        return show(request, "me.html", problem=None, done=request.query_params.get("done") == "1")

    @router.post("/me/password")
    def change_password(request: Request, visit: AnyVisit) -> Response:
        problem = _change_password(visit)
        if problem:
            return show(request, "me.html", 422, problem=problem, done=False)
        return go_to("/staff/me?done=1")

    return router


def reset_password(desk: Desk, account: Account, by: str) -> str:
    """The secret of a link with which the person sets a new password; the old one and all sessions end now."""
    desk.accounts.take_password(account.id, by)
    desk.throttle.forgive(desk.subject("account", folded(account.name)))
    return desk.links.make(account.id, LINK_SECONDS)


def _hand_link(request: Request, visit: Visit, account: Account, settings: Settings) -> Response:
    """The page that shows a new link, once."""
    link = welcome_address(settings, reset_password(visit.desk, account, visit.account.name))
    return _people(request, visit, made_for=account.name, link=link)


def _people(
    request: Request, visit: Visit, status: int = 200, problem: str = "", made_for: str = "", link: str = ""
) -> Response:
    shown = {"people": visit.desk.accounts.all(), "roles": ROLE_SENTENCES, "problem": problem}
    return show(request, "people.html", status, made_for=made_for, link=link, **shown)


def _change_password(visit: Visit) -> str | None:
    """Change one's own password; what is wrong, as a sentence."""
    desk, account = visit.desk, visit.account
    new = visit.field("password_new")
    problem = password_problem(new, account.name)
    if problem is None and new != visit.field("password_again"):
        problem = "两次输入的新密码不一样。"
    if problem:
        return problem
    found = desk.accounts.password_hash(account.name)
    if found is None or not desk.passwords.fits(found[1], visit.field("password")):
        return "现在的密码不对。"
    assert visit.signed_in is not None  # noqa: S101 - the role table lets nobody else in
    desk.accounts.set_password(account.id, desk.passwords.hash(new), account.name, visit.signed_in.key)
    return None
