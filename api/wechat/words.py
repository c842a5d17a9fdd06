"""The prepared words of this door, from words.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

_FILE: Final = Path(__file__).parent / "words.yml"


@lru_cache(maxsize=1)
def all_words(path: Path = _FILE) -> dict[str, str]:
    """Every prepared sentence by name."""
    return {name: str(text).strip() for name, text in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items()}


def words(name: str, **filled: str) -> str:
    """One prepared sentence with its blanks filled; raises KeyError for an unknown name."""
    return all_words()[name].format(**filled)
