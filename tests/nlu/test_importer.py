"""Our importer reads what Rasa's own reads, and refuses what is malformed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.importer import QuickImporter, TrainingDataError, read_examples

NLU = """\
version: "3.1"
nlu:
- intent: ask_service/respite-care
  metadata:
    facet: cost
  examples: |
    - 喘息服务要钱吗
    - 照顾老人太累了，有人替两天吗
- intent: greet
  examples: |
    - 你好
"""
RULES = 'version: "3.1"\nrules:\n- rule: greet\n  steps:\n  - intent: greet\n  - action: utter_greet\n'


def rows(data: TrainingData) -> list[tuple[Any, ...]]:
    return sorted((m.get("text"), m.get_full_intent(), str(m.get("metadata"))) for m in data.intent_examples)


def test_quick_importer_reads_what_rasas_own_reads(tmp_path: Path) -> None:
    (tmp_path / "nlu.yml").write_text(NLU, encoding="utf-8")
    (tmp_path / "rules.yml").write_text(RULES, encoding="utf-8")
    ours = QuickImporter(training_data_paths=[str(tmp_path)])
    rasas = RasaFileImporter(training_data_paths=[str(tmp_path)])
    assert rows(ours.get_nlu_data()) == rows(rasas.get_nlu_data())
    assert len(ours.get_nlu_data().intent_examples) == 3
    ours_rules, rasas_rules = ours.get_stories(), rasas.get_stories()
    assert (
        [s.block_name for s in ours_rules.story_steps] == [s.block_name for s in rasas_rules.story_steps] == ["greet"]
    )


@pytest.mark.parametrize(
    "entry",
    [
        "- examples: |\n    - 你好\n",
        "- intent: greet\n",
        "- intent: greet\n  examples: [你好]\n",
        "- intent: greet\n  examples: |\n    -你好\n",
        "- intent: greet\n  examples: |\n    - 你好\n    在吗\n",
        "- 你好\n",
    ],
    ids=["no intent", "no examples", "examples as a list", "no blank", "second line bare", "bare text"],
)
def test_malformed_entry_is_refused_with_its_file(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "greetings.yml"
    path.write_text(f"nlu:\n{entry}", encoding="utf-8")
    with pytest.raises(TrainingDataError, match=r"greetings\.yml"):
        list(read_examples(path))
