"""Words that mean nearly the same, as groups: which of them a text speaks of, and which two together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

CONCEPTS_FILE: Final = Path(__file__).parent / "concepts.yml"
_TOGETHER: Final = "+"
_DIGITS: Final = {
    digit: n
    for n, digits in enumerate(["零", "一", "二两", "三", "四", "五", "六", "七", "八", "九"])
    for digit in digits
}
NUMBER: Final = r"\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_AGE: Final = re.compile(rf"({NUMBER})(?:个半?多?(月)|周?岁)|我(1[0-7])(?!\d)")
_AGES: Final = ((2, "未满三岁"), (5, "学前"), (11, "小学年纪"), (17, "未成年人"), (34, "青年"), (59, "中年"))


class Concepts:
    """A table of concepts; a word may stand for several."""

    def __init__(self, table: Mapping[str, str]) -> None:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for name, words in table.items():
            for word in words.split():
                names[word].append(name)
        self._names = dict(names)
        self._longest = max(map(len, self._names))

    def of(self, text: str) -> list[str]:
        """The concepts in a cleaned lower-case text, each once; ages are concepts too (14岁 is 未成年人)."""
        bare = text.replace(" ", "")
        return list(dict.fromkeys([*self._found(bare), *_ages(bare)]))

    def units(self, text: str) -> list[str]:
        """The concepts, and every two of them that stand together, in no order."""
        found = sorted(self.of(text))
        pairs = [first + _TOGETHER + second for n, first in enumerate(found) for second in found[n + 1 :]]
        return found + pairs

    def _found(self, text: str) -> Iterator[str]:
        for start in range(len(text)):
            for end in range(start + 1, min(start + self._longest, len(text)) + 1):
                yield from self._names.get(text[start:end], ())


@lru_cache(maxsize=1)
def concepts(path: Path = CONCEPTS_FILE) -> Concepts:
    """The table of `concepts.yml`; read once per process."""
    return Concepts(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))


def _ages(text: str) -> Iterator[str]:
    for number, months, bare in _AGE.findall(text):
        years = 0 if months else number_of(number or bare)
        yield next((name for most, name in _AGES if years <= most), "老年")


def number_of(text: str) -> int:
    """A number below 100, in digits or in Chinese (十四, 七十三)."""
    if text.isdigit():
        return int(text)
    tens, ten, units = text.partition("十")
    if not ten:
        return _DIGITS[text]
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(units, 0)
