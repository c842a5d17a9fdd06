"""Cut a long text into pages that WeChat takes: 2048 bytes of UTF-8, at a paragraph or a sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_BYTES: Final = 2048
_LINK: Final = re.compile(r"<a [^>]*>.*?</a>")
_ENDS: Final = (re.compile(r"\n"), re.compile(r"[。！？!?；;](?:[”’」』）)]*)"), re.compile(r"[，、：,\s]"))
_LEAST: Final = 0.5
_JOINED: Final = "\u200d"


def pages_of(text: str, more: str, limit: int = MAX_BYTES) -> tuple[str, ...]:
    """The text in pages of at most `limit` bytes; all but the last end with the line `more`."""
    pages = []
    rest = text.strip("\n")
    suffix = f"\n{more}"
    while len(rest.encode()) > limit:
        room = _fitting(rest, limit - len(suffix.encode()))
        at = _cut_before(rest, room)
        pages.append(rest[:at].rstrip() + suffix)
        rest = rest[at:].lstrip("\n ")
    return (*pages, rest)


def shortened(text: str, limit: int) -> str:
    """The beginning of a text within `limit` bytes, whole sentences where they fit; an ellipsis marks the cut."""
    if len(text.encode()) <= limit:
        return text
    return text[: _cut_before(text, _fitting(text, limit - 3))].rstrip() + "…"


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into so many bytes."""
    return len(text.encode()[:limit].decode("utf-8", "ignore"))


def _cut_before(text: str, room: int) -> int:
    """Where to cut within the first `room` characters: the last paragraph, sentence or phrase that ends there."""
    links = [link.span() for link in _LINK.finditer(text)]
    for ends in _ENDS:
        places = [end.end() for end in ends.finditer(text, 0, room) if not _within(end.end(), links)]
        if places and places[-1] >= room * _LEAST:
            return places[-1]
    at = _whole_character(text, room)
    return next((start for start, end in links if start and start < at < end), at)


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in spans)


def _whole_character(text: str, at: int) -> int:
    """The same place, or a little before it, where no emoji or accent is torn from its character."""
    earliest = max(1, at - 16)
    while at > earliest and (_belongs_to_the_one_before(text[at]) or text[at - 1] == _JOINED):
        at -= 1
    return at


def _belongs_to_the_one_before(character: str) -> bool:
    # Marks, the joiner, and the skin tones that change the emoji before them.
    return unicodedata.category(character).startswith("M") or character == _JOINED or "🏻" <= character <= "🏿"
