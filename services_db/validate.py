"""Judge the catalogue: every problem by file and line, in words an editor understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from services_db.catalogue_files import RawService
from services_db.errors import Problem
from services_db.fields import (
    CATEGORIES,
    FACETS,
    FACT_KINDS,
    LIFE_STAGES,
    MAX_CLAUSES,
    PLACE_KINDS,
    SERVICE_FIELDS,
    WRITTEN_FACETS,
)
from services_db.records import Clause, Hotline

_SLUG: Final = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_PHONE_LIKE: Final = re.compile(r"(?<!\d)(?:1[12][09]|12\d{3})(?!\d)")
_FACT_KEYS: Final = frozenset({"facet", "kind", "text", "clause", "quote"})
_TEXT_LISTS: Final = ("everyday_names", "audience", "life_stages", "departments", "clauses", "related")
_ROW_NUMBER: Final = re.compile(r"^\d+(?:\. |\t)")
_FREE_NUMBERS: Final = frozenset({"2020", "2025"})
"""The plans' own period; every other number in a fact's text must stand in its clause, whole: 80 does not hold 8."""
_HEDGES: Final = MappingProxyType(
    {"探索": "探索", "推动": "推动", "鼓励": "鼓励", "力争": "力争", "因地制宜": "因地制宜", "到2025年": "2025"}
)
"""Where the plan speaks softly or names its year, so does the fact; only `who` may leave it to its neighbours."""


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """What services are checked against."""

    clauses: Mapping[str, Clause]
    hotlines: Mapping[str, Hotline]


def find_problems(services: Sequence[RawService], known: KnownTexts) -> list[Problem]:
    """Everything that keeps these services from being a catalogue; empty when sound."""
    problems: list[Problem] = []
    for service in services:
        shape = [*_shape(service), *_shape_of_entries(service)]
        problems += shape or [problem for check in _CHECKS for problem in check(service, known)]
    problems += _across(services)
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


def _shape(service: RawService) -> Iterator[Problem]:
    data = service.data
    label = data.get("id", "（没有 id）")
    for key in SERVICE_FIELDS:
        if key not in data:
            yield _problem(service, None, f"{label}：缺少 {key}（{SERVICE_FIELDS[key]}）")
    for key in data:
        if key not in SERVICE_FIELDS:
            yield _problem(service, key, f"{label}：不认识的字段 {key}")
    for key in _TEXT_LISTS:
        if not _is_list_of(data.get(key, []), str):
            yield _problem(service, key, f"{label}：{key} 应为文字列表")
    for key in ("phones", "oddities", "facts"):
        if not _is_list_of(data.get(key, []), Mapping):
            yield _problem(service, key, f"{label}：{key} 应逐项写成 {{键: 值}}")
    if not isinstance(data.get("unstated", {}), Mapping):
        yield _problem(service, "unstated", f"{label}：unstated 应写成“方面: 一句话”")
    for key in ("id", "name", "category"):
        if key in data and not (isinstance(data[key], str) and data[key].strip()):
            yield _problem(service, key, f"{label}：{key} 不能为空")


def _shape_of_entries(service: RawService) -> Iterator[Problem]:
    data = service.data
    label = data.get("id", "（没有 id）")
    for key in _TEXT_LISTS:
        if _is_list_of(data.get(key), str) and len(set(data[key])) < len(data[key]) and key != "everyday_names":
            yield _problem(service, key, f"{label}：{key} 里有一项写了两次")
    for key in ("phones", "oddities"):
        for entry in data.get(key) or []:
            if isinstance(entry, Mapping) and not all(isinstance(v, str | None) for v in entry.values()):
                yield _problem(service, key, f"{label}：{key} 里的每一处都应是文字")
    if not isinstance(data.get("place_kind"), str | None):
        yield _problem(service, "place_kind", f"{label}：place_kind 应是一个词，或者 null")


def _is_list_of(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def _vocabulary(service: RawService, known: KnownTexts) -> Iterator[Problem]:
    data = service.data
    if not _SLUG.match(data["id"]):
        yield _problem(service, "id", f"{data['id']}：编号只能用小写英文、数字和连字符")
    if data["category"] not in CATEGORIES:
        yield _problem(service, "category", f"{data['id']}：没有“{data['category']}”这个类别")
    for stage in data["life_stages"]:
        if stage not in LIFE_STAGES:
            yield _problem(service, "life_stages", f"{data['id']}：没有“{stage}”这个人生阶段")
    if not data["life_stages"] or not data["audience"]:
        yield _problem(service, "life_stages", f"{data['id']}：人生阶段和对象都要写")
    if data["place_kind"] is not None and data["place_kind"] not in PLACE_KINDS:
        yield _problem(service, "place_kind", f"{data['id']}：没有“{data['place_kind']}”这种地方")


def _citations(service: RawService, known: KnownTexts) -> Iterator[Problem]:
    data = service.data
    if not 1 <= len(data["clauses"]) <= MAX_CLAUSES:
        yield _problem(service, "clauses", f"{data['id']}：依据条款应为 1 到 {MAX_CLAUSES} 条")
    for clause in data["clauses"]:
        if clause not in known.clauses:
            yield _problem(service, "clauses", f"{data['id']}：没有条款 {clause}")
    cited = "".join(known.clauses[clause].text for clause in data["clauses"] if clause in known.clauses)
    for department in data["departments"]:
        if department not in cited:
            yield _problem(service, "departments", f"{data['id']}：依据条款里没有点名“{department}”")
    for oddity in data["oddities"]:
        clause = known.clauses.get(oddity.get("clause", ""))
        if clause is None or not oddity.get("note") or (oddity.get("quote") or "") not in clause.text:
            yield _problem(service, "oddities", f"{data['id']}：oddities 的条款、引文或说明不对")


def _everyday_names(service: RawService, known: KnownTexts) -> Iterator[Problem]:
    names = service.data["everyday_names"]
    for name in {name for name in names if names.count(name) > 1}:
        yield _problem(service, "everyday_names", f"{service.data['id']}：俗称“{name}”写了两次")


def _phones(service: RawService, known: KnownTexts) -> Iterator[Problem]:
    data = service.data
    if not data["phones"]:
        yield _problem(service, "phones", f"{data['id']}：至少写一个该打的电话")
    for phone in data["phones"]:
        if str(phone.get("number")) not in known.hotlines:
            yield _problem(service, "phones", f"{data['id']}：号码 {phone.get('number')} 不在公共热线表里")
        if not phone.get("why"):
            yield _problem(service, "phones", f"{data['id']}：{phone.get('number')} 没有写理由")


def _facts(service: RawService, known: KnownTexts) -> Iterator[Problem]:
    data = service.data
    for fact in data["facts"]:
        for message in _fact_messages(fact, data["clauses"], known):
            yield Problem(service.file, fact.line, f"{data['id']}：{message}")


def _fact_messages(fact: Mapping[str, Any], clauses: Sequence[str], known: KnownTexts) -> Iterator[str]:
    if set(fact) != _FACT_KEYS or not all(isinstance(fact[key], str) and fact[key] for key in _FACT_KEYS):
        yield f"事实要写全 {'、'.join(sorted(_FACT_KEYS))}，且都是文字"
        return
    if fact["facet"] not in WRITTEN_FACETS:
        yield f"没有“{fact['facet']}”这个方面"
    if fact["kind"] not in FACT_KINDS or fact["kind"] == "unstated":
        yield f"没有“{fact['kind']}”这种性质（没写明的放到 unstated）"
    if fact["clause"] not in clauses:
        yield f"事实引用的 {fact['clause']} 不在本事项的依据条款里"
        return
    clause = known.clauses.get(fact["clause"])
    if clause is None:
        return
    if fact["quote"] not in clause.text:
        yield f"引文在 {fact['clause']} 里找不到：{fact['quote']}"
    if stray := _stray_numbers(fact["text"], clause):
        yield f"事实里的数字 {'、'.join(stray)} 不在 {fact['clause']} 里"
    for hedge, kept in _HEDGES.items():
        if hedge in fact["quote"] and kept not in fact["text"] and fact["facet"] != "who":
            yield f"引文里有“{hedge}”，事实里也要有“{kept}”"
    if fact["kind"] == "contact" and not any(n in fact["quote"] for n in _PHONE_LIKE.findall(fact["text"])):
        yield "联系方式的号码必须在引文里"


def _stray_numbers(text: str, clause: Clause) -> list[str]:
    """The numbers of a fact that its clause does not print; the number of the clause or row itself does not count."""
    printed = {*_NUMBER.findall(_ROW_NUMBER.sub("", clause.text)), *_FREE_NUMBERS}
    return [number for number in _NUMBER.findall(text) if number not in printed]


def _coverage(service: RawService, known: KnownTexts) -> Iterator[Problem]:
    data = service.data
    stated = {fact.get("facet") for fact in data["facts"]}
    unstated = set(data["unstated"])
    for facet in WRITTEN_FACETS:
        if facet not in stated | unstated:
            yield _problem(
                service, "unstated", f"{data['id']}：“{FACETS[facet]}”({facet}) 既没有事实，也没有写明“规划没有写明”"
            )
        if facet in stated & unstated:
            yield _problem(service, "unstated", f"{data['id']}：“{FACETS[facet]}”({facet}) 既有事实又写在 unstated 里")
    for facet, text in data["unstated"].items():
        if facet not in WRITTEN_FACETS or not isinstance(text, str) or not text.strip():
            yield _problem(service, "unstated", f"{data['id']}：unstated 的 {facet} 不对，或没有写那一句话")
            continue
        for number in _PHONE_LIKE.findall(text):
            if number not in known.hotlines:
                yield _problem(service, "unstated", f"{data['id']}：号码 {number} 不在公共热线表里")


_CHECKS: Final[tuple[Callable[[RawService, KnownTexts], Iterable[Problem]], ...]] = (
    _vocabulary,
    _citations,
    _everyday_names,
    _phones,
    _facts,
    _coverage,
)


def _across(services: Sequence[RawService]) -> Iterator[Problem]:
    """What only shows side by side: repeated ids and names, related services that are not there."""
    ids: dict[str, RawService] = {}
    names: dict[str, RawService] = {}
    for service in services:
        ident = service.data.get("id")
        if isinstance(ident, str):
            yield from _claim(ids, ident, service, "id", "编号")
        everyday_names = service.data.get("everyday_names") or []
        if _is_list_of(everyday_names, str):
            for name in dict.fromkeys(everyday_names):
                yield from _claim(names, name, service, "everyday_names", "俗称")
    for service in services:
        for related in service.data.get("related") or []:
            if related not in ids:
                yield _problem(service, "related", f"{service.data.get('id')}：没有相关事项 {related}")


def _claim(owners: dict[str, RawService], word: str, service: RawService, key: str, what: str) -> Iterator[Problem]:
    owner = owners.setdefault(word, service)
    if owner is not service:
        yield _problem(service, key, f"{service.data.get('id')}：{what}“{word}”已属于 {owner.data.get('id')}")


def _problem(service: RawService, key: str | None, message: str) -> Problem:
    return Problem(service.file, service.line(key), message)
