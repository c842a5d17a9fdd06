"""Turn a phrase into numbers: what it says by characters, by words, by sound, and by what it speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pypinyin import Style, lazy_pinyin
from scipy import sparse

from nlu.concepts import concepts

_NOISE: Final = re.compile(r"[^\w%‰]+")
_UNIT: Final = re.compile(r"\d+(?:\.\d+)?|[a-z]+|\S")
_HAN_RUN: Final = re.compile(r"[\u4e00-\u9fff]+")
_JOINT: Final = "\u2009"
"""Between the units of an n-gram, so that syllables cannot run together into others."""


class Phrase:
    """A cleaned text with its jieba words."""

    __slots__ = ("text", "words")

    def __init__(self, text: str, words: Iterable[str]) -> None:
        self.text = _NOISE.sub(" ", text.lower()).strip()
        self.words = tuple(word for word in words if not _NOISE.fullmatch(word))


@dataclass(frozen=True, slots=True)
class Row:
    """One phrase's features: which, and how much; the same length."""

    indices: NDArray[np.int64]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking at a phrase, learnt: the index of each unit, its rarity, the weight of the whole view."""

    index_of: dict[str, int]
    rarity: NDArray[np.float32]
    weight: float
    offset: int

    def row(self, units: Sequence[str]) -> tuple[list[int], NDArray[np.float32]]:
        """What sklearn's TfidfVectorizer gives for a single phrase, without its 5 ms of overhead."""
        counts = Counter(index for unit in units if (index := self.index_of.get(unit)) is not None)
        if not counts:
            return [], np.zeros(0, dtype=np.float32)
        indices = list(counts)
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self.rarity[indices]
        return [index + self.offset for index in indices], values * (self.weight / np.sqrt((values**2).sum()))


def fit_view(
    rows: Sequence[Sequence[str]], min_count: int, weight: float = 1.0, offset: int = 0
) -> tuple[View, sparse.csr_matrix]:
    """Learn a view from rows of units; `offset` is added to the indices of its features, not to the matrix."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # here, so that serving does not load it

    vectorizer = TfidfVectorizer(analyzer=split_units, min_df=min_count, sublinear_tf=True, dtype=np.float32)
    matrix = vectorizer.fit_transform(rows) * weight
    index_of = {unit: int(index) for unit, index in vectorizer.vocabulary_.items()}
    return View(index_of, vectorizer.idf_.astype(np.float32), weight, offset), matrix


class PhraseFeatures:
    """TF-IDF over characters 1-3, jieba words 1-2, toneless pinyin syllables 2-3, and concepts 1-2, side by side.

    Sound catches homophones (晒查 is 筛查), which is how people mistype Chinese. Concepts are groups of words that mean
    nearly the same, so that a word never taught leads where its like do. Each view has unit length times its weight;
    `min_count` leaves out units that fewer phrases hold.
    """

    def __init__(
        self,
        word_weight: float = 0.7,
        sound_weight: float = 0.6,
        concept_weight: float = 0.5,
        min_count: int = 2,
    ) -> None:
        self._weights = (1.0, word_weight, sound_weight, concept_weight)
        self._concepts = concepts()
        self._min_count = min_count
        self._views: tuple[View, ...] = ()

    def fit(self, phrases: Sequence[Phrase]) -> sparse.csr_matrix:
        """Learn which n-grams there are and how rare each is; returns the matrix (phrases × features)."""
        blocks: list[sparse.csr_matrix] = []
        views: list[View] = []
        for weight, rows in zip(self._weights, zip(*map(self._units, phrases), strict=True), strict=True):
            view, block = fit_view(rows, self._min_count, weight, sum(len(view.index_of) for view in views))
            views.append(view)
            blocks.append(block)
        self._views = tuple(views)
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    @property
    def size(self) -> int:
        """How many features there are."""
        return sum(len(view.index_of) for view in self._views)

    def row(self, phrase: Phrase) -> Row:
        """The features of one phrase."""
        parts = [view.row(units) for view, units in zip(self._views, self._units(phrase), strict=True)]
        indices = np.array([index for part, _ in parts for index in part], dtype=np.int64)
        return Row(indices, np.concatenate([values for _, values in parts]).astype(np.float32))

    def coverage(self, phrase: Phrase) -> float:
        """Share of the phrase's two-character runs that training has seen, 0 to 1; 0 for a phrase with none at all."""
        units = character_units(phrase.text)
        runs = [unit for unit in units if unit.count(_JOINT) == 1] or units
        return sum(run in self._views[0].index_of for run in runs) / len(runs) if runs else 0.0

    def _units(self, phrase: Phrase) -> tuple[list[str], ...]:
        return (
            character_units(phrase.text),
            _n_grams(phrase.words, 1, 2),
            _sound_units(phrase.text),
            self._concepts.units(phrase.text),
        )


def stack_rows(rows: Sequence[Row], size: int) -> sparse.csr_matrix:
    """A matrix (phrases × `size` features) out of single rows."""
    starts = np.cumsum([0, *(len(row.indices) for row in rows)])
    indices, values = (np.concatenate([getattr(row, name) for row in rows]) for name in ("indices", "values"))
    return sparse.csr_matrix((values, indices, starts), shape=(len(rows), size))


def split_units(units: Sequence[str]) -> Sequence[str]:
    """The vectorizers' analyzer: the units come ready made."""
    return units


def _units(phrase: Phrase) -> tuple[list[str], list[str], list[str]]:
    return character_units(phrase.text), _n_grams(phrase.words, 1, 2), _sound_units(phrase.text)


def character_units(text: str) -> list[str]:
    """Runs of 1 to 3 characters. A number is one unit, so that 12338 is not 12345; so is a word in Latin letters."""
    return [unit for run in text.split() for unit in _n_grams(_UNIT.findall(run), 1, 3)]


def _sound_units(text: str) -> list[str]:
    return [unit for run in _HAN_RUN.findall(text) for unit in _n_grams([_sound(character) for character in run], 2, 3)]


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """Toneless pinyin with the pairs that Wenzhou speakers mix folded together (zh/z, n/l, ing/in …)."""
    syllable = str(lazy_pinyin(character, style=Style.NORMAL)[0])
    for spoken, folded in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in")):
        syllable = syllable.replace(spoken, folded)
    return "l" + syllable[1:] if syllable.startswith("n") and len(syllable) > 2 else syllable


def _n_grams(units: Sequence[str], smallest: int, largest: int) -> list[str]:
    return [
        _JOINT.join(units[start : start + size])
        for size in range(smallest, largest + 1)
        for start in range(len(units) - size + 1)
    ]
