"""Write what people said of unanswered questions as training data; nothing enters the model by any other way.

Each line is masked again. A line that is (nearly) in the training data already teaches nothing; one that is (nearly)
among the questions held out for judging would make the judge blind; one that discloses danger belongs to the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from rapidfuzz import fuzz, process

from nlu.clean import clean_text
from nlu.crisis import crisis_rules
from services_db.personal_data import mask_personal_data
from services_db.simplified import folded
from services_db.state.unanswered import Question

ROOM: Final = Path(__file__).parent
DATA: Final = ROOM / "data"
HELD_OUT: Final = ROOM / "evaluation"
OUTPUT: Final = DATA / "reviewed.yml"
NEARLY_THE_SAME: Final = 90.0
"""rapidfuzz's ratio of the folded texts, in percent."""
Key = tuple[str, str]


@dataclass(slots=True)
class Harvest:
    """Lines by (intent, facet; empty for none), and why the others were left out."""

    lines: dict[Key, list[str]] = field(default_factory=dict)
    taken: list[int] = field(default_factory=list)
    refused: list[tuple[Question, str]] = field(default_factory=list)


def harvest(questions: Iterable[Question], known: Sequence[str], held_out: Sequence[str]) -> Harvest:
    """Sort reviewed questions into lines to train on, and into those that must not be."""
    result, rules = Harvest(), crisis_rules()
    trained = [folded(line) for line in known]
    judged = [folded(line) for line in held_out]
    for one in questions:
        line = " ".join(mask_personal_data(clean_text(one.question)).split())
        if not line:
            result.refused.append((one, "是空的"))
        elif rules.recognise(line):
            result.refused.append((one, "说到危险，归危险规则管"))
        elif twin := _twin(line, judged):
            result.refused.append((one, f"和留作评测的“{twin}”几乎一样"))
        elif twin := _twin(line, trained):
            result.refused.append((one, f"训练数据里已经有“{twin}”"))
        else:
            intent = f"{'ask_service' if one.verdict == 'service' else 'out_of_scope'}/{one.target}"
            result.lines.setdefault((intent, one.facet or ""), []).append(line)
            result.taken.append(one.id)
            trained.append(folded(line))
    return result


def _twin(line: str, lines: Sequence[str]) -> str | None:
    found = process.extractOne(folded(line), lines, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
    return str(found[0]) if found else None


def training_lines(folder: Path = DATA) -> Iterator[str]:
    """Every utterance of the training data."""
    for path in sorted(folder.rglob("*.yml")):
        for lines in read_blocks(path).values():
            yield from lines


def held_out_lines(folder: Path = HELD_OUT) -> Iterator[str]:
    """Every question that is kept for judging."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield from (turn["text"] for turn in row.get("turns", [row]))


def read_blocks(path: Path) -> dict[Key, list[str]]:
    """The utterances of one file by intent and facet; empty when there is no such file."""
    if not path.is_file():
        return {}
    document: Any = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    blocks: dict[Key, list[str]] = {}
    for block in document.get("nlu") or []:
        key = (block["intent"], (block.get("metadata") or {}).get("facet", ""))
        blocks.setdefault(key, []).extend(line.removeprefix("- ") for line in block["examples"].splitlines())
    return blocks


def write_blocks(path: Path, blocks: Mapping[Key, Sequence[str]]) -> None:
    """Write the file in the form of nlu/README.md."""
    parts = ['version: "3.1"', "", "# 工作台上由人看过、定过的问题；python -m nlu export-reviewed 写的。", "nlu:"]
    for (intent, facet), lines in sorted(blocks.items()):
        parts.append(f"- intent: {intent}")
        if facet:
            parts += ["  metadata:", f"    facet: {facet}"]
        parts += ["  examples: |", *(f"    - {line}" for line in lines)]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def add_lines(path: Path, lines: Mapping[Key, Sequence[str]]) -> None:
    """Add lines to the file; what stands in it stays."""
    blocks: dict[Key, list[str]] = read_blocks(path)
    for key, new in lines.items():
        blocks.setdefault(key, []).extend(new)
    write_blocks(path, blocks)
