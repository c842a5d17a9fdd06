"""Rasa component: counties and towns of Wenzhou as `district` entities."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.gazetteer import Gazetteer
from services_db.sources import read_divisions


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DistrictExtractor(GraphComponent, EntityExtractorMixin):
    """Adds `{"entity": "district", "value": <county>, "start", "end"}` for every county or town that is named.

    Rasa's own lookup tables need word boundaries or annotated examples, match in file order and know nothing of towns
    that are ordinary words, hence this one; the names come from the official list of divisions.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DistrictExtractor:
        """Make the component; it has nothing to learn."""
        return cls()

    def __init__(self) -> None:
        self._gazetteer = Gazetteer(read_divisions())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training data as it is: districts do not help to tell services apart."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            found = self._entities(message.get(TEXT) or "")
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages

    def _entities(self, text: str) -> list[dict[str, Any]]:
        return [
            {
                "entity": "district",
                "value": mention.county,
                "start": mention.start,
                "end": mention.end,
                "extractor": type(self).__name__,
            }
            for mention in self._gazetteer.standing(text)
        ]
