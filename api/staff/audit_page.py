"""The audit log, a page at a time."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.staff.guard import AnyVisit
from api.staff.pages import show

_PER_PAGE: Final = 50
ACTIONS: Final = MappingProxyType(
    {
        "account.add": "添加账号",
        "account.role": "改角色",
        "account.disable": "停用账号",
        "account.enable": "启用账号",
        "account.password": "设了新密码",
        "account.reset": "作废密码，发一次性链接",
        "account.sign_in": "登录",
        "content.save": "存草稿",
        "content.discard": "放弃草稿",
        "content.publish": "发布",
        "content.roll_back": "退回",
        "question.review": "定了没答上来的问题",
        "places.import": "导入地点名录",
    }
)
"""What the log's `what` means; a kind of change that is not here is shown as it is written."""


def audit_router() -> APIRouter:
    """The route of the log."""
    router = APIRouter()

    @router.get("/audit")
    def audit(request: Request, visit: AnyVisit, before: int | None = None, subject: str = "") -> Response:
        entries = visit.desk.audit.entries(_PER_PAGE + 1, before, subject or None)
        older = entries[_PER_PAGE - 1].id if len(entries) > _PER_PAGE else None
        return show(request, "audit.html", entries=entries[:_PER_PAGE], actions=ACTIONS, older=older, subject=subject)

    return router
