"""The words jieba must not cut apart: what services, places and hotlines are called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from services_db.records import Division, Hotline

_TERM: Final = re.compile(r"[\u4e00-\u9fff0-9]{2,6}")
_SUFFIX: Final = re.compile(r"(?:畲族)?(?:街道|镇|乡|区|县|市)$")


def vocabulary(names: Iterable[str], divisions: Iterable[Division], hotlines: Iterable[Hotline]) -> list[str]:
    """Sorted, without repeats: service and everyday names of two to six characters, counties and towns, hotline names.

    A number glued to a word (12338热线) is one word: Rasa's featurizer turns every bare number into the same token.
    """
    words = {name for name in names if _TERM.fullmatch(name)}
    for division in divisions:
        for name in (division.county, division.town):
            if name:
                words |= {name, short_name(name)}
    for hotline in hotlines:
        words |= {hotline.number, f"{hotline.number}热线"}
        words |= {hotline.name} if _TERM.fullmatch(hotline.name) else set()
    return sorted(word for word in words if len(word) > 1)


def short_name(division: str) -> str:
    """A county or town as people say it: 柳市镇 is 柳市; two characters at least (乡 names stay whole below that)."""
    short = _SUFFIX.sub("", division)
    return short if len(short) >= 2 else division
