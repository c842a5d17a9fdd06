"""Names and addresses of places as words of an index: every pair of characters, so that no dictionary is needed."""

from __future__ import annotations

import re
from typing import Final

from services_db.simplified import folded

_PART: Final = re.compile(r"[\u4e00-\u9fff]+|[a-z]+|\d+")


def index_words(text: str) -> str:
    """The words of a text for the index, separated by spaces."""
    return " ".join(word for part in _PART.findall(folded(text)) for word in _pairs(part))


def query_words(text: str) -> list[str]:
    """The words of a query; a single character stands for itself and finds nothing."""
    return list(dict.fromkeys(index_words(text).split()))


def _pairs(part: str) -> list[str]:
    if part[0].isascii() or len(part) == 1:
        return [part]
    return [part[n : n + 2] for n in range(len(part) - 1)]
