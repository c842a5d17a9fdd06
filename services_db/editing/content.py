"""The part of a service that editors change at the desk: everyday names, phones, facts, and what is not written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any, Final

from services_db.clause_labels import label_of
from services_db.fields import FACETS, FACT_KINDS, WRITTEN_FACETS
from services_db.records import Fact, Hotline, Service, ServicePhone
from services_db.state.drafts import Content

SECTIONS: Final = MappingProxyType(
    {"everyday_names": "俗称", "phones": "电话", "facts": "事实", "unstated": "规划没有写明"}
)
"""Every section of the content, as people call it."""
FACT_KEYS: Final = ("facet", "kind", "text", "clause", "quote")


def data_of(service: Service) -> dict[str, Any]:
    """The service as its YAML entry has it."""
    return {
        "id": service.id,
        "name": service.name,
        "everyday_names": list(service.everyday_names),
        "audience": list(service.audience),
        "life_stages": list(service.life_stages),
        "category": service.category,
        "departments": list(service.departments),
        "phones": [{"number": phone.hotline.number, "why": phone.why} for phone in service.phones],
        "place_kind": service.place_kind,
        "clauses": list(service.clauses),
        "related": list(service.related),
        "oddities": [{"clause": o.clause, "quote": o.quote, "note": o.note} for o in service.oddities],
        "facts": [{key: getattr(fact, key) for key in FACT_KEYS} for fact in service.facts if fact.kind != "unstated"],
        "unstated": {fact.facet: fact.text for fact in service.facts if fact.kind == "unstated"},
    }


def content_of(data: Mapping[str, Any]) -> Content:
    """The editable part of a service's data, in plain lists and mappings."""
    return {
        "everyday_names": [str(name) for name in data["everyday_names"]],
        "phones": [{"number": str(phone["number"]), "why": str(phone["why"])} for phone in data["phones"]],
        "facts": [{key: str(fact[key]) for key in FACT_KEYS} for fact in data["facts"]],
        "unstated": {str(facet): str(text) for facet, text in data["unstated"].items()},
    }


def with_content(service: Service, content: Content, hotlines: Mapping[str, Hotline]) -> Service:
    """The service with sound content in the place of its own."""
    return replace(
        service,
        everyday_names=tuple(content["everyday_names"]),
        phones=tuple(ServicePhone(hotlines[phone["number"]], phone["why"]) for phone in content["phones"]),
        facts=(
            *(Fact(**fact) for fact in content["facts"]),
            *(Fact(facet, "unstated", text) for facet, text in content["unstated"].items()),
        ),
    )


def tidied(content: Content) -> Content:
    """The content without what a form leaves behind: blank rows, blanks around words, line breaks within them."""
    facts = [{key: _line(fact.get(key, "")) for key in FACT_KEYS} for fact in content["facts"]]
    phones = [{key: _line(phone.get(key, "")) for key in ("number", "why")} for phone in content["phones"]]
    return {
        "everyday_names": [name for name in map(_line, content["everyday_names"]) if name],
        "phones": [phone for phone in phones if any(phone.values())],
        "facts": [fact for fact in facts if fact["text"] or fact["quote"]],
        "unstated": {facet: text for facet in WRITTEN_FACETS if (text := _line(content["unstated"].get(facet, "")))},
    }


def _line(text: str) -> str:
    return "".join(part.strip() if n else part.rstrip() for n, part in enumerate(str(text).splitlines())).strip()


def items_of(content: Content, section: str) -> list[Any]:
    """A section as a list of items that can be compared; `unstated` as pairs of facet and text."""
    return [list(pair) for pair in content[section].items()] if section == "unstated" else list(content[section])


def changed_items(before: Sequence[Any], after: Sequence[Any]) -> Iterator[tuple[str, int, int, int, int]]:
    """The opcodes of difflib between two lists of items, without what is equal."""
    old, new = ([repr(item) for item in items] for items in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return (opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal")


def differences(before: Content, after: Content) -> list[tuple[str, str, str]]:
    """(what, before, after) for people to read, section by section; empty text where there was or is nothing."""
    told: list[tuple[str, str, str]] = []
    for section, words in SECTIONS.items():
        old, new = items_of(before, section), items_of(after, section)
        for _, i1, i2, j1, j2 in changed_items(old, new):
            gone, come = old[i1:i2], new[j1:j2]
            for n in range(max(len(gone), len(come))):
                was = _told(gone[n]) if n < len(gone) else ""
                becomes = _told(come[n]) if n < len(come) else ""
                told.append((words, was, becomes))
    return told


def _told(item: Any) -> str:
    if isinstance(item, list):
        return f"{FACETS.get(item[0], item[0])}：{item[1]}"
    if isinstance(item, str):
        return item
    if "why" in item:
        return f"{item['number']}：{item['why']}"
    facet, kind = FACETS.get(item["facet"], item["facet"]), FACT_KINDS.get(item["kind"], item["kind"])
    return f"{facet} · {kind}：{item['text']}（{label_of(item['clause'])}：“{item['quote']}”）"
