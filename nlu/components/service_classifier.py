"""Rasa component: intent, services in order of likelihood, facet and danger, by linear models."""

from __future__ import annotations

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

from nlu.ages import stages_told
from nlu.catalogue_phrases import catalogue_phrases
from nlu.clean import clean_text
from nlu.crisis import crisis_rules
from nlu.danger_model import HARMLESS
from nlu.ellipsis import matter_left
from nlu.facet_cues import asked_facet
from nlu.gazetteer import Gazetteer
from nlu.linear_model import Scored
from nlu.phrase_features import Phrase
from nlu.understanding_model import Example, UnderstandingModel, fit_understanding
from services_db.sources import read_divisions

SERVICES = "services"
FACET = "facet"
COVERAGE = "coverage"
DANGER = "danger"
MATTER = "matter"
STAGES = "stages"
ASKS = "asks"
OTHER_CITY = "other_city"
DISCLOSE = "disclose"
_FILE = "understanding.pickle"
_FILE_BEFORE = "understanding.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ServiceClassifier(GraphComponent, IntentClassifier):
    """Linear models over full intents (`ask_service/<id>`, `greet`, …), over scopes, over facets and over dangers.

    Sets `intent` and `intent_ranking` by the scopes (full intents without what follows the slash), but whether the
    intent is `disclose` is for the danger model alone to say. Adds to the output `services` (ranked full intents that
    have a slash, with their share of probability), `facet` and `danger` (with their shares), `matter` and `asks`
    (nlu/ellipsis.py, nlu/facet_cues.py), `stages` (nlu/ages.py), `other_city` (nlu/gazetteer.py), and `coverage`
    (share of the message's character pairs that training has seen, 0 to 1).
    The figures that chose this model stand in nlu/README.md.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs the words of a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`cost`, `…sharpness`, `min_count`: of the linear models; `catalogue_weight`: of the catalogue's rows."""
        return {
            "cost": 0.5,
            "sharpness": 10.0,
            "scope_sharpness": 6.0,
            "facet_cost": 0.3,
            "facet_sharpness": 3.0,
            "danger_cost": 1.0,
            "danger_sharpness": 3.0,
            "danger_threshold": 0.18,
            "danger_threshold_in_question": 0.5,
            "clear_question": 0.85,
            "min_count": 2,
            "catalogue_weight": 0.5,
            "ranking_length": 12,
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
            stored = folder / _FILE
            component._model = UnderstandingModel.load(stored if stored.exists() else folder / _FILE_BEFORE)
        return component

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._gazetteer = Gazetteer(read_divisions())
        self._model: UnderstandingModel | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples and, at a lower weight, from the catalogue's own names and facts."""
        examples = [
            Example(
                _phrase(message),
                message.get_full_intent(),
                _facet_label(message),
                1.0,
                _danger_label(message.get_full_intent(), message.get(TEXT)),
            )
            for message in training_data.intent_examples
            if message.get(TEXT)
        ]
        known = {example.intent for example in examples}
        weight = self._config["catalogue_weight"]
        examples += [
            Example(_cut_phrase(text), label, None, weight, _danger_label(label, text))
            for label, text in catalogue_phrases()
            if label in known and weight > 0
        ]
        self._model = fit_understanding(examples, self._config)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        if self._model is None or not message.get(TEXT):
            return
        phrase = _phrase(message)
        row = self._model.features.row(phrase)
        ranked = self._model.intents.rank(row)
        scopes = self._model.scopes.rank(row)
        danger = self._model.dangers.hear(phrase.text)
        ranking = [
            {"name": scope.label, "confidence": round(scope.confidence, 4)}
            for scope in self._with_danger(scopes, danger.confidence, ranked[0])
        ]
        text = clean_text(message.get(TEXT))
        facet = self._model.facets.rank(row, text)[0]
        for name, value in (
            (INTENT, ranking[0]),
            ("intent_ranking", ranking),
            (SERVICES, self._service_ranking(ranked)),
            (FACET, {"name": facet.label, "confidence": round(facet.confidence, 4)}),
            (DANGER, {"name": danger.label, "confidence": round(danger.confidence, 4)}),
            (MATTER, matter_left(text, self._gazetteer)),
            (STAGES, list(stages_told(text))),
            (ASKS, asked_facet(text)),
            (OTHER_CITY, self._gazetteer.other_city(text)),
            (COVERAGE, round(self._model.features.coverage(phrase), 3)),
        ):
            message.set(name, value, add_to_output=True)

    def _with_danger(self, scopes: list[Scored], danger: float, foremost: Scored) -> list[Scored]:
        """The scopes with `disclose` in front when the danger model hears one, and without it when it does not.

        It must be surer where the message is clearly something else (`foremost` is the likeliest full intent).
        """
        asks = (
            foremost.label.startswith(("ask_", "out_of_scope/"))
            and foremost.confidence >= self._config["clear_question"]
        )
        threshold = self._config["danger_threshold_in_question" if asks else "danger_threshold"]
        others = [scope for scope in scopes if scope.label != DISCLOSE]
        if danger < threshold:
            rest = sum(scope.confidence for scope in others)
            return [Scored(scope.label, scope.confidence / rest) for scope in others]
        share = (1 + danger) / 2
        return [Scored(DISCLOSE, share), *(Scored(s.label, s.confidence * (1 - share)) for s in others)]

    def _service_ranking(self, ranked: list[Scored]) -> list[dict[str, Any]]:
        found = [scored for scored in ranked if "/" in scored.label][: self._config["ranking_length"]]
        return [
            {"intent": base, "id": ident, "confidence": round(scored.confidence, 4)}
            for scored in found
            for base, _, ident in [scored.label.partition("/")]
        ]


def _facet_label(message: Message) -> str | None:
    metadata = message.get("metadata") or {}
    facet = (metadata.get(METADATA_INTENT) or {}).get(FACET)
    return str(facet) if facet else None


def _danger_label(intent: str, text: str) -> str | None:
    """The kind disclosed; None for a question about a service that the rules take for a disclosure.

    Such lines ("他在打我，打几号最快") are in the data as questions, and would teach that they are harmless.
    """
    base, _, kind = intent.partition("/")
    if base == DISCLOSE:
        return kind
    return None if crisis_rules().recognise(clean_text(text)) else HARMLESS


def _phrase(message: Message) -> Phrase:
    tokens = message.get(TOKENS_NAMES[TEXT]) or []
    return Phrase(clean_text(message.get(TEXT)), [token.text for token in tokens])


def _cut_phrase(text: str) -> Phrase:
    import jieba

    return Phrase(clean_text(text), jieba.cut(text))
