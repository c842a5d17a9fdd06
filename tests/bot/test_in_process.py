"""The shortcuts through Rasa's processor, held to what Rasa 3.6.21 itself does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import rasa
import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphRunError
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.in_process import InProcessAgent, executor_for
from bot.training import ROOT
from services_db import Catalogue

pytestmark = pytest.mark.asyncio(loop_scope="session")
MESSAGES = (
    "我在柳市，两岁的孩子白天没人带，有托班吗",
    "要钱吗",
    "12338",
    "你好",
    "今天天气怎么样",
    "asdfgh",
    "？",
    "两癌篩查",
)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def stock(small_model: Path) -> Agent:
    agent = Agent()
    agent.load_model(str(small_model))
    return agent


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def ours(small_model: Path, catalogue: Catalogue) -> InProcessAgent:
    agent = InProcessAgent(executor_for(catalogue))
    agent.load_model(str(small_model))
    return agent


def _heard(agent: Agent, intent: str, earlier: bool) -> DialogueStateTracker:
    """A conversation in which this intent was heard just now, as the first thing or after an answer."""
    events: list[Any] = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    if earlier:
        events += [UserUttered("a", {"name": "greet"}), ActionExecuted("action_small_talk")]
        events += [ActionExecuted("action_listen")]
    events.append(UserUttered("b", {"name": intent, "confidence": 1.0}))
    tracker = DialogueStateTracker("someone", agent.domain.slots)
    tracker.update_with_events(events, agent.domain)
    return tracker


async def test_shortcuts_are_written_for_this_version_of_rasa() -> None:
    assert rasa.__version__ == "3.6.21"


async def test_every_rule_is_one_intent_and_one_action() -> None:
    rules = yaml.safe_load((ROOT / "bot/rules.yml").read_text(encoding="utf-8"))["rules"]
    assert all([[*step] for step in rule["steps"]] == [["intent"], ["action"]] for rule in rules)


@pytest.mark.parametrize("message", MESSAGES)
async def test_straight_runner_understands_what_dasks_runner_understands(
    stock: Agent, ours: InProcessAgent, message: str
) -> None:
    expected = await stock.processor.parse_message(UserMessage(message))
    assert await ours.processor.parse_message(UserMessage(message)) == expected


@pytest.mark.parametrize("earlier", [False, True])
async def test_remembered_predictions_are_rasas_own(stock: Agent, ours: InProcessAgent, earlier: bool) -> None:
    for intent in [*stock.domain.intents, "never_heard_of"]:
        expected, prediction = stock.processor.predict_next_with_tracker_if_should(_heard(stock, intent, earlier))
        for _ in range(2):
            action, found = ours.processor.predict_next_with_tracker_if_should(_heard(ours, intent, earlier))
            assert action.name() == expected.name()
            assert found == prediction


async def test_bot_listens_after_its_action_as_the_rules_say(stock: Agent, ours: InProcessAgent) -> None:
    tracker = _heard(stock, "greet", earlier=False)
    tracker.update(ActionExecuted("action_small_talk"))
    action, _ = stock.processor.predict_next_with_tracker_if_should(tracker)
    assert action.name() == "action_listen"
    assert not ours.processor.should_predict_another_action("action_small_talk")
    assert ours.processor.should_predict_another_action("action_of_rasa")


async def test_input_with_a_nodes_name_is_refused(ours: InProcessAgent) -> None:
    node = ours.processor.model_metadata.nlu_target
    with pytest.raises(GraphRunError):
        ours.processor.graph_runner.run({node: []}, [node])
