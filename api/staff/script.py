"""What to say on the phone about a service: its facts with their hedges, then what is not said, then whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services_db import FACETS, Fact, Service

_MOST: Final = {"what": 2, "who": 1, "how": 2, "where": 1, "cost": 1, "when": 1, "materials": 1, "target": 2}
"""Facets in the order in which a caller asks for them, and how many sentences of each are enough to be told."""
_HEDGES: Final = {"target": "规划目标是（不等于已经做到）：", "current": "当时的情况是："}
_SELF_EXPLAINING: Final = ("规划", "目标", "到2025年", "2020年")
PERIOD: Final = "这些是规划2021到2025年写的，现在怎么办，以主管部门的答复为准。"


def script_of(service: Service) -> str:
    """A text to read out, one thought a line."""
    lines = [f"您问的是“{service.name}”。"]
    unsaid = []
    for facet, most in _MOST.items():
        told = [fact for fact in service.facts_of(facet) if fact.kind != "unstated"]
        if told:
            lines.append(_heading(facet) + "".join(_spoken(told[:most])))
        elif service.facts_of(facet):
            unsaid.append(FACETS[facet])
    lines += _unsaid(service, unsaid)
    lines += [f"电话：{phone.hotline.number}，{phone.hotline.name}。{_sentence(phone.why)}" for phone in service.phones]
    return "\n".join([*lines, PERIOD])


def _heading(facet: str) -> str:
    return "" if facet in ("what", "target") else f"{FACETS[facet]}："


def _spoken(facts: list[Fact]) -> Iterator[str]:
    for fact in facts:
        hedge = "" if fact.text.startswith(_SELF_EXPLAINING) else _HEDGES.get(fact.kind, "")
        yield hedge + _sentence(fact.text)


def _unsaid(service: Service, facets: list[str]) -> list[str]:
    if not facets:
        return []
    number = service.phones[0].hotline.number if service.phones else "12345"
    return [f"规划没有写明的：{'、'.join(facets)}。这些我不能替您猜，请打{number}问。"]


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else text + "。"
