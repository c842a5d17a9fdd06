"""The training data beyond the services: indicators, facets, dangers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.crisis import KINDS
from services_db import FACETS, Catalogue

ROOM = Path(__file__).parents[2] / "nlu"


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    files = sorted((ROOM / "data").rglob("*.yml"))
    return [e for f in files for e in yaml.load(f.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]]


def below(entries: list[dict[str, Any]], base: str) -> set[str]:
    intents = [entry["intent"].partition("/") for entry in entries]
    return {ident for scope, _, ident in intents if scope == base}


def test_every_indicator_has_an_intent_and_no_other_has(entries: list[dict[str, Any]], catalogue: Catalogue) -> None:
    assert below(entries, "ask_indicator") == {indicator.id for indicator in catalogue.indicators()}


def test_every_kind_of_danger_is_taught_and_no_other(entries: list[dict[str, Any]]) -> None:
    assert below(entries, "disclose") == set(KINDS)


def test_every_facet_that_is_taught_exists(entries: list[dict[str, Any]]) -> None:
    facets = {entry["metadata"]["facet"] for entry in entries if "metadata" in entry}
    assert facets == set(FACETS)


def test_no_utterance_stands_twice_in_one_intent(entries: list[dict[str, Any]]) -> None:
    said = Counter((entry["intent"], line.strip()) for entry in entries for line in entry["examples"].splitlines())
    assert {row: count for row, count in said.items() if count > 1} == {}


def test_no_sentence_that_judges_is_trained_on(entries: list[dict[str, Any]]) -> None:
    """A question that was trained on judges nothing; the tables say that they are for tests only."""
    taught = {line.removeprefix("- ").strip() for entry in entries for line in entry["examples"].splitlines()}
    table = yaml.safe_load((Path(__file__).parent / "data/crisis_table.yml").read_text(encoding="utf-8"))
    assert [row["text"] for row in table if row["text"] in taught] == []
