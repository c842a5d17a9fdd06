"""The linear models that understand: one score for every label, calibrated to shares of probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlu.phrase_features import Row


@dataclass(frozen=True, slots=True)
class Scored:
    """A label with its share of probability, 0 to 1."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A linear SVM, one label against the rest; shares by a softmax of the margins times `sharpness`."""

    labels: tuple[str, ...]
    weights: NDArray[np.floating]
    bias: NDArray[np.float32]
    sharpness: float

    def halved(self) -> LinearModel:
        """With weights of half precision, to be stored and used: half the memory, the same ranking."""
        return replace(self, weights=self.weights.astype(np.float16))

    def rank(self, row: Row, points: Mapping[str, float] | None = None) -> list[Scored]:
        """Every label, likeliest first; `points` are added to the margins of the labels that they name."""
        margins = row.values @ self.weights[row.indices].astype(np.float32) + self.bias
        for label, extra in (points or {}).items():
            margins[self.labels.index(label)] += extra
        powers = np.exp((margins - margins.max()) * self.sharpness)
        shares = (powers / powers.sum()).tolist()
        order = np.argsort(-powers).tolist()
        return [Scored(self.labels[n], shares[n]) for n in order]


def fit_linear_model(
    rows: sparse.csr_matrix,
    labels: Sequence[str],
    row_weights: Sequence[float],
    *,
    cost: float,
    sharpness: float,
    balanced: bool = False,
) -> LinearModel:
    """Learn from a matrix (phrases × features) with one label each, at least two different; deterministic.

    `balanced` makes rare labels count as much as frequent ones.
    """
    from sklearn.svm import LinearSVC  # here, so that serving does not load it

    machine = LinearSVC(
        C=cost,
        random_state=1,
        max_iter=200,
        tol=1e-2,
        intercept_scaling=0.3,
        class_weight="balanced" if balanced else None,
    )
    machine.fit(rows, np.array(labels), sample_weight=np.array(row_weights))
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return LinearModel(
        labels=tuple(map(str, machine.classes_)),
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        bias=bias.astype(np.float32),
        sharpness=sharpness,
    )
