"""Compose the answer about one of the 24 key indicators: 2020 value and 2025 target, as printed."""

from __future__ import annotations

from typing import Any

from actions.plain_text import plain_text
from actions.reply import NamedService, Reply, Status
from services_db import FACETS, Catalogue, Indicator


def compose_indicator(catalogue: Catalogue, indicator: Indicator, facet: str | None, district: str | None) -> Reply:
    """The answer about an indicator; the values are the city's, whichever county is asked for."""
    card = indicator_card(catalogue, indicator, district)
    return Reply(
        status=Status.ANSWERED,
        text=plain_text([card]),
        facet=facet or "target",
        district=district,
        services=(named_indicator(indicator),),
        cards=(card,),
    )


def named_indicator(indicator: Indicator) -> NamedService:
    """An indicator in the contract's list of services; its id is its clause."""
    return NamedService(indicator.id, title_of(indicator), (indicator.id,))


def title_of(indicator: Indicator) -> str:
    """Its name with the unit, as the table prints it."""
    return f"{indicator.name}（{indicator.unit}）" if indicator.unit else indicator.name


def indicator_card(catalogue: Catalogue, indicator: Indicator, district: str | None) -> dict[str, Any]:
    """Same shape as a service card."""
    clause = catalogue.clause(indicator.id)
    target = f"2025年目标：{indicator.target_2025}" if indicator.target_2025 else "原表没有单独写2025年的目标值"
    text = f"2020年：{indicator.value_2020}；{target}。"
    notes = ["目标是规划提出的，不等于已经做到。"] if indicator.target_2025 else []
    if district:
        notes.insert(0, f"规划只给全市的数，没有写明{district}的数。")
    if indicator.oddity:
        notes.append(f"说明：{indicator.oddity}")
    quote = clause.text.split("\t", 1)[1].replace("\t", " ")
    return {
        "type": "indicator",
        "id": indicator.id,
        "name": title_of(indicator),
        "url": f"/plans/{indicator.id}",
        "facet": "target",
        "facts": [
            {
                "facet": "target",
                "kind": "target",
                "text": text,
                "clause": indicator.id,
                "label": clause.label,
                "quote": quote,
            }
        ],
        "notes": notes,
        "phones": [],
        "clauses": [{"id": indicator.id, "label": clause.label}],
        "quick_replies": [FACETS["source"]],
    }
