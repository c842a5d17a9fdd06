"""Other ways to understand, trained in the same run on the same lines, to stand beside ours."""

from __future__ import annotations

import contextlib
import io
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from nlu.catalogue_phrases import catalogue_phrases
from nlu.importer import read_examples
from nlu.quiet_rasa import quiet_rasa

ROOT: Final = Path(__file__).parents[2]
DATA: Final = ROOT / "nlu" / "data"
JOINT: Final = "~"
"""Stands for the slash in a stock pipeline's intents: Rasa would not classify what follows a slash."""

_WORDS_AND_CHARACTERS: Final = [
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
RASA_DEFAULT: Final[Sequence[Mapping[str, Any]]] = (
    {"name": "JiebaTokenizer"},
    *_WORDS_AND_CHARACTERS,
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 1},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
)
"""What Rasa's documentation proposes, with its tokenizer for Chinese."""
BUEROKRATT: Final[Sequence[Mapping[str, Any]]] = (
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    *_WORDS_AND_CHARACTERS,
    {"name": "DIETClassifier", "entity_recognition": False, "epochs": 30, "random_seed": 50},
    {"name": "FallbackClassifier", "threshold": 0.8},
)
"""What the Estonian state's assistant trains (buerokratt/Training-Module, config.yml): 30 epochs, threshold 0.8."""


@dataclass(frozen=True, slots=True)
class Line:
    """A training line: its full intent and its facet."""

    text: str
    intent: str
    facet: str | None


def training_lines(share: float = 1.0, at_most: int | None = None, data: Path = DATA) -> list[Line]:
    """The hand-written lines of `data`; of every intent an even choice of `share`, and no more than `at_most`."""
    by_intent: defaultdict[str, list[Line]] = defaultdict(list)
    for path in sorted(data.rglob("*.yml")):
        for message in read_examples(path):
            facet = ((message.get("metadata") or {}).get("intent") or {}).get("facet")
            intent = message.get_full_intent()
            by_intent[intent].append(Line(message.get("text"), intent, facet))
    return [line for lines in by_intent.values() for line in _evenly(lines, share, at_most)]


def train_ours(lines: Sequence[Line], folder: Path, with_catalogue: bool = True) -> tuple[Path, float]:
    """Our pipeline as in config.yml; returns the model's archive and the seconds it took."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    if not with_catalogue:
        for component in config["pipeline"]:
            if "catalogue_weight" in component:
                component["catalogue_weight"] = 0
    return _train(config, _blocks(lines), folder)


def train_stock(
    pipeline: Sequence[Mapping[str, Any]], lines: Sequence[Line], folder: Path, with_catalogue: bool = True
) -> tuple[Path, float]:
    """A stock pipeline on the same lines and, unless told otherwise, the same phrases of the catalogue as ours.

    Rasa refuses to cut Chinese at spaces, so a pipeline that does is trained as its owner's language, Estonian.
    """
    known = {line.intent for line in lines} if with_catalogue else set()
    more = [Line(text, label, None) for label, text in dict.fromkeys(catalogue_phrases()) if label in known]
    flat = [Line(line.text, line.intent.replace("/", JOINT), None) for line in [*lines, *more]]
    config = {
        "recipe": "default.v1",
        "language": "et" if pipeline[0]["name"] == "WhitespaceTokenizer" else "zh",
        "assistant_id": "contestant",
        "importers": [{"name": "nlu.importer.QuickImporter"}],
        "pipeline": [dict(component) for component in pipeline],
    }
    return _train(config, _blocks(flat), folder)


def _evenly(lines: Sequence[Line], share: float, at_most: int | None) -> list[Line]:
    wanted = max(2, round(len(lines) * share))
    wanted = min(wanted, at_most or wanted, len(lines))
    return [lines[n * len(lines) // wanted] for n in range(wanted)]


def _blocks(lines: Sequence[Line]) -> dict[str, Any]:
    blocks: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    for line in lines:
        blocks[line.intent, line.facet].append(" ".join(line.text.split()))
    return {
        "nlu": [
            {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
            | ({"metadata": {"facet": facet}} if facet else {})
            for (intent, facet), texts in blocks.items()
        ]
    }


def _train(config: Mapping[str, Any], data: Mapping[str, Any], folder: Path) -> tuple[Path, float]:
    quiet_rasa()
    import rasa.model_training

    folder.mkdir(parents=True, exist_ok=True)
    for name, document in (("config.yml", config), ("nlu.yml", data)):
        (folder / name).write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    started = time.perf_counter()
    chatter = io.StringIO()
    with contextlib.redirect_stdout(chatter), contextlib.redirect_stderr(chatter):
        made = rasa.model_training.train_nlu(
            str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), fixed_model_name="model"
        )
    if not made:
        raise RuntimeError(f"training ended without a model: {chatter.getvalue()[-2000:]}")
    return Path(made), time.perf_counter() - started
