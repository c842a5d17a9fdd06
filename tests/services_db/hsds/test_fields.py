"""The table of fields holds what the records hold, and the profile's files name what is ours."""

from __future__ import annotations

import json
from typing import Any

from services_db import FACETS, FACT_KINDS, Catalogue
from services_db.hsds import KINDS, PROFILE_FILES, Directory


def _check(kind: str, record: dict[str, Any]) -> None:
    table = KINDS[kind]
    known = {field.name for field in table.fields} | set(table.lists) | set(table.singles)
    assert set(record) <= known, f"{kind} has {set(record) - known} beside the table"
    assert {field.name for field in table.fields if field.required} <= set(record)
    for key, nested in table.lists.items():
        for item in record.get(key, []):
            _check(nested, item)
    for key, nested in table.singles.items():
        if key in record:
            _check(nested, record[key])


def test_every_field_of_every_record_stands_in_the_table(catalogue: Catalogue) -> None:
    directory = Directory(catalogue)
    for record in directory.service_records():
        _check("service", record)
    for record in directory.term_records():
        _check("taxonomy_term", record)


def test_profile_names_exactly_the_fields_that_are_ours() -> None:
    for kind in KINDS.values():
        ours = {field.name for field in kind.fields if field.ours} | kind.own_lists
        path = PROFILE_FILES / f"{kind.name}.json"
        assert path.is_file() == bool(ours), path.name
        if ours:
            assert set(json.loads(path.read_text(encoding="utf-8"))["properties"]) == ours


def test_profile_knows_every_facet_and_kind_of_the_catalogue() -> None:
    properties = json.loads((PROFILE_FILES / "attribute.json").read_text(encoding="utf-8"))["properties"]
    assert properties["facet"]["enum"] == [facet for facet in FACETS if facet != "source"]
    assert properties["kind"]["enum"] == list(FACT_KINDS)
