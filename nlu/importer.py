"""Read our training data once and quickly.

Rasa's own importer parses and schema-checks every YAML file with a pure-Python parser, three times over: 60 of 170
seconds of training. This one uses libyaml, keeps what it read, and is as strict about the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_BULLET = "- "


class TrainingDataError(ValueError):
    """A training file is not in the form that nlu/README.md describes; says file and line of the intent."""


class QuickImporter(RasaFileImporter):
    """Rasa's file importer with a faster way through the NLU files; everything else as before."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **kwargs: Any,
    ) -> None:
        paths = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        files = [file for path in paths for file in _yaml_files(Path(path))]
        self.config_file = config_file
        self._domain_path = domain_path
        self._nlu_files = [str(file) for file in files if _holds(file, "nlu")]
        self._story_files = [str(file) for file in files if _holds(file, "rules") or _holds(file, "stories")]
        self._conversation_test_files: list[str] = []
        self._nlu_data: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        """All intent examples of the NLU files; entities are not annotated in ours."""
        if self._nlu_data is None:
            self._nlu_data = TrainingData(
                [message for path in self._nlu_files for message in read_examples(Path(path))]
            )
        return self._nlu_data


def _yaml_files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.yml"))


def _holds(file: Path, key: str) -> bool:
    """Whether the file has this key at its top level, without parsing it."""
    return any(line.startswith(f"{key}:") for line in file.read_text(encoding="utf-8").splitlines())


def read_examples(path: Path) -> Iterator[Message]:
    """The messages of one file."""
    document = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for entry in document.get("nlu") or ():
        yield from _messages(path, entry)


def _messages(path: Path, entry: Any) -> Iterator[Message]:
    if not isinstance(entry, dict) or not isinstance(entry.get("examples"), str) or "intent" not in entry:
        raise TrainingDataError(f"{path.name}: 每一项都要有 intent 和 examples：{str(entry)[:60]}")
    for line in entry["examples"].splitlines():
        if not line.strip():
            continue
        if not line.startswith(_BULLET):
            raise TrainingDataError(f"{path.name}: {entry['intent']} 里有一行不以“- ”开头：{line[:40]}")
        yield Message.build(line[len(_BULLET) :].strip(), entry["intent"], intent_metadata=entry.get("metadata"))
