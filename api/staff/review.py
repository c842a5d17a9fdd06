"""What we could not answer, grouped by likeness; an editor says what each was about, or that it is not ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.staff.editing import Editing
from api.staff.guard import AnyVisit, Visit
from api.staff.pages import go_to, show
from bot import CrisisGuard
from services_db.fields import FACETS
from services_db.likeness import groups_of
from services_db.local_time import WENZHOU_TIME
from services_db.state.unanswered import REVIEWS, Question, Review, Unanswered

_LOOKED_AT: Final = 300
_SHOWN: Final = 20
_SUGGESTED: Final = 3
_MOST: Final = 10
_UNCLEAR: Final = "看不出像哪个事项"
REASON_WORDS: Final = {
    "clarify": "请他再说清楚",
    "out_of_scope": "说不归我们管",
    "unavailable": "没答上来",
    "not_helped": "说没帮上",
    "wrong": "说答错了",
}
NOT_OURS: Final = {
    "weather": "天气",
    "transport": "公交、出行",
    "driving": "驾照、违章",
    "housing_fund": "公积金",
    "medical_advice": "看病用药",
    "travel_documents": "护照、签证",
    "military_exams": "征兵、考试",
    "consumer": "买东西的纠纷",
    "utilities": "水电煤",
    "business_tax": "公司、税",
    "finance": "钱、股票",
    "entertainment": "娱乐",
    "knowledge": "百科知识",
    "politics": "时政",
    "other_city": "别的城市",
    "police_admin": "户籍、身份证",
}
"""Kinds of out_of_scope that an editor may choose, as in nlu/data/out_of_scope.yml."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are alike, with the services most often offered for them."""

    questions: list[Question]
    suggested: list[str]


def review_router(editing: Editing) -> APIRouter:
    """The routes of what could not be answered."""
    router = APIRouter()

    @router.get("/unanswered")
    def unanswered(request: Request, visit: AnyVisit) -> Response:
        return _page(request, editing)

    @router.post("/unanswered")
    def review(request: Request, visit: AnyVisit) -> Response:
        numbers = [int(n) for n in visit.form.getlist("question") if isinstance(n, str) and n.isdecimal()]
        said = _read(visit, editing)
        if isinstance(said, str) or not numbers:
            problem = said if isinstance(said, str) else "请至少勾一句。"
            return _page(request, editing, 422, problem=problem, group=visit.field("group"))
        done = Unanswered(editing.engine, editing.clock).review(numbers, said)
        visit.desk.audit.record(visit.account.name, "question.review", said.target or said.verdict, None, f"{done} 句")
        return go_to("/staff/unanswered")

    return router


def most_unanswered(editing: Editing) -> Callable[[date, date], list[tuple[str, int]]]:
    """For the figures page: how many questions wait, by the service that they sound like; no question itself."""

    def told(first: date, last: date) -> list[tuple[str, int]]:
        if editing.held is None:
            return []
        counted: Counter[str] = Counter()
        for group in _groups(editing, Unanswered(editing.engine, editing.clock)):
            days = [datetime.fromtimestamp(one.at, WENZHOU_TIME).date() for one in group.questions]
            counted[group.suggested[0] if group.suggested else _UNCLEAR] += sum(first <= day <= last for day in days)
        return [(label, n) for label, n in counted.most_common(_MOST) if n]

    return told


def _read(visit: Visit, editing: Editing) -> Review | str:
    """What the editor says, or what is wrong with it."""
    verdict, facet = visit.field("verdict"), visit.field("facet")
    if verdict not in REVIEWS:
        return "请选一项：是哪个事项、不归我们管，还是没有意义。"
    by = visit.account.name
    if verdict == "noise":
        return Review("noise", None, None, by)
    if verdict == "not_ours":
        kind = visit.field("kind")
        return Review("not_ours", kind, None, by) if kind in NOT_OURS else "请选是哪一类不归我们管的事。"
    service = editing.catalogue.service_named(visit.field("service"))
    if service is None:
        return "没有叫这个名字的事项。请从列出的名字里选一个。"
    if facet not in FACETS:
        return "请选问的是哪个方面。"
    return Review("service", service.id, facet, by)


def _page(request: Request, editing: Editing, status: int = 200, *, problem: str = "", group: str = "") -> Response:
    store = Unanswered(editing.engine, editing.clock)
    groups = _groups(editing, store)
    context: dict[str, Any] = {
        "groups": groups[:_SHOWN],
        "hidden_groups": max(0, len(groups) - _SHOWN),
        "total": store.count_waiting(),
        "services": editing.catalogue.services(),
        "facets": FACETS,
        "not_ours": NOT_OURS,
        "reasons": REASON_WORDS,
        "problem": problem,
        "problem_at": group,
    }
    return show(request, "unanswered.html", status, **context)


def _groups(editing: Editing, store: Unanswered) -> list[Group]:
    catalogue, rules = editing.catalogue, CrisisGuard.make(editing.catalogue).rules
    found = store.waiting(_LOOKED_AT)
    danger = [one.id for one in found if rules.recognise(one.question)]
    if danger:
        # Opinions come with the page's own word for the question: what tells of danger is not kept here.
        store.drop(danger)
        found = [one for one in found if one.id not in danger]
    known = {service.id: service.name for service in catalogue.services()}
    offered = [
        [ident for ident in one.offered if ident in known]
        or [hit.id for hit in catalogue.search(one.question, 5, ("service",))]
        for one in found
    ]
    groups = []
    for members in groups_of([one.question for one in found], offered):
        counted = Counter(ident for n in members for ident in offered[n][:1])
        suggested = [known[ident] for ident, _ in counted.most_common(_SUGGESTED)]
        groups.append(Group([found[n] for n in members], suggested))
    return groups
