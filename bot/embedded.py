"""The bot in this process: Rasa's agent with the SDK's actions beside it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import jieba
from threadpoolctl import threadpool_limits

from actions import Reply
from bot.errors import BotFailed, BotUnavailable
from bot.interface import ConversationMemory, Location, metadata_of
from bot.model_parts import parts_of
from bot.payload import plain_words, reply_of
from bot.without_tensorflow import leave_out_tensorflow
from nlu.quiet_rasa import quiet_rasa
from services_db import Catalogue

_WARM_UP: Final = ("两癌筛查在哪里做", "要钱吗", "你好", "瑞安呢")


class EmbeddedBot:
    """See bot.interface.Bot; `model_path` is a trained model's archive."""

    def __init__(self, model_path: Path, catalogue: Catalogue | None, memory: ConversationMemory) -> None:
        self._model_path = model_path
        self._catalogue = catalogue
        self._memory = memory
        self._agent: object | None = None
        self._turn = asyncio.Lock()

    @property
    def ready(self) -> bool:
        """See Bot.ready."""
        return self._agent is not None

    async def start(self) -> None:
        """Load the model in a thread, then answer a few messages so that the first citizen does not wait."""
        if self._catalogue is None:
            raise BotUnavailable("there is no catalogue to answer from; run python -m services_db build")
        if not self._model_path.is_file():
            raise BotUnavailable(f"no model at {self._model_path.name}; run python -m bot train")
        try:
            agent = await asyncio.to_thread(self._load)
            for text in _WARM_UP:
                await agent.parse_message(text)
        except Exception as error:
            # Rasa raises whatever the archive's damage leads to; here it becomes one named failure.
            raise BotUnavailable(f"the model does not load: {error!r}") from error
        self._agent = agent

    def _load(self):  # type: ignore[no-untyped-def]  # Rasa's agent has no types
        leave_out_tensorflow(parts_of(self._model_path))
        quiet_rasa()
        if self._catalogue:
            # jieba's dictionary takes a second to load, and the catalogue's search has it already.
            self._catalogue.cutter.lend_dictionary(jieba.dt)
        from bot.in_process import InProcessAgent, executor_for
        from bot.tracker_store import SlotTrackerStore

        agent = InProcessAgent(executor_for(self._catalogue), tracker_store=SlotTrackerStore(self._memory))
        agent.load_model(str(self._model_path))
        # Products this small are no faster with more threads, which spin and take the core that others need.
        threadpool_limits(limits=1)
        return agent

    async def reply(self, conversation_id: str, text: str, location: Location | None = None) -> Reply:
        """See Bot.reply."""
        if self._agent is None:
            raise BotUnavailable("the model is not loaded")
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        message = UserMessage(
            plain_words(text), CollectingOutputChannel(), conversation_id, metadata=metadata_of(location)
        )
        try:
            # One at a time: they share one core anyway, and between two of them the loop is free for who is in danger.
            async with self._turn:
                await asyncio.sleep(0)  # who came in meanwhile is heard before the next message keeps the loop busy
                messages = await self._agent.processor.handle_message(message)  # type: ignore[attr-defined]
        except Exception as error:
            # Rasa and its components raise anything; the door must always be able to answer with prepared words.
            raise BotFailed(type(error).__name__) from error
        return reply_of(messages or ())

    async def parse(self, text: str) -> dict[str, object]:
        """What the model understands of a text: intent, ranking, services, facet, entities."""
        if self._agent is None:
            raise BotUnavailable("the model is not loaded")
        parsed: dict[str, object] = await self._agent.parse_message(text)  # type: ignore[attr-defined]
        return parsed

    async def forget(self, conversation_id: str) -> None:
        """See Bot.forget."""
        self._memory.forget(conversation_id)

    async def close(self) -> None:
        """See Bot.close."""
        self._agent = None
