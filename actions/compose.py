"""Compose the cards of an answer about one service: facts with their clause, what is unstated, whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from actions.plain_text import plain_text
from actions.reply import Card, NamedService, Reply, Status
from actions.words import say
from services_db import DOCUMENT_NUMBER, FACETS, PLAN_TITLES, Catalogue, CatalogueError, Fact, Service
from services_db.fields import PLACE_KINDS

_MAX_FACTS: Final = 4
_KIND_LEADS: Final = {"target": "规划目标（不等于已经做到）：", "current": "当时的情况："}
_SELF_EXPLAINING: Final = ("规划目标", "目标", "到2025年", "规划", "2020年")
_FOLLOW_UPS: Final = ("what", "who", "how", "where", "cost", "phone", "when", "materials", "source")


def compose_service(
    catalogue: Catalogue,
    service: Service,
    facet: str | None,
    district: str | None,
    *,
    tell_period: bool = False,
) -> Reply:
    """The answer about a service.

    `facet` None means what it is; `tell_period` adds the sentence that the plans ended with 2025.
    """
    facts = _facts_to_show(catalogue, service, facet or "what")
    card = service_card(catalogue, service, facet or "what", district, facts)
    cards: list[Card] = [card]
    if tell_period:
        cards.append({"type": "text", "text": say("utter_plan_period")})
    return Reply(
        status=Status.ANSWERED,
        text=plain_text(cards),
        facet=facet,
        district=district,
        services=(NamedService(service.id, service.name, _clauses(service, facts)),),
        cards=tuple(cards),
    )


def named(service: Service) -> NamedService:
    """A service as the contract names it."""
    return NamedService(service.id, service.name, service.clauses)


def service_card(
    catalogue: Catalogue, service: Service, facet: str, district: str | None, facts: Sequence[Fact]
) -> dict[str, Any]:
    """Everything a door needs to show one facet of a service."""
    return {
        "type": "service",
        "id": service.id,
        "name": service.name,
        "url": f"/services/{service.id}",
        "facet": facet,
        "facts": [fact_entry(catalogue, fact, lead=_lead(fact, facet)) for fact in facts],
        "notes": _notes(catalogue, service, facet, district, facts),
        "phones": _phones(service, facet, facts),
        "clauses": [{"id": ident, "label": catalogue.clause(ident).label} for ident in service.clauses],
        "quick_replies": [FACETS[other] for other in _FOLLOW_UPS if other != facet],
    }


def fact_entry(catalogue: Catalogue, fact: Fact, lead: str = "") -> dict[str, Any]:
    """A fact for a card; `lead` is said before its text."""
    label = catalogue.clause(fact.clause).label if fact.clause else None
    return {
        "facet": fact.facet,
        "kind": fact.kind,
        "text": lead + fact.text,
        "clause": fact.clause,
        "label": label,
        "quote": fact.quote,
    }


def source_facts(catalogue: Catalogue, service: Service) -> tuple[Fact, ...]:
    """One fact a clause: the plan it stands in, with the words the service rests on."""
    facts: list[Fact] = []
    plans: set[str] = set()
    for clause_id in service.clauses:
        clause = catalogue.clause(clause_id)
        quote = next((fact.quote for fact in service.facts if fact.clause == clause_id), clause.text[:40])
        place = clause.label.split(" ", 1)[1]
        title = "还有" if clause.plan in plans else f"《{PLAN_TITLES[clause.plan]}》（{DOCUMENT_NUMBER}）"
        text = f"{title}{place}。"
        plans.add(clause.plan)
        facts.append(Fact("source", "rule", text, clause_id, quote))
    return tuple(facts)


def _facts_to_show(catalogue: Catalogue, service: Service, facet: str) -> tuple[Fact, ...]:
    if facet == "source":
        return source_facts(catalogue, service)
    facts = service.facts_of(facet)
    if any(fact.kind != "unstated" for fact in facts):
        return facts[:_MAX_FACTS]
    return (*facts, *service.facts_of("what")[:1])


def _lead(fact: Fact, facet: str) -> str:
    if fact.text.startswith(_SELF_EXPLAINING):
        return ""
    if fact.facet != facet:
        return "" if "规划" in fact.text else "规划写到的是："
    return _KIND_LEADS.get(fact.kind, "")


def _notes(
    catalogue: Catalogue, service: Service, facet: str, district: str | None, facts: Sequence[Fact]
) -> list[str]:
    notes = []
    if facet == "where" and service.place_kind:
        if district and any("每个县（市、区）" in fact.text for fact in facts):
            notes.append(f"“每个县（市、区）”包括{district}。")
        notes.append(_no_place(catalogue, service.place_kind, district))
    quotes = [fact.quote for fact in facts if fact.quote and fact.facet == facet]
    notes += [f"说明：{oddity.note}" for oddity in service.oddities if _overlaps(oddity.quote, quotes)]
    return notes


def _no_place(catalogue: Catalogue, kind: str, district: str | None) -> str:
    """That the directories have no such place, and who can say."""
    name, whose = PLACE_KINDS[kind], f"{district}的" if district else ""
    try:
        elsewhere = bool(catalogue.places.counties(kind))
    except CatalogueError:
        elsewhere = False
    known = f"我手里的名录里没有{whose}{name}" if elsewhere else f"我手里没有{whose}{name}名录"
    return f"{known}，不编地址；具体在哪里，打 12345 或问所在街道（乡镇）。"


def _overlaps(quote: str | None, told: Sequence[str]) -> bool:
    """Whether the odd words are among the words just told."""
    return bool(quote) and any(str(quote) in words or words in str(quote) for words in told)


def _phones(service: Service, facet: str, facts: Sequence[Fact]) -> list[dict[str, str]]:
    """All of them when phones are asked for; else those that the facts tell to call, or the first."""
    named = [phone for phone in service.phones if any(phone.hotline.number in fact.text for fact in facts)]
    phones = service.phones if facet == "phone" else named or service.phones[:1]
    return [{"number": phone.hotline.number, "name": phone.hotline.name, "why": phone.why} for phone in phones]


def _clauses(service: Service, facts: Sequence[Fact]) -> tuple[str, ...]:
    """The service's clauses, those of the facts just told first."""
    told = [fact.clause for fact in facts if fact.clause]
    return tuple(dict.fromkeys([*told, *service.clauses]))
