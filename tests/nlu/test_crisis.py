"""The crisis rules against a table of disclosures and look-alikes written by another hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nlu.clean import clean_text
from nlu.crisis import KINDS, crisis_rules

TABLE = yaml.safe_load((Path(__file__).parent / "data/crisis_plain_table.yml").read_text(encoding="utf-8"))
HARD_TABLE = yaml.safe_load((Path(__file__).parent / "data/crisis_table.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE, ids=[row["text"][:20] for row in TABLE])
def test_disclosure_is_recognised_and_look_alike_is_not(row: dict[str, str]) -> None:
    kind = crisis_rules().recognise(clean_text(row["text"]))
    assert (kind or "none") == row["kind"]


def test_rules_know_every_kind_in_the_order_of_gravity() -> None:
    kinds = list(dict.fromkeys(rule.kind for rule in crisis_rules().rules))
    assert tuple(kinds) == KINDS


def test_indirect_disclosures_are_caught_as_far_as_measured() -> None:
    """The hard table is indirect on purpose; the share may only grow (figure of 2026-11-24 in nlu/README.md)."""
    heard = [(crisis_rules().recognise(clean_text(row["text"])), row["kind"]) for row in HARD_TABLE]
    caught = [kind for kind, right in heard if right != "none" and kind]
    alarms = [kind for kind, right in heard if right == "none" and kind]
    disclosures = [right for _, right in heard if right != "none"]
    assert len(caught) / len(disclosures) >= 0.25
    assert len(alarms) / (len(heard) - len(disclosures)) <= 0.04
