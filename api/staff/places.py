"""Places: find one, change it in a form as a draft, and import a directory after its dry run."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from api.staff.content import log_saved
from api.staff.content_form import seen_mark
from api.staff.editing import Editing
from api.staff.guard import AnyVisit, Visit
from api.staff.pages import go_to, kept_before, show
from bot import clean_text
from services_db.editing.judging import FieldProblem, by_field
from services_db.editing.places import CLOSED, FIELDS, place_differences
from services_db.fields import PLACE_KINDS
from services_db.places.columns import COLUMNS
from services_db.places.importing import ImportOptions, ImportReport, import_places
from services_db.places.reporting import report_lines
from services_db.state import Draft, DraftMoved, Edit
from services_db.state.drafts import Content

_FOUND: Final = 50
_EXPLANATIONS: Final = {column.name: column.explanation for column in COLUMNS}
_KINDS: Final = tuple(PLACE_KINDS.values())
_ON_THE_PAGE: Final = {
    "加 --skip-bad 只导入好的": "勾上“有问题的行跳过”",
    "加 --close-missing 再导入一次": "勾上“标为已关闭”再导入一次",
    "加 --source": "在下面填“出自哪里”",
    "。可以用 --template 生成一张空表对照": "",
}


def places_router(editing: Editing) -> APIRouter:
    """The routes of places."""
    router = APIRouter()

    @router.get("/content/places")
    def places(request: Request, visit: AnyVisit, q: str = "") -> Response:
        words = clean_text(q[:100])
        found = editing.catalogue.places.search(words, limit=_FOUND) if words else []
        return show(request, "places.html", q=q, found=found, kinds=PLACE_KINDS)

    @router.get("/content/places/{place_id}")
    def form(request: Request, visit: AnyVisit, place_id: str) -> Response:
        published = editing.publisher.edits["place"].current(place_id)
        draft, kept = editing.drafts.open_for("place", place_id), kept_before(request)
        if kept.fields:
            cells = {name: kept.value(name) for name in FIELDS}
            more: dict[str, Any] = {"seen": kept.value("seen"), "reason": kept.value("reason"), "given_back": True}
            return _form(request, place_id, cells, draft, **more)
        cells, reason = (draft.content, draft.reason) if draft else (published, "")
        return _form(request, place_id, cells, draft, seen=seen_mark(published, draft), reason=reason)

    @router.post("/content/places/{place_id}")
    def save(request: Request, visit: AnyVisit, place_id: str) -> Response:
        edits, reason, seen = editing.publisher.edits["place"], visit.field("reason").strip(), visit.field("seen")
        published, draft = edits.current(place_id), editing.drafts.open_for("place", place_id)
        cells = {name: visit.field(name).strip() for name in FIELDS}
        problems = edits.problems(place_id, cells)
        problems += [] if reason else [FieldProblem("reason", "请用一句话写明为什么改，发布的人要看")]
        if cells == published and draft is None:
            problems.append(FieldProblem("", "和现在的一样，没有要存的"))
        if problems:
            return _form(request, place_id, cells, draft, 422, seen=seen, reason=reason, problems=problems)
        version = draft.version if draft else 0
        edit = Edit("place", place_id, version, published, cells, reason[:200], visit.account.name)
        try:
            if seen != seen_mark(published, draft):
                raise DraftMoved(draft)
            saved = editing.drafts.save(edit)
        except DraftMoved as moved:
            theirs, now = moved.current.content if moved.current else published, moved.current
            again: dict[str, Any] = {"seen": seen_mark(published, now), "moved": place_differences(theirs, cells)}
            return _form(request, place_id, cells, now, 409, reason=reason, **again)
        log_saved(visit, editing, saved, draft.content if draft else published)
        return go_to(f"/staff/content/drafts/{saved.id}")

    return router


def _form(
    request: Request,
    place_id: str,
    cells: Content,
    draft: Draft | None,
    status: int = 200,
    *,
    problems: Sequence[FieldProblem] = (),
    **more: Any,
) -> Response:
    context: dict[str, Any] = {
        "place_id": place_id,
        "cells": cells,
        "draft": draft,
        "problems": by_field(problems),
        "closed": CLOSED,
    }
    context |= {"fields": [(name, _EXPLANATIONS.get(name, "")) for name in FIELDS if name != CLOSED]}
    return show(request, "place_form.html", status, kinds=_KINDS, **context, **more)


def import_router(editing: Editing) -> APIRouter:
    """The routes of importing a directory: first a dry run, then the same file again for good."""
    router = APIRouter()

    @router.get("/content/import")
    def ask(request: Request, visit: AnyVisit) -> Response:
        return show(request, "import.html")

    @router.post("/content/import")
    def run(request: Request, visit: AnyVisit) -> Response:
        upload, source = visit.form.get("file"), visit.field("source").strip()[:200]
        if not isinstance(upload, UploadFile) or not upload.filename:
            return show(request, "import.html", 422, problem="请先选一个文件（.csv 或 .xlsx）。")
        for_good = visit.field("do") == "import"
        options = ImportOptions(
            source=source or None,
            dry_run=not for_good,
            skip_bad=bool(visit.field("skip_bad")),
            close_missing=bool(visit.field("close_missing")),
            name=_plain_name(upload.filename),
        )
        with _on_disk(upload) as path:
            report = import_places(editing.engine, path, options)
        if report.written:
            _log_import(visit, report)
        lines = [_as_on_the_page(line) for line in report_lines(report)]
        return show(request, "import.html", 200 if report.sound else 422, report=report, lines=lines, source=source)

    return router


def _as_on_the_page(line: str) -> str:
    """The importer's sentence, pointing to the form's fields where it names options of the command line."""
    for option, words in _ON_THE_PAGE.items():
        line = line.replace(option, words)
    return line


def _log_import(visit: Visit, report: ImportReport) -> None:
    visit.desk.audit.record(visit.account.name, "places.import", report.file, None, list(report_lines(report))[-1])


def _plain_name(name: str) -> str:
    return clean_text(Path(name.replace("\\", "/")).name)[:100]


@contextmanager
def _on_disk(upload: UploadFile) -> Iterator[Path]:
    """The upload as a file with its own ending and a name of ours, gone afterwards."""
    suffix = Path(upload.filename or "").suffix.lower()[:6]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{secrets.token_hex(4)}{suffix if suffix.isascii() else ''}"
        with path.open("wb") as file:
            while chunk := upload.file.read(1 << 20):
                file.write(chunk)
        yield path
