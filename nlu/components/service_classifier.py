"""Rasa component: intent, services in order of likelihood, and facet, by two linear models."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.catalogue_phrases import catalogue_phrases
from nlu.clean import clean_text
from nlu.linear_model import LinearModel, Scored
from nlu.phrase_features import Phrase

SERVICES = "services"
FACET = "facet"
COVERAGE = "coverage"
NO_FACET = "none"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ServiceClassifier(GraphComponent, IntentClassifier):
    """One linear model over all full intents (`ask_service/<id>`, `greet`, …), one over the facets.

    Sets `intent` and `intent_ranking` (full intents summed up to their base), and adds to the output `services`
    (ranked ids below `ask_service` and `ask_indicator` with their probability), `facet` (with confidence) and
    `coverage` (share of the message's character pairs that training has seen, 0 to 1).
    The figures that chose this model stand in nlu/README.md.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs the words of a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`cost`, `sharpness`, `min_count`: of the linear models; `catalogue_weight`: of the catalogue's rows."""
        return {
            "cost": 0.5,
            "sharpness": 6.0,
            "facet_sharpness": 3.0,
            "min_count": 2,
            "catalogue_weight": 0.5,
            "ranking_length": 8,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ServiceClassifier:
        """A classifier that has yet to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ServiceClassifier:
        """A trained classifier out of the model archive."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._intents = LinearModel.load(folder / "intents.joblib")
            component._facets = LinearModel.load(folder / "facets.joblib")
        return component

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._intents: LinearModel | None = None
        self._facets: LinearModel | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and, at a lower weight, from the catalogue's own names and facts."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        phrases = [_phrase(message) for message in examples]
        labels = [message.get_full_intent() for message in examples]
        weights = [1.0] * len(examples)
        self._facets = self._train_facets(examples, phrases)
        if self._config["catalogue_weight"] > 0:
            known = set(labels)
            for label, text in catalogue_phrases():
                if label in known:
                    phrases.append(_cut_phrase(text))
                    labels.append(label)
                    weights.append(self._config["catalogue_weight"])
        model = LinearModel(self._config["cost"], self._config["sharpness"], self._config["min_count"])
        self._intents = model.fit(phrases, labels, weights)
        with self._model_storage.write_to(self._resource) as folder:
            self._intents.save(folder / "intents.joblib")
            self._facets.save(folder / "facets.joblib")
        return self._resource

    def _train_facets(self, examples: list[Message], phrases: list[Phrase]) -> LinearModel:
        labels = [_facet_label(message) for message in examples]
        rows = [n for n, label in enumerate(labels) if label]
        model = LinearModel(self._config["cost"], self._config["facet_sharpness"], self._config["min_count"])
        return model.fit([phrases[n] for n in rows], [str(labels[n]) for n in rows], [1.0] * len(rows))

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        if self._intents is None or self._facets is None or not message.get(TEXT):
            return
        phrase = _phrase(message)
        ranked = self._intents.rank(phrase)
        ranking = _base_ranking(ranked)
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set(SERVICES, self._service_ranking(ranked), add_to_output=True)
        facet = self._facets.rank(phrase)[0]
        message.set(FACET, {"name": facet.label, "confidence": round(facet.confidence, 4)}, add_to_output=True)
        message.set(COVERAGE, round(self._intents.coverage(phrase), 3), add_to_output=True)

    def _service_ranking(self, ranked: list[Scored]) -> list[dict[str, Any]]:
        found = [scored for scored in ranked if "/" in scored.label][: self._config["ranking_length"]]
        return [
            {"intent": base, "id": ident, "confidence": round(scored.confidence, 4)}
            for scored in found
            for base, _, ident in [scored.label.partition("/")]
        ]


def _base_ranking(ranked: list[Scored]) -> list[dict[str, Any]]:
    sums: defaultdict[str, float] = defaultdict(float)
    for scored in ranked:
        sums[scored.label.partition("/")[0]] += scored.confidence
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    return [{"name": name, "confidence": round(share, 4)} for name, share in ordered]


def _facet_label(message: Message) -> str | None:
    metadata = message.get("metadata") or {}
    facet = (metadata.get(METADATA_INTENT) or {}).get(FACET)
    return str(facet) if facet else None


def _phrase(message: Message) -> Phrase:
    tokens = message.get(TOKENS_NAMES[TEXT]) or []
    return Phrase(clean_text(message.get(TEXT)), [token.text for token in tokens])


def _cut_phrase(text: str) -> Phrase:
    import jieba

    return Phrase(clean_text(text), jieba.cut(text))
