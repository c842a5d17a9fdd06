"""Ask as a caller: the same question through the chat, and why it was answered so. Nothing of it is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.errors import REFUSALS
from api.intake import Incoming, MessageRefused, take_in
from api.staff.guard import AnyVisit, Visit
from api.staff.pages import go_to, show
from bot import Bot, BotError, CrisisGuard, Reply, lookup_reply
from services_db import FACETS, Catalogue, CatalogueError

_NEXT: Final = 3
STATUS_NAMES: Final = {
    "answered": "答了",
    "clarify": "追问",
    "crisis": "危险，先给电话",
    "out_of_scope": "不在范围",
    "smalltalk": "寒暄",
    "handoff": "转人工",
    "unavailable": "暂时答不上",
}
CRISIS_NAMES: Final = {
    "domestic_violence": "家庭暴力",
    "child_abuse": "伤害孩子",
    "sexual_assault": "性侵害",
    "self_harm": "轻生、自伤",
    "trafficking": "拐卖",
    "medical_emergency": "急病",
    "missing_child": "孩子走失",
}


@runtime_checkable
class Understands(Protocol):
    """A bot that can say what it understood."""

    async def parse(self, text: str) -> dict[str, object]:
        """Intent, ranking, services, facet, entities."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The crisis rule that fired: its kind, in words, and its name in nlu/crisis_rules.yml."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Why:
    """What the model understood: intent, likeliest topics with their share, facet, entities, share of known words."""

    intent: str
    confidence: float
    topics: Sequence[tuple[str, float]]
    facet: str | None
    facet_confidence: float
    entities: Sequence[tuple[str, str]]
    coverage: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the chat would take and answer it."""

    text: str
    reply: Reply | None
    rule: Rule | None
    why: Why | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Takes the way of a message without leaving a trace in figures or logs."""

    bot: Bot
    guard: CrisisGuard
    catalogue: Catalogue | None

    async def ask(self, conversation: str, text: str) -> Asked:
        """Answer as the chat would, and say why."""
        try:
            taken = take_in(Incoming("staff", conversation, text))
        except MessageRefused as refused:
            return Asked(text, None, None, None, REFUSALS[refused.reason][1])
        fired = self.guard.rules.firing(taken.text)
        rule = Rule(CRISIS_NAMES.get(fired.kind, fired.kind), fired.name) if fired else None
        why = await self._why(taken.text)
        reply = self.guard.answer(taken.text) or await self._reply(conversation, taken.text)
        return Asked(taken.text, reply, rule, why)

    async def _reply(self, conversation: str, text: str) -> Reply:
        try:
            return await self.bot.reply(conversation, text)
        except BotError:
            return lookup_reply(self.catalogue, text)

    async def _why(self, text: str) -> Why | None:
        if not isinstance(self.bot, Understands):
            return None
        try:
            return self._read(await self.bot.parse(text))
        except BotError:
            return None

    def _read(self, parsed: Mapping[str, Any]) -> Why:
        intent, facet = parsed.get("intent") or {}, parsed.get("facet") or {}
        rows = list(parsed.get("services") or [])[: _NEXT + 1]
        entities = [(str(e.get("entity")), str(e.get("value"))) for e in parsed.get("entities") or []]
        return Why(
            intent=str(intent.get("name")),
            confidence=float(intent.get("confidence") or 0.0),
            topics=[(self._name(row), float(row["confidence"])) for row in rows],
            facet=FACETS.get(str(facet.get("name"))),
            facet_confidence=float(facet.get("confidence") or 0.0),
            entities=entities,
            coverage=float(parsed.get("coverage") or 0.0),
        )

    def _name(self, row: Mapping[str, Any]) -> str:
        ident, intent = str(row["id"]), str(row["intent"])
        if self.catalogue is None:
            return ident
        try:
            if intent == "ask_service":
                return self.catalogue.service(ident).name
            indicator = self.catalogue.indicator(ident)
        except CatalogueError:
            return ident
        return f"指标：{indicator.name}" if indicator else f"{intent}：{CRISIS_NAMES.get(ident, ident)}"


def asking_router(rehearsal: Rehearsal) -> APIRouter:
    """The routes of the page."""
    router = APIRouter()

    @router.get("/ask")
    def page(request: Request, visit: AnyVisit) -> Response:
        return show(request, "ask.html", asked=None, statuses=STATUS_NAMES)

    @router.post("/ask")
    async def ask(request: Request, visit: AnyVisit) -> Response:
        asked = await rehearsal.ask(_conversation(visit), visit.field("text"))
        return show(request, "ask.html", asked=asked, statuses=STATUS_NAMES)

    @router.post("/ask/restart")
    async def restart(request: Request, visit: AnyVisit) -> Response:
        await rehearsal.bot.forget(_conversation(visit))
        return go_to("/staff/ask")

    return router


def _conversation(visit: Visit) -> str:
    """The clerk's own conversation, so that a follow-up (要钱吗) can be tried."""
    return f"staff-{visit.signed_in.key[:32]}" if visit.signed_in else "staff"
