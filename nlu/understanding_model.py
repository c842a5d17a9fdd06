"""What the classifier keeps: features, and the linear models over intents, scopes, facets and dangers."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nlu.danger_model import HARMLESS, DangerModel, fit_danger_model
from nlu.facet_model import FacetModel, fit_facet_model
from nlu.linear_model import LinearModel, fit_linear_model
from nlu.phrase_features import Phrase, PhraseFeatures

FORMAT: Final = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A training phrase: its full intent, its facet if labelled, and how much it counts.

    `danger` is the kind of danger that it discloses, HARMLESS, or None for one that must not teach the danger model.
    """

    phrase: Phrase
    intent: str
    facet: str | None
    weight: float
    danger: str | None = HARMLESS


@dataclass(frozen=True, slots=True)
class UnderstandingModel:
    """Four models: full intents (`ask_service/<id>`), scopes (the part before the slash), facets, dangers.

    The scopes have a model of their own because 300 services and 20 small intents do not compete fairly: every service
    takes a little of the probability, and together they outweigh a clear "who are you". Dangers have one because a
    missed disclosure costs more than a false alarm, and features in which words of one kind are one.
    """

    features: PhraseFeatures
    intents: LinearModel
    scopes: LinearModel
    facets: FacetModel
    dangers: DangerModel

    def save(self, path: Path) -> None:
        """Write everything that `load` needs."""
        models = [model.halved() for model in (self.intents, self.scopes, self.facets, self.dangers)]
        with path.open("wb") as file:
            pickle.dump((FORMAT, self.features, models), file, protocol=pickle.HIGHEST_PROTOCOL)

    @classmethod
    def load(cls, path: Path) -> UnderstandingModel:
        """Read a saved model; raises ValueError for one of another format."""
        stored_format, features, models = _read(path)
        if stored_format != FORMAT:
            raise ValueError(f"{path.name} is of format {stored_format}, not {FORMAT}")
        return cls(features, *models)


def _read(path: Path) -> Any:
    """What was stored. joblib, which wrote models until 2026-11, reads 190,000 n-grams in Python: 1.4 s, not 0.3."""
    if path.suffix == ".joblib":
        import joblib

        return joblib.load(path)
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301 - our own archive, as trusted as this code


def fit_understanding(examples: Sequence[Example], config: Mapping[str, Any]) -> UnderstandingModel:
    """Learn from all examples; facets and dangers from those that are labelled with one. `config` as in config.yml."""
    features = PhraseFeatures(min_count=config["min_count"])
    rows = features.fit([example.phrase for example in examples])
    weights = [example.weight for example in examples]
    cost = config["cost"]
    labelled = [n for n, example in enumerate(examples) if example.facet]
    return UnderstandingModel(
        features,
        intents=fit_linear_model(
            rows, [example.intent for example in examples], weights, cost=cost, sharpness=config["sharpness"]
        ),
        scopes=fit_linear_model(
            rows,
            [example.intent.partition("/")[0] for example in examples],
            weights,
            cost=cost,
            sharpness=config["scope_sharpness"],
            balanced=True,
        ),
        facets=fit_facet_model(
            features,
            [examples[n].phrase.text for n in labelled],
            [str(examples[n].facet) for n in labelled],
            [examples[n].intent for n in labelled],
            config,
        ),
        dangers=_fit_dangers(examples, config),
    )


def _fit_dangers(examples: Sequence[Example], config: Mapping[str, Any]) -> DangerModel:
    teaching = [(example.phrase.text, example.danger, example.weight) for example in examples if example.danger]
    texts, kinds, weights = zip(*teaching, strict=True)
    return fit_danger_model(texts, kinds, weights, config)
