"""Mark the words that were looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

_TELLING: Final = 2
"""A single character is marked only when nothing longer was looked for: half a page would be yellow."""


def marked(text: str, words: Sequence[str]) -> Markup:
    """The text, escaped, with the words in it marked."""
    long = [word for word in words if len(word) >= _TELLING]
    wanted = sorted(long or words, key=len, reverse=True)
    if not wanted:
        return escape(text)
    pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE)
    parts: list[Markup] = []
    at = 0
    for found in pattern.finditer(text):
        parts += [escape(text[at : found.start()]), Markup("<mark>"), escape(found[0]), Markup("</mark>")]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])
