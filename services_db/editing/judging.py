"""Judge a draft by the catalogue's own rules, and say beside which field of its form something is wrong.

The validator knows files and lines. A draft is handed to it as a file whose lines are the fields of the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services_db.catalogue import Catalogue
from services_db.catalogue_files import RawService
from services_db.clause_labels import label_of
from services_db.editing.content import SECTIONS, data_of
from services_db.lined_yaml import LinedDict
from services_db.state.drafts import Content
from services_db.validate import KnownTexts, find_problems

MAX_ITEMS: Final = 200
MAX_CHARACTERS: Final = 500
_LINES: Final = {section: n for n, section in enumerate(SECTIONS, 2)}
_SECTION_AT: Final = {n: section for section, n in _LINES.items()}
_FIRST_FACT: Final = 100
_DRAFT: Final = "草稿"
_CLAUSE: Final = re.compile(r"\b(?:women|children)-(?:table\.)?\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong beside one field: a section's name, `facts-<n>` (from 0) for one fact, or "" for the whole."""

    field: str
    message: str


def by_field(problems: Iterable[FieldProblem]) -> dict[str, list[str]]:
    """The messages of each field, in their order."""
    beside: dict[str, list[str]] = {}
    for problem in problems:
        beside.setdefault(problem.field, []).append(problem.message)
    return beside


def problems_of(catalogue: Catalogue, service_id: str, content: Content) -> list[FieldProblem]:
    """What keeps this content from being published with the rest of the catalogue as it is; empty when sound."""
    too_much = [*_too_much(content)]
    if too_much:
        return too_much
    others = [_filed(data_of(service)) for service in catalogue.services() if service.id != service_id]
    drafted = RawService(_DRAFT, _lined(data_of(catalogue.service(service_id)) | content))
    known = KnownTexts({c.id: c for c in catalogue.clauses()}, {h.number: h for h in catalogue.hotlines()})
    problems = find_problems([*others, drafted], known)
    own = f"{service_id}："
    return [
        FieldProblem(_field_at(problem.line), _with_labels(problem.message.removeprefix(own)))
        for problem in problems
        if problem.file == _DRAFT
    ]


def _with_labels(message: str) -> str:
    """Clauses as people cite them, not by their ids."""
    return _CLAUSE.sub(lambda found: label_of(found[0]), message)


def _too_much(content: Content) -> list[FieldProblem]:
    found = [
        FieldProblem(section, f"{words}太多了，最多 {MAX_ITEMS} 项")
        for section, words in SECTIONS.items()
        if len(content[section]) > MAX_ITEMS
    ]
    for section in ("everyday_names", "phones", "unstated"):
        if any(len(text) > MAX_CHARACTERS for text in _texts(content, section)):
            found.append(FieldProblem(section, f"有一处超过 {MAX_CHARACTERS} 个字"))
    for n, fact in enumerate(content["facts"]):
        if any(len(text) > MAX_CHARACTERS for text in fact.values()):
            found.append(FieldProblem(f"facts-{n}", f"超过 {MAX_CHARACTERS} 个字"))
    return found


def _texts(content: Content, section: str) -> list[str]:
    items = content[section]
    if isinstance(items, dict):
        return list(items.values())
    return [text for item in items for text in (item.values() if isinstance(item, dict) else [item])]


def _filed(data: dict[str, object]) -> RawService:
    return RawService(str(data["id"]), LinedDict(data, 1, {}))


def _lined(data: dict[str, object]) -> LinedDict:
    facts = data["facts"]
    assert isinstance(facts, list)  # noqa: S101 - content always has a list of facts
    lined = [LinedDict(fact, _FIRST_FACT + n, {}) for n, fact in enumerate(facts)]
    return LinedDict(data | {"facts": lined}, 1, dict(_LINES))


def _field_at(line: int) -> str:
    return f"facts-{line - _FIRST_FACT}" if line >= _FIRST_FACT else _SECTION_AT.get(line, "")
