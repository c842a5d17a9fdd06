"""Hear a disclosure of danger that no rule foresaw: a linear model with features and a threshold of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nlu.danger_features import DangerFeatures, tells_nothing
from nlu.linear_model import LinearModel, Scored, fit_linear_model

HARMLESS: Final = "none"
"""The label of what discloses no danger."""
_DANGER_WEIGHT: Final = 4.0
"""A disclosure counts this much of a harmless phrase, of which there are ten times as many."""


@dataclass(frozen=True, slots=True)
class DangerModel:
    """One label a kind of danger, and HARMLESS; without disclosures in the training data there is no model."""

    features: DangerFeatures
    model: LinearModel | None

    def hear(self, text: str) -> Scored:
        """The likeliest kind of danger in a cleaned text, and its share against harmlessness, 0 to 1."""
        if self.model is None or tells_nothing(text):
            return Scored(HARMLESS, 0.0)
        shares = {scored.label: scored.confidence for scored in self.model.rank(self.features.row(text))}
        harmless = shares.pop(HARMLESS)
        kind = max(shares, key=lambda label: shares[label])
        return Scored(kind, shares[kind] / (shares[kind] + harmless))

    def halved(self) -> DangerModel:
        """With weights of half precision, to be stored and used."""
        return replace(self, model=self.model and self.model.halved())


def fit_danger_model(
    texts: Sequence[str], kinds: Sequence[str], weights: Sequence[float], config: Mapping[str, Any]
) -> DangerModel:
    """Learn from cleaned texts with the kind that each discloses, or HARMLESS. `config` as in config.yml."""
    features = DangerFeatures(config["min_count"])
    if len(set(kinds)) < 2:
        return DangerModel(features, None)
    rows = features.fit(texts)
    weighed = [
        weight * (1.0 if kind == HARMLESS else _DANGER_WEIGHT) for kind, weight in zip(kinds, weights, strict=True)
    ]
    model = fit_linear_model(rows, kinds, weighed, cost=config["danger_cost"], sharpness=config["danger_sharpness"])
    return DangerModel(features, model)
