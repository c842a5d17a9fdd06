"""Make a message comparable: one width, no invisible characters, simplified Chinese."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from opencc import OpenCC

_INVISIBLE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES: Final = re.compile(r"\s+")
_HAN_GAP: Final = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def clean_text(text: str) -> str:
    """NFKC, without control, format, private and unpaired characters, white space folded, traditional to simplified."""
    folded = unicodedata.normalize("NFKC", _visible(text))
    folded = _SPACES.sub(" ", _visible(folded)).strip()
    return str(_to_simplified().convert(folded))


def squeeze_han(text: str) -> str:
    """Without the blanks between Chinese characters ("我 想 问" is 我想问)."""
    return _HAN_GAP.sub("", text)


def _visible(text: str) -> str:
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) not in _INVISIBLE_CATEGORIES else ""
        for character in text
    )


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
