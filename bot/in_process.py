"""Run custom actions in this process: no action server, no copy of tracker and domain, no JSON schema.

Rasa's own RemoteAction posts the tracker to a server and validates the answer: 12 of 20 ms of a message. Here the
processor hands the SDK's action its tracker directly, runs the graph without dask, asks the policies once per intent
and not again after the action. Public methods are overridden, and one private one that names the runner's class. What
each is worth stands in docs/performance.md; tests/bot/test_in_process.py holds them to what Rasa itself does.
"""

from __future__ import annotations

import asyncio
import copy
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, RemoteAction, create_bot_utterance
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import CatalogueAction
from bot.one_pass_storage import OnePassStorage
from bot.straight_runner import StraightRunner
from services_db import Catalogue


class InProcessAction(Action):
    """A custom action of the actions room, run by the SDK's executor in this process."""

    def __init__(self, name: str, executor: ActionExecutor) -> None:
        self._name = name
        self._executor = executor

    def name(self) -> str:
        """The action's name in domain.yml."""
        return self._name

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """What the action utters, then the events that it returns."""
        dispatcher = CollectingDispatcher()
        returned = await self._executor.actions[self._name](dispatcher, _sdk_tracker(tracker), {})
        uttered = [create_bot_utterance({k: v for k, v in message.items() if v}) for message in dispatcher.messages]
        return [*uttered, *deserialise_events(returned)]


class InProcessProcessor(MessageProcessor):
    """Rasa's processor, with custom actions run in this process."""

    def __init__(self, executor: ActionExecutor, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._executor = executor
        self._predictions: dict[str, PolicyPrediction] = {}
        # A rule that a slot can switch would make an intent's action depend on more than the intent.
        self._intent_decides = not any(slot.influence_conversation for slot in self.domain.slots)

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        """As Rasa 3.6.21 does it, with our storage and runner instead of its own."""
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), OnePassStorage, StraightRunner
            )
        return Path(model_path).name, metadata, runner

    async def parse_message(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """See MessageProcessor; afterwards whoever waits at the door has a moment before the action runs."""
        parsed: dict[str, Any] = await super().parse_message(*args, **kwargs)
        await asyncio.sleep(0)
        return parsed

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """See MessageProcessor; a custom action comes back as an InProcessAction.

        Every rule is one intent and one action, so what the policies say of an intent is asked once and remembered.
        """
        intent = self._deciding_intent(tracker)
        known = self._predictions.get(intent) if intent else None
        if known:
            prediction = copy.copy(known)
            prediction.events = list(known.events)
            return InProcessAction(self._action_name(known), self._executor), prediction
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if isinstance(action, RemoteAction):
            action = InProcessAction(action.name(), self._executor)
            if intent:
                self._predictions[intent] = prediction
        return action, prediction

    def should_predict_another_action(self, action_name: str) -> bool:
        """See MessageProcessor; after a custom action the bot listens, without asking the policies whether."""
        return action_name not in self._executor.actions and MessageProcessor.should_predict_another_action(action_name)

    def _action_name(self, prediction: PolicyPrediction) -> str:
        return str(self.domain.action_names_or_texts[prediction.max_confidence_index])

    def _deciding_intent(self, tracker: DialogueStateTracker) -> str | None:
        """The intent that alone decides what follows; None when something else has a say."""
        listening = tracker.latest_action_name == ACTION_LISTEN_NAME and tracker.latest_message
        if not listening or tracker.followup_action or tracker.active_loop_name or not self._intent_decides:
            return None
        name = tracker.latest_message.intent.get("name")
        return str(name) if name else None


class InProcessAgent(Agent):
    """Rasa's agent with an InProcessProcessor; make it, then `load_model`."""

    def __init__(self, executor: ActionExecutor, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._executor = executor

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """See Agent.load_model."""
        self.processor = InProcessProcessor(
            self._executor,
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=None,
            generator=self.nlg,
        )
        self.domain = self.processor.domain
        self.tracker_store.domain = self.domain


def executor_for(catalogue: Catalogue | None) -> ActionExecutor:
    """An executor with every action of the actions room, each with this catalogue (None: opened on first use)."""
    executor = ActionExecutor()
    executor._import_submodules("actions")
    for action in CatalogueAction.__subclasses__():
        executor.register_action(action(catalogue))
    return executor


def _sdk_tracker(tracker: DialogueStateTracker) -> Tracker:
    heard = tracker.latest_message.parse_data if tracker.latest_message else {}
    return Tracker(tracker.sender_id, tracker.current_slot_values(), heard, [], False, None, {}, None)
