"""Turn a phrase into numbers: what it says by characters, by words, and by sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from pypinyin import Style, lazy_pinyin
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

_NOISE: Final = re.compile(r"[^\w%‰]+")
_JOINT: Final = "\u2009"
"""Between the units of an n-gram, so that syllables cannot run together into others."""


class PhraseFeatures:
    """TF-IDF over characters 1-3, jieba words 1-2 and toneless pinyin syllables 2-3, side by side.

    Sound catches homophones (晒查 is 筛查), which is how people mistype Chinese. Rows are float32 and of unit length
    within each of the three views.
    """

    def __init__(self, word_weight: float = 0.7, sound_weight: float = 0.6, min_count: int = 1) -> None:
        self._weights = (1.0, word_weight, sound_weight)
        options: dict[str, Any] = {
            "analyzer": split_units,
            "min_df": min_count,
            "sublinear_tf": True,
            "dtype": np.float32,
        }
        self._views = [TfidfVectorizer(**options) for _ in self._weights]

    def fit(self, phrases: Sequence[Phrase]) -> PhraseFeatures:
        """Learn which n-grams there are and how rare each is."""
        for view, rows in zip(self._views, _views(phrases), strict=True):
            view.fit(rows)
        return self

    def transform(self, phrases: Sequence[Phrase]) -> sparse.csr_matrix:
        """Matrix (phrases × features)."""
        blocks = [
            view.transform(rows) * weight
            for view, rows, weight in zip(self._views, _views(phrases), self._weights, strict=True)
        ]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    def coverage(self, phrase: Phrase) -> float:
        """Share of the phrase's two-character runs that training has seen, 0 to 1; 0 for a phrase with none at all."""
        runs = [unit for unit in _character_units(phrase.text) if unit.count(_JOINT) == 1]
        known = self._views[0].vocabulary_
        return sum(run in known for run in runs) / len(runs) if runs else float(phrase.text.strip() in known)


class Phrase:
    """A cleaned text with its jieba words."""

    __slots__ = ("text", "words")

    def __init__(self, text: str, words: Iterable[str]) -> None:
        self.text = _NOISE.sub(" ", text.lower()).strip()
        self.words = tuple(word for word in words if not _NOISE.fullmatch(word))


def _views(phrases: Sequence[Phrase]) -> tuple[list[list[str]], ...]:
    return (
        [_character_units(phrase.text) for phrase in phrases],
        [_n_grams(phrase.words, 1, 2) for phrase in phrases],
        [_sound_units(phrase.text) for phrase in phrases],
    )


def split_units(units: list[str]) -> list[str]:
    """The vectorizers' analyzer: the units come ready made."""
    return units


def _character_units(text: str) -> list[str]:
    pieces: list[str] = []
    for run in text.split():
        pieces += _n_grams(_characters(run), 1, 3)
    return pieces


def _characters(run: str) -> list[str]:
    """Characters, but a number is one unit, so that 12338 is not 12345."""
    return re.findall(r"\d+(?:\.\d+)?|[a-z]+|\S", run)


def _sound_units(text: str) -> list[str]:
    units: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        units += _n_grams([_sound(character) for character in run], 2, 3)
    return units


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """Toneless pinyin with the pairs that Wenzhou speakers mix folded together (zh/z, n/l, ing/in …)."""
    syllable = lazy_pinyin(character, style=Style.NORMAL)[0]
    for spoken, folded in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in")):
        syllable = syllable.replace(spoken, folded)
    return "l" + syllable[1:] if syllable.startswith("n") and len(syllable) > 2 else syllable


def _n_grams(units: Sequence[str], smallest: int, largest: int) -> list[str]:
    return [
        _JOINT.join(units[start : start + size])
        for size in range(smallest, largest + 1)
        for start in range(len(units) - size + 1)
    ]
