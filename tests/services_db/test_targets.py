"""Every figure that the plans set themselves inside a clause is told as a target, with its clause."""

from __future__ import annotations

import re
from collections import Counter

from services_db import Catalogue, Clause

NUMBER = re.compile(r"\d+(?:\.\d+)?")
COVERING = re.compile(r"全覆盖|全面达标|持证上岗")
NO_TARGETS = {
    "将3岁以下婴幼儿": "whose care may be deducted from tax",
    "《健康温州 2030 行动纲要》": "part of a title",
    "“1+8+x”": "the name of a system of relief",
    "12338 妇女维权热线": "a phone number",
    "（2021—2030 年）": "part of a title",
    "构建完善0-3岁": "for whom the system is built",
    "规范我市0-6岁儿童": "whose health is managed; the rates stand behind it",
    "5类残疾为重点的0-6岁": "which disabilities and ages the screening is about; the rate stands before it",
    "发挥 12355 等": "a phone number",
    "提高 0-6 岁残疾儿童抢救性康复率": "an aim without a figure; the ages say whose",
    "未满 10 周岁": "a rule about advertising",
    "（一）0-3岁婴幼儿照护服务项目": "the name of the project",
    "健全3岁以下婴幼儿": "for whom the system is built",
    "“1+N”": "how the homes are linked",
    "等 10 类康复服务": "how many kinds there are; marked as an oddity, for only four are named",
    "生命早期1000天营养": "what is looked after; no figure is set",
}
"""What stands around a figure that is no target, and why not."""


def clauses_with_tasks(catalogue: Catalogue) -> list[Clause]:
    return [clause for clause in catalogue.clauses() if re.match(r"(?:women|children)-[23]\.", clause.id)]


def told_as_targets(catalogue: Catalogue) -> dict[str, list[range]]:
    """Where in each clause the quotes of target facts stand, by clause."""
    spans: dict[str, list[range]] = {}
    for service in catalogue.services():
        for fact in service.facts:
            if fact.kind == "target" and fact.clause and fact.quote:
                text = catalogue.clause(fact.clause).text
                starts = [found.start() for found in re.finditer(re.escape(fact.quote), text)]
                spans.setdefault(fact.clause, []).extend(range(at, at + len(fact.quote)) for at in starts)
    return spans


def spans_of_no_targets(text: str) -> list[tuple[str, range]]:
    return [
        (words, range(found.start(), found.end()))
        for words in NO_TARGETS
        for found in re.finditer(re.escape(words), text)
    ]


def test_every_number_in_a_clause_is_a_target_or_listed_with_the_reason_why_not(catalogue: Catalogue) -> None:
    targets, used, missing = told_as_targets(catalogue), Counter[str](), []
    for clause in clauses_with_tasks(catalogue):
        excused = spans_of_no_targets(clause.text)
        for found in NUMBER.finditer(clause.text, re.match(r"\d*", clause.text).end()):  # type: ignore[union-attr]
            reasons = [words for words, span in excused if found.start() in span]
            used.update(reasons)
            if not reasons and not any(found.start() in span for span in targets.get(clause.id, [])):
                missing.append((clause.id, clause.text[found.start() - 12 : found.end() + 8]))
    assert not missing
    assert set(used) == set(NO_TARGETS)


def test_full_coverage_is_told_as_a_target_too(catalogue: Catalogue) -> None:
    targets = told_as_targets(catalogue)
    for clause in clauses_with_tasks(catalogue):
        for found in COVERING.finditer(clause.text):
            told = any(found.start() in span for span in targets.get(clause.id, []))
            assert told, (clause.id, clause.text[found.start() - 20 : found.end()])


def test_every_indicator_is_told_as_a_target_and_with_its_value_of_2020(catalogue: Catalogue) -> None:
    kinds = {(fact.clause, fact.kind) for service in catalogue.services() for fact in service.facts}
    for indicator in catalogue.indicators():
        assert (indicator.id, "current") in kinds, indicator.id
        assert indicator.target_2025 is None or (indicator.id, "target") in kinds, indicator.id


def test_what_is_asked_as_a_target_is_told_as_one_or_as_the_state_of_2020(catalogue: Catalogue) -> None:
    for service in catalogue.services():
        for fact in service.facts_of("target"):
            assert fact.kind in ("target", "current", "unstated"), (service.id, fact.text)
