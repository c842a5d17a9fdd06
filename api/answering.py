"""The way of one message: intake, crisis, queue, bot, and prepared words for every failure."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog

from api.counting import Counting
from api.intake import Incoming, take_in
from api.unanswered import UnansweredNotes
from api.user_queue import UserQueue
from bot import Bot, BotError, ConversationMemory, CrisisGuard, Reply, TalkSoFar, clean_text, lookup_reply, taken_back
from services_db import Catalogue
from services_db.personal_data import mask_personal_data
from services_db.state import PromptConversations

_log = structlog.get_logger("xiaoou")
_SAFETY_SUFFIX: Final = "#safety"
_CRISIS_CHARACTERS: Final = 4000
T = TypeVar("T")

Ask = Callable[[], Awaitable[Reply]]
Around = Callable[[Ask], Awaitable[Reply]]
"""What a door does around the asking of a message that tells of no danger: limits, repeats."""


async def straight(ask: Ask) -> Reply:
    """Nothing around it."""
    return await ask()


@dataclass(frozen=True, slots=True)
class Answering:
    """Everything a door needs to answer; the same for all doors."""

    bot: Bot
    guard: CrisisGuard
    catalogue: Catalogue | None
    memory: ConversationMemory
    queue: UserQueue[Reply]
    counting: Counting | None = None
    notes: UnansweredNotes | None = None

    async def answer(self, incoming: Incoming, around: Around = straight) -> Reply:
        """The reply to a message; raises MessageRefused or TooManyWaiting, never because the bot failed.

        `around` is called only after the crisis rules have found nothing.
        """
        return await self.crisis(incoming) or await self.ask(incoming, around)

    async def crisis(self, incoming: Incoming) -> Reply | None:
        """The reply to a disclosure of danger, however long the message; None when it discloses none.

        Waits for nothing that may be slow: what cannot be read or remembered within a second is left out.
        """
        started = time.perf_counter()
        text = mask_personal_data(clean_text(incoming.text[:_CRISIS_CHARACTERS]))
        if self.guard.rules.recognise(text) is None:
            return None
        talk = await self._soon(lambda: TalkSoFar.of(self._load(incoming.user)), TalkSoFar())
        reply = self.guard.answer(text, lambda: talk)
        if reply:
            await self._soon(lambda: self._remember_danger(incoming.user, reply.safety), None)
            self._note_answered(incoming, reply, started)
        return reply

    async def ask(self, incoming: Incoming, around: Around = straight) -> Reply:
        """The reply to a message that discloses no danger; raises as `answer` does.

        `around` is called in the user's turn, so that it cannot change the order of messages.
        """
        started = time.perf_counter()
        taken = take_in(incoming)
        reply = await self.queue.ask(taken.user, _same_question(taken), lambda: around(lambda: self._ask_bot(taken)))
        self._note_answered(taken, reply, started)
        if self.notes:
            self.notes.note(taken.channel, taken.text, reply)
        return reply

    def _note_answered(self, incoming: Incoming, reply: Reply, started: float) -> None:
        """A line in the log and one more in the counters; neither says what was asked."""
        milliseconds = (time.perf_counter() - started) * 1000
        _log.info(
            "answered",
            channel=incoming.channel,
            status=reply.status.value,
            intent=reply.intent,
            safety=reply.safety,
            ms=round(milliseconds, 1),
        )
        if self.counting:
            self.counting.answered(incoming.channel, reply, milliseconds)

    def in_danger(self, user: str) -> bool:
        """Whether this user has told of a danger and not taken it back."""
        return self._danger(user) is not None

    async def forget(self, user: str) -> None:
        """Forget a user's conversation."""
        self._remember_danger(user, None)
        try:
            await self.bot.forget(user)
        except BotError as error:
            _log.warning("not_forgotten", error=type(error).__name__)

    async def _ask_bot(self, taken: Incoming) -> Reply:
        disclosed = self._danger(taken.user)
        try:
            reply = await self.bot.reply(taken.user, taken.text, taken.location)
        except BotError as error:
            _log.warning("bot_failed", error=type(error).__name__, reason=str(error))
            reply = lookup_reply(self.catalogue, taken.text)
        reply = self.guard.follow_up(taken.text, reply, disclosed)
        if reply.safety != disclosed or (disclosed and taken_back(taken.text)):
            self._remember_danger(taken.user, reply.safety)
        return reply

    def _danger(self, user: str) -> str | None:
        kind = self._load(user + _SAFETY_SUFFIX).get("kind")
        return kind if isinstance(kind, str) else None

    async def _soon(self, work: Callable[[], T], otherwise: T) -> T:
        """What the work gives. A memory that never waits is asked here: a thread would queue behind the busy model."""
        return work() if isinstance(self.memory, PromptConversations) else await _within_a_second(work, otherwise)

    def _load(self, key: str) -> dict[str, object]:
        try:
            return self.memory.load(key)
        except Exception as error:
            _log.warning("memory_failed", error=type(error).__name__)
            return {}

    def _remember_danger(self, user: str, kind: str | None) -> None:
        try:
            if kind:
                self.memory.save(user + _SAFETY_SUFFIX, {"kind": kind})
            else:
                self.memory.forget(user + _SAFETY_SUFFIX)
        except Exception as error:
            # A locked or full database must not stand between a person in danger and the number to call.
            _log.warning("memory_failed", error=type(error).__name__)


async def _within_a_second(work: Callable[[], T], otherwise: T) -> T:
    """What the work gives, done in a thread because a locked database would hold up everybody; else the other."""
    try:
        async with asyncio.timeout(1.0):
            return await asyncio.to_thread(work)
    except TimeoutError:
        _log.warning("memory_failed", error="TimeoutError")
        return otherwise


def _same_question(taken: Incoming) -> str:
    """What makes two messages the same: the words, and the place they were said at."""
    return f"{taken.text}\n{taken.location}" if taken.location else taken.text
