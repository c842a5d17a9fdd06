"""Drafts before a second person, what was published, and the way back."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.staff.editing import KIND_WORDS, Editing, address_of_subject
from api.staff.guard import AnyVisit, Visit
from api.staff.pages import go_to, show
from services_db.editing.refusals import DraftRefused, OwnDraft, PublishedMoved
from services_db.state import Draft, DraftMoved, Publication

_PER_PAGE: Final = 30
_OWN: Final = "这份草稿里有您自己写的内容，要请另一位发布人来发布。"
_MOVED: Final = "刚才有人又存了、发布了或放弃了这份草稿。请看过现在的样子再定。"
_OVERTAKEN: Final = "草稿开始以后，已发布的内容又变了。请打开表单，照现在的内容再存一次。"
_NEWER: Final = "您打开这一页以后又有新的发布。请刷新看过再定。"


def publishing_router(editing: Editing) -> APIRouter:
    """The routes of drafts and of what was published."""
    router = APIRouter()

    @router.get("/content/drafts/{number}")
    def draft_page(request: Request, visit: AnyVisit, number: int) -> Response:
        return _draft(request, visit, editing, editing.drafts.numbered(number))

    @router.post("/content/drafts/{number}/publish")
    def publish(request: Request, visit: AnyVisit, number: int) -> Response:
        try:
            published = editing.publisher.publish(number, _version(visit), visit.account.name)
        except OwnDraft:
            return _refused_draft(request, visit, editing, number, _OWN)
        except DraftMoved:
            return _refused_draft(request, visit, editing, number, _MOVED)
        except PublishedMoved:
            return _refused_draft(request, visit, editing, number, _OVERTAKEN)
        except DraftRefused as refused:
            words = "没有发布：" + "；".join(problem.message for problem in refused.problems)
            return _refused_draft(request, visit, editing, number, words)
        _log(visit, editing, "content.publish", published)
        return go_to(f"/staff/content/changes/{published}")

    @router.post("/content/drafts/{number}/discard")
    def discard(request: Request, visit: AnyVisit, number: int) -> Response:
        try:
            editing.drafts.discard(number, _version(visit), visit.account.name)
        except DraftMoved:
            return _refused_draft(request, visit, editing, number, _MOVED)
        visit.desk.audit.record(visit.account.name, "content.discard", editing.drafts.numbered(number).subject)
        return go_to(f"/staff/content/drafts/{number}")

    @router.get("/content/changes")
    def changes(request: Request, visit: AnyVisit, before: int | None = None) -> Response:
        found = editing.publications.latest(_PER_PAGE + 1, before)
        older = found[_PER_PAGE - 1].id if len(found) > _PER_PAGE else None
        rows = [(one, editing.name_of(one)) for one in found[:_PER_PAGE]]
        return show(request, "content_changes.html", rows=rows, older=older, kinds=KIND_WORDS)

    @router.get("/content/changes/{number}")
    def change(request: Request, visit: AnyVisit, number: int) -> Response:
        return _change(request, visit, editing, editing.publications.numbered(number))

    @router.post("/content/changes/{number}/roll-back")
    def roll_back(request: Request, visit: AnyVisit, number: int) -> Response:
        one, reason = editing.publications.numbered(number), visit.field("reason").strip()[:200]
        latest = visit.field("latest")
        if not reason:
            return _change(request, visit, editing, one, 422, "请用一句话写明为什么退回。")
        try:
            back = editing.publisher.roll_back(
                number, int(latest) if latest.isdecimal() else 0, visit.account.name, reason
            )
        except PublishedMoved:
            return _change(request, visit, editing, one, 409, _NEWER)
        except DraftRefused as refused:
            words = "没有退回：" + "；".join(problem.message for problem in refused.problems)
            return _change(request, visit, editing, one, 422, words)
        _log(visit, editing, "content.roll_back", back)
        return go_to(f"/staff/content/changes/{back}")

    return router


def _version(visit: Visit) -> int:
    version = visit.field("version")
    return int(version) if version.isdecimal() else 0


def _log(visit: Visit, editing: Editing, what: str, number: int) -> None:
    one = editing.publications.numbered(number)
    was, becomes = editing.short(one.kind, one.before, one.after)
    visit.desk.audit.record(visit.account.name, what, one.subject, was, becomes)


def _refused_draft(request: Request, visit: Visit, editing: Editing, number: int, words: str) -> Response:
    return _draft(request, visit, editing, editing.drafts.numbered(number), 409, words)


def _draft(
    request: Request, visit: Visit, editing: Editing, draft: Draft, status: int = 200, problem: str = ""
) -> Response:
    savings = editing.drafts.savings(draft.id)
    wrote = visit.account.name in {saving.by for saving in savings}
    context = {
        "draft": draft,
        "name": editing.name_of(draft),
        "kind": KIND_WORDS[draft.kind],
        "form": address_of_subject(draft),
        "told": editing.told(draft.kind, draft.base, draft.content),
        "savings": [
            (saving, editing.told(draft.kind, draft.base, saving.content)) for saving in reversed(savings[:-1])
        ],
        "authors": list(dict.fromkeys(saving.by for saving in savings)),
        "wrote": wrote,
        "may_publish": visit.account.may("publisher") and not wrote,
    }
    return show(request, "content_draft.html", status, problem=problem, **context)


def _change(
    request: Request, visit: Visit, editing: Editing, one: Publication, status: int = 200, problem: str = ""
) -> Response:
    latest = editing.publications.of(one.kind, one.subject)[0]
    context = {
        "one": one,
        "name": editing.name_of(one),
        "kind": KIND_WORDS[one.kind],
        "form": address_of_subject(one),
        "told": editing.told(one.kind, one.before, one.after),
        "latest": latest,
        "undone": editing.told(one.kind, latest.after, one.before),
        "may_roll_back": visit.account.may("publisher"),
    }
    return show(request, "content_change.html", status, problem=problem, **context)
