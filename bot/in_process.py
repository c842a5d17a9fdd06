"""Run custom actions in this process: no action server, no copy of tracker and domain, no JSON schema.

Rasa's own RemoteAction posts the tracker to a server and validates the answer: 12 of 20 ms of a message. Here the
processor hands the SDK's action its tracker directly; everything else is Rasa's. Only public methods are overridden.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, RemoteAction, create_bot_utterance
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import CatalogueAction
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

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """See MessageProcessor; a custom action comes back as an InProcessAction."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if isinstance(action, RemoteAction):
            action = InProcessAction(action.name(), self._executor)
        return action, prediction


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
