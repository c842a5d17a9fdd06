"""What the model sees of a phrase."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.phrase_features import Phrase, PhraseFeatures

TEXTS = ("两癌筛查", "打12338热线", "打12345热线", "home care", "托班在哪里")


@pytest.fixture(scope="module")
def features() -> PhraseFeatures:
    features = PhraseFeatures(min_count=1)
    features.fit([Phrase(text, [text]) for text in TEXTS])
    return features


def indices(features: PhraseFeatures, text: str) -> set[int]:
    return set(features.row(Phrase(text, [])).indices.tolist())


def test_number_is_one_unit_so_that_hotlines_differ(features: PhraseFeatures) -> None:
    assert indices(features, "12338") and indices(features, "12345")
    assert indices(features, "12338") & indices(features, "12345") == set()
    assert indices(features, "1233") == set()


def test_homophones_share_units_of_sound(features: PhraseFeatures) -> None:
    assert indices(features, "晒茶") & indices(features, "筛查")
    assert indices(features, "晒茶") & indices(features, "托班") == set()


def test_row_of_a_phrase_is_its_row_of_the_training_matrix() -> None:
    phrases = [Phrase(text, [text]) for text in TEXTS]
    features = PhraseFeatures(min_count=1)
    matrix = features.fit(phrases).toarray()
    for phrase, learnt in zip(phrases, matrix, strict=True):
        row = features.row(phrase)
        dense = np.zeros_like(learnt)
        dense[row.indices] = row.values
        assert np.allclose(dense, learnt, atol=1e-5)


def test_units_that_few_phrases_hold_are_left_out() -> None:
    features = PhraseFeatures(min_count=2)
    features.fit([Phrase(text, [text[:2], text[2:]]) for text in ("托班哪里", "托班电话")])
    assert indices(features, "托班") and indices(features, "哪里") == set()


@pytest.mark.parametrize(
    ("text", "share"), [("两癌筛查", 1.0), ("asdfgh", 0.0), ("龘靐", 0.0), ("。。。", 0.0), ("", 0.0)]
)
def test_coverage_is_the_share_that_training_has_seen(features: PhraseFeatures, text: str, share: float) -> None:
    assert features.coverage(Phrase(text, [])) == share


def test_phrase_without_any_known_unit_has_an_empty_row(features: PhraseFeatures) -> None:
    assert indices(features, "龘靐") == set()
