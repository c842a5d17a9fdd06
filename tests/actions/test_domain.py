"""Both ends of the contract between domain, rules, actions and training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from actions.words import say
from bot.in_process import executor_for

ROOT = Path(__file__).parents[2]
WITHOUT_EXAMPLES = {"nlu_fallback"}


def _yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_every_action_of_the_domain_is_registered_and_the_reverse() -> None:
    assert set(executor_for(None).actions) == set(_yaml("domain.yml")["actions"])


def test_every_intent_has_a_rule_and_examples_and_the_reverse() -> None:
    intents = {entry if isinstance(entry, str) else next(iter(entry)) for entry in _yaml("domain.yml")["intents"]}
    ruled = {rule["steps"][0]["intent"] for rule in _yaml("bot/rules.yml")["rules"]} - WITHOUT_EXAMPLES
    taught = {
        entry["intent"].partition("/")[0]
        for path in (ROOT / "nlu/data").rglob("*.yml")
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
    }
    assert intents == ruled == taught


def test_every_rule_leads_to_an_action_of_the_domain() -> None:
    actions = set(_yaml("domain.yml")["actions"])
    assert {rule["steps"][1]["action"] for rule in _yaml("bot/rules.yml")["rules"]} <= actions


def test_every_prepared_sentence_is_chinese_and_can_be_said() -> None:
    for name in _yaml("domain.yml")["responses"]:
        assert any("\u4e00" <= character <= "\u9fff" for character in say(name)), name
