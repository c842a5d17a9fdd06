"""The keys under which a term is found though it is not typed as it is written: by sound, by initials, with one slip.

A key's first character says its sort. One slip (a character wrong, missing, too many) is found by comparing what is
left when any one character is taken away, from the term at the build and from the query when it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from services_db.sounds import initials, readings, rough

SOUND: Final = "s"
INITIALS: Final = "i"
SLIP: Final = "~"
MAX_TERM: Final = 10
"""Longer names are found through the terms inside them."""
_SLIP_LENGTHS: Final = range(3, 9)


def keys_of(term: str) -> set[str]:
    """All keys of one term of the catalogue."""
    keys = {SLIP + rest for rest in with_one_slip(term)} if len(term) in _SLIP_LENGTHS else set()
    for spoken in readings(term):
        keys |= {SOUND + rough("".join(spoken)), INITIALS + initials(spoken)}
    return keys


def with_one_slip(text: str) -> Iterator[str]:
    """The text, and the text without each one of its characters."""
    yield text
    for position in range(len(text)):
        yield text[:position] + text[position + 1 :]
