"""One spelling of every text: NFKC, lower case, simplified characters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any


def folded(text: str) -> str:
    """The text as the index spells it; half-width, lower-cased, traditional characters made simple."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")  # half a surrogate pair can neither be converted nor stored
    plain = unicodedata.normalize("NFKC", whole).lower()
    return plain if plain.isascii() else str(_to_simplified().convert(plain))


@lru_cache(maxsize=1)
def _to_simplified() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
