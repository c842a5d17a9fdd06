"""Content: what can be edited, the form of a service, and saving it as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.staff.content_form import fields_of, read_content, seen_mark, with_blank_rows
from api.staff.editing import Editing
from api.staff.guard import AnyVisit, Visit
from api.staff.pages import go_to, kept_before, show
from bot import clean_text
from services_db import FACT_KINDS, Service
from services_db.editing.content import content_of, data_of, differences, tidied
from services_db.editing.judging import FieldProblem, by_field
from services_db.fields import FACETS, WRITTEN_FACETS
from services_db.state import Draft, DraftMoved, Edit
from services_db.state.drafts import Content

_FOUND: Final = 30
_KINDS: Final = {kind: words for kind, words in FACT_KINDS.items() if kind != "unstated"}
_FACETS: Final = {facet: FACETS[facet] for facet in WRITTEN_FACETS}


def content_router(editing: Editing) -> APIRouter:
    """The routes of the content's list and of the form of a service."""
    router = APIRouter()

    @router.get("/content")
    def content(request: Request, visit: AnyVisit, q: str = "") -> Response:
        words = clean_text(q[:100])
        hits = editing.catalogue.search(words, _FOUND, ("service",)) if words else []
        found = [editing.catalogue.service(hit.id) for hit in hits]
        drafts = [(draft, editing.name_of(draft)) for draft in editing.drafts.all_open()]
        waiting = sorted({one.subject for one in editing.publications.unmerged()})
        return show(request, "content.html", q=q, found=found, drafts=drafts, waiting=waiting)

    @router.get("/content/services/{service_id}")
    def form(request: Request, visit: AnyVisit, service_id: str) -> Response:
        service, published = _published(editing, service_id)
        draft = editing.drafts.open_for("service", service_id)
        kept = kept_before(request)
        if kept.fields:
            content, seen = read_content(kept.fields), kept.value("seen")
            return _form(request, editing, service, content, draft, seen, reason=kept.value("reason"), given_back=True)
        content, seen = draft.content if draft else published, seen_mark(published, draft)
        return _form(request, editing, service, content, draft, seen, reason=draft.reason if draft else "")

    @router.post("/content/services/{service_id}")
    def save(request: Request, visit: AnyVisit, service_id: str) -> Response:
        service, published = _published(editing, service_id)
        draft = editing.drafts.open_for("service", service_id)
        typed, seen, reason = read_content(fields_of(visit.form)), visit.field("seen"), visit.field("reason").strip()
        if add := visit.field("add"):
            longer = with_blank_rows(typed, add, phone=add == "phone")
            return _form(request, editing, service, longer, draft, seen, reason=reason, added=add)
        content = tidied(typed)
        problems = editing.publisher.edits["service"].problems(service_id, content)
        problems += [] if reason else [FieldProblem("reason", "请用一句话写明为什么改，发布的人要看")]
        if problems:
            return _form(request, editing, service, content, draft, seen, 422, reason=reason, problems=problems)
        if seen != seen_mark(published, draft):
            return _moved(request, editing, service, content, published, draft, reason)
        if content == published and draft is None:
            problem = FieldProblem("", "和已发布的一样，没有要存的")
            return _form(request, editing, service, content, draft, seen, 422, reason=reason, problems=[problem])
        version = draft.version if draft else 0
        edit = Edit("service", service_id, version, published, content, reason[:200], visit.account.name)
        try:
            saved = editing.drafts.save(edit)
        except DraftMoved as moved:
            return _moved(request, editing, service, content, published, moved.current, reason)
        log_saved(visit, editing, saved, draft.content if draft else published)
        return go_to(f"/staff/content/drafts/{saved.id}")

    return router


def log_saved(visit: Visit, editing: Editing, saved: Draft, before: Content) -> None:
    """Write into the desk's log what was saved."""
    was, becomes = editing.short(saved.kind, before, saved.content)
    visit.desk.audit.record(visit.account.name, "content.save", saved.subject, was, becomes)


def _published(editing: Editing, service_id: str) -> tuple[Service, Content]:
    editing.catalogue.refresh()
    service = editing.catalogue.service(service_id)
    return service, content_of(data_of(service))


def _moved(
    request: Request,
    editing: Editing,
    service: Service,
    content: Content,
    published: Content,
    draft: Draft | None,
    reason: str,
) -> Response:
    """The form again with one's own text, and beside it what somebody else saved or published meanwhile."""
    theirs = draft.content if draft else published
    seen, told = seen_mark(published, draft), differences(theirs, content)
    return _form(request, editing, service, content, draft, seen, 409, reason=reason, moved=told)


def _form(
    request: Request,
    editing: Editing,
    service: Service,
    content: Content,
    draft: Draft | None,
    seen: str,
    status: int = 200,
    *,
    problems: Sequence[FieldProblem] = (),
    **more: Any,
) -> Response:
    context = {
        "service": service,
        "content": content,
        "draft": draft,
        "seen": seen,
        "problems": by_field(problems),
        "clauses": [editing.catalogue.clause(ident) for ident in service.clauses],
        "hotlines": editing.catalogue.hotlines(),
        "kinds": _KINDS,
        "facets": _FACETS,
        "action": f"/staff/content/services/{service.id}",
    }
    return show(request, "content_form.html", status, **context, **more)
