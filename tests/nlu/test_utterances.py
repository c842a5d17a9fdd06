"""The utterances: enough of each, none twice in other words, none that judges, and few that know the official name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
import yaml
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from nlu.clean import clean_text
from nlu.judging.contest import ROOT, Line, training_lines
from nlu.judging.questions import evaluation_files, read_talks
from services_db import Catalogue

AT_LEAST, MOST_ASKED = 40, 150
EVERYDAY_LENGTH = 5
"""Names no longer than this are what people say themselves (妇女之家, 喘息服务)."""
LONG_ENOUGH = 8
"""Shorter messages (转人工, 要钱吗) can hardly be said in another way."""
SAME_INTENT, OTHER_INTENT, HELD_OUT = 0.7, 0.8, 0.7
"""Shares of common character pairs from which two sentences are one with a word swapped."""


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return training_lines()


class Pairs:
    """The sets of character pairs of many texts, compared all with all."""

    def __init__(self, texts: Sequence[str], others: Sequence[str]) -> None:
        self.texts, self.others = [_bare(text) for text in texts], [_bare(text) for text in others]
        counter = CountVectorizer(analyzer="char", ngram_range=(2, 2), binary=True, dtype=np.int32)
        counter.fit([*self.texts, *self.others])
        self._rows, self._columns = (counter.transform(some).tocsr() for some in (self.texts, self.others))

    def alike(self, least: float) -> Iterator[tuple[int, int, float]]:
        """Every (row, column) of long enough texts with at least this Jaccard similarity."""
        sizes = [np.asarray(matrix.sum(axis=1)).ravel() for matrix in (self._rows, self._columns)]
        for start in range(0, len(self.texts), 1000):
            common = sparse.coo_matrix(self._rows[start : start + 1000] @ self._columns.T)
            rows = common.row + start
            shares = common.data / (sizes[0][rows] + sizes[1][common.col] - common.data)
            for n in np.flatnonzero(shares >= least):
                row, column = int(rows[n]), int(common.col[n])
                if min(len(self.texts[row]), len(self.others[column])) >= LONG_ENOUGH:
                    yield row, column, float(shares[n])


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", clean_text(text).lower())


def test_pairs_find_a_template_with_one_word_swapped() -> None:
    pairs = Pairs(["乐清的托班一个月要交多少钱"], ["瑞安的托班一个月要交多少钱", "两岁的娃日里没人望"])
    assert [(row, column) for row, column, _ in pairs.alike(SAME_INTENT)] == [(0, 0)]


def test_every_service_has_enough_utterances(lines: list[Line], catalogue: Catalogue) -> None:
    counts = Counter(line.intent.partition("/")[2] for line in lines if line.intent.startswith("ask_service/"))
    assert set(counts) == {service.id for service in catalogue.services()}
    assert {ident: count for ident, count in counts.items() if count < AT_LEAST} == {}


def test_most_asked_services_have_many_utterances(lines: list[Line]) -> None:
    most_asked = yaml.safe_load((ROOT / "nlu/most_asked.yml").read_text(encoding="utf-8"))
    counts = Counter(line.intent.partition("/")[2] for line in lines)
    assert len(most_asked) == 30
    assert {ident: counts[ident] for ident in most_asked if counts[ident] < MOST_ASKED} == {}


def test_no_utterance_is_another_with_a_word_swapped(lines: list[Line]) -> None:
    texts = [line.text for line in lines]
    near = [
        (texts[a], texts[b])
        for a, b, share in Pairs(texts, texts).alike(SAME_INTENT)
        if a < b and (lines[a].intent == lines[b].intent or share >= OTHER_INTENT)
    ]
    assert near == []


def test_no_held_out_question_is_trained_on(lines: list[Line]) -> None:
    asked = [turn.text for talk in read_talks(evaluation_files()) for turn in talk.turns]
    pairs = Pairs(asked, [line.text for line in lines])
    assert [(pairs.texts[a], pairs.others[b]) for a, b, _ in pairs.alike(HELD_OUT)] == []


def test_most_utterances_do_not_know_the_official_name(lines: list[Line], catalogue: Catalogue) -> None:
    names = {service.id: _bare(service.name) for service in catalogue.services()}
    said = [
        (line.intent.partition("/")[2], _bare(line.text)) for line in lines if line.intent.startswith("ask_service/")
    ]
    knowing = Counter(ident for ident, text in said if names[ident] in text)
    counts = Counter(ident for ident, _ in said)
    assert sum(knowing.values()) < 0.05 * len(said)
    unlike_speech = [ident for ident, name in names.items() if len(name) > EVERYDAY_LENGTH]
    assert {ident: knowing[ident] for ident in unlike_speech if knowing[ident] > counts[ident] / 2} == {}
