"""Rasa's jieba dictionary, made out of the catalogue; a test holds it fresh."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from services_db.build import load_source

DICTIONARY_FILE: Final = Path(__file__).parent / "dictionary" / "services.txt"
_FREQUENCY: Final = 2000
"""High enough that jieba keeps a catalogue word whole against its own smaller words."""


def dictionary_text() -> str:
    """What the file must hold: one word a line with its frequency, sorted."""
    return "".join(f"{word} {_FREQUENCY}\n" for word in load_source().words())


def is_fresh(path: Path = DICTIONARY_FILE) -> bool:
    """Whether the file holds what today's catalogue gives."""
    return path.is_file() and path.read_text(encoding="utf-8") == dictionary_text()


def write_dictionary(path: Path = DICTIONARY_FILE) -> int:
    """Write the file; returns the number of words."""
    text = dictionary_text()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return text.count("\n")
