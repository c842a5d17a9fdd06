"""Every refusal of the desk, as a page with a Chinese sentence and a way on."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from api.staff.guard import ForeignForm, NotSignedIn, RoleTooLow, StaleForm, visit_of
from api.staff.pages import address_of, go_to, show
from api.staff.roles import ROLE_NAMES
from services_db import CatalogueUnavailable, ServiceNotFound
from services_db.errors import DirectoryBusy, PlaceNotFound
from services_db.state import DraftNotFound, PublicationNotFound
from services_db.state.staff import AccountNotFound, LastAdmin, LinkUsedUp, NameTaken

_log = structlog.get_logger("xiaoou")
_REFUSALS: Final = {
    "role": (403, "这一页您进不去", "这一页要“{least}”以上的账号才能用。需要的话，请管理员改您的角色。"),
    "foreign": (403, "没有提交", "这个表单不是从本站打开的页面提交的，没有采用。请回到原来的页面刷新一下再试。"),
    "missing": (404, "没有这一页", "地址可能写错了，或者这一条已经不在了。"),
    "malformed": (422, "没有提交", "发来的内容读不懂。请回到原来的页面刷新一下再试。"),
    "link": (410, "链接已经失效", "一次性链接只能用一次，24 小时内有效。请管理员再发一个。"),
    "last_admin": (409, "没有改", "这是最后一个管理员，改了就没有人能管理账号了。请先设另一个管理员。"),
    "name_taken": (409, "没有添加", "已经有叫这个名字的账号了。"),
    "unavailable": (503, "数据库暂时用不了", "请过一会儿再试。来电要紧的，先请打 12345。"),
    "failed": (500, "出错了", "这一步没有做成。请回到原来的页面再试一次；还不行就告诉管理员。"),
}
_SIGNED_OUT_FRAGMENT: Final = '<p class="notice">登录过期了，请<a href="/staff/sign-in">重新登录</a>。</p>'


def refuse(request: Request, reason: str, **facts: str) -> Response:
    """The page of a named refusal."""
    status, title, words = _REFUSALS[reason]
    if not hasattr(request.state, "visit"):
        # Nothing of the visit is known, e.g. because the database cannot be read: words without the frame.
        return HTMLResponse(f"<!doctype html><html lang=zh-CN><title>{title}</title><p>{words}</p></html>", status)
    return show(request, "refused.html", status, title=title, words=words.format(**facts))


def register_staff_errors(app: FastAPI) -> None:
    """Every failure that can leave the desk ends in one of these."""

    @app.exception_handler(NotSignedIn)
    def ask_to_sign_in(request: Request, error: NotSignedIn) -> Response:
        if request.headers.get("x-fragment"):
            return HTMLResponse(_SIGNED_OUT_FRAGMENT, 401)
        if request.method == "GET":
            return go_to(f"/staff/sign-in?next={quote(address_of(request))}")
        kept = error.kept
        fields = {"page": kept.page, "fields": json.dumps(dict(kept.fields), ensure_ascii=False)} if kept else None
        return show(request, "sign_in.html", 401, name="", next=address_of(request), kept_form=fields, problem=None)

    @app.exception_handler(StaleForm)
    def give_back(request: Request, error: StaleForm) -> Response:
        visit_of(request).desk.sessions.keep(error.session_key, error.kept)
        return go_to(error.kept.page)

    @app.exception_handler(RoleTooLow)
    def refuse_role(request: Request, error: RoleTooLow) -> Response:
        return refuse(request, "role", least=ROLE_NAMES[error.least])

    _register_named(app)

    @app.exception_handler(HTTPException)
    def refuse_path(request: Request, error: HTTPException) -> Response:
        return refuse(request, "missing" if error.status_code == 404 else "malformed")

    @app.exception_handler(SQLAlchemyError)
    def admit_unavailable(request: Request, error: SQLAlchemyError) -> Response:
        _log.error("staff_database_failed", error=type(error).__name__)
        return refuse(request, "unavailable")

    @app.exception_handler(Exception)
    def admit_failure(request: Request, error: Exception) -> Response:
        _log.error("staff_failed", error=type(error).__name__, path=request.scope.get("path", ""))
        return refuse(request, "failed")


def _register_named(app: FastAPI) -> None:
    reasons: dict[type[Exception], str] = {
        ForeignForm: "foreign",
        AccountNotFound: "missing",
        DraftNotFound: "missing",
        PublicationNotFound: "missing",
        ServiceNotFound: "missing",
        PlaceNotFound: "missing",
        CatalogueUnavailable: "unavailable",
        DirectoryBusy: "unavailable",
        LinkUsedUp: "link",
        LastAdmin: "last_admin",
        NameTaken: "name_taken",
        RequestValidationError: "malformed",
    }

    def refuse_named(request: Request, error: Any) -> Response:
        return refuse(request, reasons[type(error)])

    for kind in reasons:
        app.add_exception_handler(kind, refuse_named)
