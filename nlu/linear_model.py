"""The linear model that understands: one score for every label, calibrated to probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from nlu.phrase_features import Phrase, PhraseFeatures

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Scored:
    """A label with its probability, 0 to 1."""

    label: str
    confidence: float


class LinearModel:
    """A linear SVM, one against the rest, over PhraseFeatures; probabilities by a softmax of the margins.

    `sharpness` scales the margins before the softmax (higher is surer). Training is deterministic.
    """

    def __init__(self, cost: float = 0.5, sharpness: float = 6.0, min_count: int = 1) -> None:
        self._cost = cost
        self._sharpness = sharpness
        self._features = PhraseFeatures(min_count=min_count)
        self._labels: NDArray[np.str_] = np.array([], dtype=str)
        self._weights: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._bias: NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    def fit(self, phrases: Sequence[Phrase], labels: Sequence[str], row_weights: Sequence[float]) -> LinearModel:
        """Learn from phrases with one label each; there must be at least two labels."""
        rows = self._features.fit(phrases).transform(phrases)
        machine = LinearSVC(C=self._cost, random_state=1, max_iter=200, tol=1e-3, intercept_scaling=0.3)
        machine.fit(rows, np.array(labels), sample_weight=np.array(row_weights))
        self._labels = machine.classes_
        weights, bias = machine.coef_, machine.intercept_
        if len(self._labels) == 2:
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        self._weights = np.ascontiguousarray(weights.T, dtype=np.float32)
        self._bias = bias.astype(np.float32)
        return self

    def rank(self, phrase: Phrase) -> list[Scored]:
        """Every label, likeliest first."""
        row = self._features.transform([phrase])
        margins = (row @ self._weights)[0] + self._bias
        powers = np.exp((margins - margins.max()) * self._sharpness)
        shares = powers / powers.sum()
        order = np.argsort(-shares)
        return [Scored(str(self._labels[n]), float(shares[n])) for n in order]

    def coverage(self, phrase: Phrase) -> float:
        """See PhraseFeatures.coverage."""
        return self._features.coverage(phrase)

    def save(self, path: Path) -> None:
        """Write everything that `load` needs."""
        joblib.dump((FORMAT, self), path, compress=3)

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read a saved model; raises ValueError for one of another format."""
        stored_format, model = joblib.load(path)
        if stored_format != FORMAT or not isinstance(model, cls):
            raise ValueError(f"{path.name} is of format {stored_format}, not {FORMAT}")
        return model
