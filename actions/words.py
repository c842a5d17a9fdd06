"""The prepared words of domain.yml, read without Rasa, so that they are there when the model is not."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

DOMAIN_FILE: Final = Path(__file__).parent.parent / "domain.yml"


@lru_cache(maxsize=1)
def _responses(path: Path = DOMAIN_FILE) -> dict[str, str]:
    domain = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return {name: variants[0]["text"].strip() for name, variants in domain["responses"].items()}


def say(name: str) -> str:
    """The words of one response, e.g. `say("utter_greet")`; raises KeyError for an unknown name."""
    return _responses()[name]


def has_words(name: str) -> bool:
    """Whether domain.yml has this response."""
    return name in _responses()
