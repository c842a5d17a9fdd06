"""Figures: what was asked and how it went, by day; numbers only, no text and nobody's name."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.counting import MILLISECONDS
from api.staff.asking import CRISIS_NAMES, STATUS_NAMES
from api.staff.charts import Chart, columns
from api.staff.guard import AnyVisit
from api.staff.pages import show
from services_db import FACETS, Catalogue, CatalogueError
from services_db.local_time import WENZHOU_TIME
from services_db.state import FeedbackBox
from services_db.state.daily_counts import Count, DailyCounts

_MOST: Final = 15
_PILES: Final = {
    "答了": ("answered",),
    "追问": ("clarify",),
    "没答": ("out_of_scope", "unavailable"),
    "危险": ("crisis",),
}
_OTHERS: Final = ("smalltalk", "handoff")
VERDICTS: Final = {"helped": "有用", "not_helped": "没帮上", "wrong": "有错"}
MEASURES: Final = {
    "status": "结果",
    "channel": "入口",
    "crisis": "危险",
    "service": "事项",
    "county": "县（市、区）",
    "facet": "方面",
    "feedback": "意见",
    "milliseconds": "用时（毫秒以内）",
    "milliseconds_sum": "用时合计（毫秒）",
}
Days = Annotated[int, Query(ge=1, le=366)]
Unanswered = Callable[[date, date], Sequence[tuple[str, int]]]
"""The groups of questions that could not be answered, and how many each holds, between two days."""


@dataclass(frozen=True, slots=True)
class Table:
    """Some rows of a label and a number, most first, with the chart beside them."""

    title: str
    rows: tuple[tuple[str, int], ...]
    chart: Chart


def figures_router(
    counts: DailyCounts,
    feedback: FeedbackBox | None,
    catalogue: Catalogue | None,
    unanswered: Unanswered | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> APIRouter:
    """The page and the download."""
    router = APIRouter()

    def period(days: int) -> tuple[date, date]:
        today = clock().astimezone(WENZHOU_TIME).date()
        return today - timedelta(days=days - 1), today

    def all_counts(first: date, last: date) -> list[Count]:
        return [*counts.between(first, last), *(_opinions(feedback, first) if feedback else ())]

    @router.get("/figures")
    def page(request: Request, visit: AnyVisit, days: Days = 30) -> Response:
        first, last = period(days)
        counted = all_counts(first, last)
        context: dict[str, Any] = {
            "days": days,
            "first": first,
            "last": last,
            "daily": daily(counted, first, last),
            "piles": [*list(_PILES), "其他"],
            "tables": tables(counted, catalogue),
            "slowness": slowness(counted),
            "unanswered": unanswered(first, last) if unanswered else [],
        }
        return show(request, "figures.html", **context)

    @router.get("/figures.csv")
    def download(visit: AnyVisit, days: Days = 30) -> Response:
        first, last = period(days)
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["日期", "项目", "哪一个", "次数"])
        for count in all_counts(first, last):
            label = named(count.measure, count.label, catalogue)
            rows.writerow([count.day, MEASURES.get(count.measure, count.measure), label, count.n])
        name = f"xiaoou-figures-{first}-{last}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        # With a byte order mark, because Excel takes a CSV for GB18030 without one.
        return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _opinions(feedback: FeedbackBox, first: date) -> list[Count]:
    """Opinions since a day, by day and verdict."""
    since = datetime.combine(first, time(), WENZHOU_TIME).timestamp()
    by_day = Counter((datetime.fromtimestamp(at, WENZHOU_TIME).date(), word) for at, word in feedback.verdicts(since))
    return [Count(day, "feedback", word, n) for (day, word), n in sorted(by_day.items())]


def daily(counted: Sequence[Count], first: date, last: date) -> dict[str, Any]:
    """Questions of each day, by how they ended: the table's rows and the chart."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    by_day: Counter[tuple[date, str]] = Counter()
    for count in counted:
        if count.measure == "status":
            by_day[count.day, count.label] += count.n
    piles = _PILES | {"其他": _OTHERS}
    series = {name: [sum(by_day[day, label] for label in labels) for day in days] for name, labels in piles.items()}
    rows = [(day.isoformat(), [values[n] for values in series.values()]) for n, day in enumerate(days)]
    return {"rows": rows, "chart": columns([day.isoformat() for day in days], series)}


def tables(counted: Sequence[Count], catalogue: Catalogue | None) -> list[Table]:
    """Crises, services, counties, facets, doors and feedback, most first."""
    wanted = ("crisis", "service", "county", "facet", "channel", "feedback")
    return [_table(measure, counted, catalogue) for measure in wanted]


def slowness(counted: Sequence[Count]) -> Table:
    """How many answers took how long."""
    took: Counter[str] = Counter()
    for count in counted:
        if count.measure == "milliseconds":
            took[count.label] += count.n
    classes = [*map(str, MILLISECONDS), "inf"]
    rows = tuple((named("milliseconds", label, None), took[label]) for label in classes)
    return Table("用时", rows, columns([label for label, _ in rows], {"次数": [n for _, n in rows]}))


def named(measure: str, label: str, catalogue: Catalogue | None) -> str:
    """A label as people read it."""
    if measure == "service" and catalogue:
        try:
            return catalogue.service(label).name
        except CatalogueError:
            return label
    if measure == "milliseconds":
        return f"{label} 毫秒以内" if label != "inf" else f"{MILLISECONDS[-1]} 毫秒以上"
    words = {"status": STATUS_NAMES, "crisis": CRISIS_NAMES, "facet": FACETS, "feedback": VERDICTS}.get(measure, {})
    return words.get(label, label) if measure != "channel" else {"web": "网页", "wechat": "微信"}.get(label, label)


def _table(measure: str, counted: Sequence[Count], catalogue: Catalogue | None) -> Table:
    totals: Counter[str] = Counter()
    for count in counted:
        if count.measure == measure:
            totals[count.label] += count.n
    rows = tuple((named(measure, label, catalogue), n) for label, n in totals.most_common(_MOST))
    return Table(MEASURES[measure], rows, columns([label for label, _ in rows], {"次数": [n for _, n in rows]}))
