"""The linear model on a made-up set, and the model file around it."""

from __future__ import annotations

import pickle
from pathlib import Path

import joblib
import numpy as np
import pytest
from scipy import sparse

from nlu.linear_model import LinearModel, fit_linear_model
from nlu.phrase_features import Row
from nlu.understanding_model import FORMAT, UnderstandingModel


def learnt(labels: list[str]) -> LinearModel:
    """Label number n goes with feature n, three rows each."""
    rows = sparse.csr_matrix(np.eye(len(labels), dtype=np.float32).repeat(3, axis=0))
    return fit_linear_model(rows, np.repeat(labels, 3).tolist(), [1.0] * rows.shape[0], cost=1.0, sharpness=4.0)


def row_of(*features: int) -> Row:
    return Row(np.array(features, dtype=np.int64), np.ones(len(features), dtype=np.float32))


@pytest.mark.parametrize("labels", [["a", "b"], ["a", "b", "c"]], ids=["two labels", "three labels"])
def test_each_label_is_ranked_first_on_its_own_feature(labels: list[str]) -> None:
    model = learnt(labels)
    for feature, label in enumerate(labels):
        ranked = model.rank(row_of(feature))
        assert ranked[0].label == label and {scored.label for scored in ranked} == set(labels)
        assert sum(scored.confidence for scored in ranked) == pytest.approx(1.0)


def test_points_lift_the_label_that_they_name() -> None:
    assert learnt(["a", "b", "c"]).rank(row_of(0), {"c": 5.0})[0].label == "c"


def test_label_of_heavier_rows_wins_where_two_share_a_feature() -> None:
    rows = sparse.csr_matrix(np.ones((2, 1), dtype=np.float32))
    model = fit_linear_model(rows, ["light", "heavy"], [0.1, 1.0], cost=1.0, sharpness=1.0)
    assert model.rank(row_of(0))[0].label == "heavy"


def test_halved_model_ranks_the_same() -> None:
    model = learnt(["a", "b", "c"])
    stored = model.halved()
    assert [s.label for s in stored.rank(row_of(1))] == [s.label for s in model.rank(row_of(1))]


@pytest.mark.parametrize("name", ["old.pickle", "old.joblib"])
def test_model_of_another_format_is_refused(tmp_path: Path, name: str) -> None:
    other = (FORMAT + 1, None, [])
    if name.endswith("joblib"):
        joblib.dump(other, tmp_path / name)
    else:
        (tmp_path / name).write_bytes(pickle.dumps(other))
    with pytest.raises(ValueError, match=f"{name} is of format"):
        UnderstandingModel.load(tmp_path / name)
