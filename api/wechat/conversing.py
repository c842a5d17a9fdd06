"""One push, one question to the bot, one delivery: whatever the retries, the processes and the bot's speed."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog

from api.wechat.answer import SILENT, Answer
from api.wechat.delivery import Delivery
from api.wechat.turns import Turns
from api.wechat.words import words
from bot import say
from services_db.state import Begun, Turn

_log = structlog.get_logger("xiaoou")
_LEASE: Final = 6.0
_POLL: Final = 0.1
_GRACE: Final = 0.5
_DECIDING: Final = 1.0
_LONGEST: Final = 60.0
_REPLAYED_SECONDS: Final = 30.0
_MOST_REPLAYED: Final = 2000
_PASSIVE: Final = "passive"
_OUTBOX: Final = "outbox"


@dataclass(frozen=True, slots=True)
class Question:
    """A push that needs the bot.

    `key` is the same for all its repeats; `ask` gives the answer and the keys of earlier answers that it tells too.
    `window` and `since` say what allowance for late answers the citizen's act opened.
    """

    key: str
    user: str
    open_id: str
    window: str
    since: float
    ask: Callable[[Begun], Awaitable[tuple[Answer, tuple[str, ...]]]]


class _Running:
    """A question on its way: how many sockets wait for it here, and until when; `ready` is what they are told."""

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None
        self.ready: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.sockets = 0
        self.deadline = 0.0
        self.through_api: bool | None = None


class Conversing:
    """Answers questions within a deadline; `clock` gives seconds since 1970."""

    def __init__(self, turns: Turns, delivery: Delivery, clock: Callable[[], float] = time.time) -> None:
        self._turns = turns
        self._delivery = delivery
        self._clock = clock
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._running: dict[str, _Running] = {}
        self._writing: dict[str, asyncio.Task[None]] = {}
        self._answered: OrderedDict[str, tuple[float, Answer]] = OrderedDict()
        self._heart: asyncio.Task[None] | None = None

    async def reply(self, question: Question, seconds: float) -> Answer:
        """The answer, or by the end of `seconds` what is said in its stead while it goes on its way."""
        replayed = self._answered.get(question.key)
        if replayed:
            return replayed[1]
        running = self._running.get(question.key) or self._start(question)
        running.sockets += 1
        running.deadline = max(running.deadline, self._clock() + seconds)
        instead, until = SILENT, time.monotonic() + seconds
        deciding = min(_DECIDING, seconds / 4)
        try:
            await _finished(running, seconds - deciding)
            if not running.ready.done():
                instead = await self._say_late(running, question, deciding)
                await _finished(running, until - time.monotonic())
            return running.ready.result() if running.ready.done() else instead
        finally:
            running.sockets -= 1

    async def follow(self, key: str, until: float) -> Answer | None:
        """The answer of an earlier turn of this citizen, taken from whoever works on it; None when it is not ready."""
        await self._turns.await_until(key, until)
        while self._clock() < until:
            turn = await self._turns.look(key)
            if turn is None:
                return None
            if turn.answer is not None:
                taken = await self._turns.take(key, _PASSIVE, otherwise=False)
                return Answer.from_json(turn.answer) if taken else None
            await asyncio.sleep(_POLL)
        return None

    async def close(self, seconds: float = 10.0) -> None:
        """Let what is on its way arrive; end what does not."""
        tasks = [running.task for running in self._running.values() if running.task]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
        if self._heart:
            self._heart.cancel()

    def __len__(self) -> int:
        """How many questions are on their way."""
        return len(self._running)

    def _start(self, question: Question) -> _Running:
        running = self._running[question.key] = _Running()
        running.task = asyncio.create_task(self._guarded(question, running))
        if self._heart is None or self._heart.done():
            self._heart = asyncio.create_task(self._keep_leases())
        return running

    async def _guarded(self, question: Question, running: _Running) -> None:
        answer = SILENT
        try:
            answer = await self._work(question, running)
        except Exception as error:
            # Whatever it is, WeChat must get a reply: it tells the citizen that the account is out of order otherwise.
            _log.error("wechat_turn_failed", error=type(error).__name__, reason=str(error)[:200])
            answer = Answer.saying(say("utter_unavailable"))
        finally:
            self._running.pop(question.key, None)
            if self._writing.get(question.user) is running.task:
                del self._writing[question.user]
            if not running.ready.done():
                running.ready.set_result(answer)

    async def _work(self, question: Question, running: _Running) -> Answer:
        if writing := self._writing.get(question.user):
            await asyncio.wait({writing}, timeout=_GRACE)
        begun = await self._turns.begin(question.key, question.user, self._owner, self._clock(), _LEASE)
        if begun.turn is not None:
            joined = await self._join(question.key, begun.turn, running)
            if joined is not None:
                return joined
            begun = Begun(None, pages="")
        try:
            async with asyncio.timeout(_LONGEST):
                answer, told = await question.ask(begun)
        except TimeoutError:
            answer, told = Answer.saying(say("utter_unavailable")), ()
        return await self._finish(question, running, answer, told, begun.pages is not None)

    async def _join(self, key: str, turn: Turn | None, running: _Running) -> Answer | None:
        """The answer of the process that has the turn; None when that went silent and the turn is ours now."""
        awaited = 0.0
        while turn is not None and running.sockets:
            if turn.answer is not None:
                return await self._taken(key, turn)
            now = self._clock()
            if turn.lease_until < now and await self._turns.take_over(key, self._owner, now, _LEASE):
                return None
            if running.deadline > awaited:
                awaited = running.deadline
                await self._turns.await_until(key, awaited)
            await asyncio.sleep(_POLL)
            turn = await self._turns.look(key, turn)
        return SILENT

    async def _taken(self, key: str, turn: Turn) -> Answer:
        """An answer that is there: for this socket, unless it went through the outbox."""
        if turn.taken_by == _OUTBOX or turn.answer is None:
            return SILENT
        if turn.taken_by is None and not await self._turns.take(key, _PASSIVE, otherwise=True):
            return SILENT
        return self._remember(key, Answer.from_json(turn.answer))

    async def _finish(
        self, question: Question, running: _Running, answer: Answer, told: tuple[str, ...], had_pages: bool
    ) -> Answer:
        """Keep the answer for repeats, and see that it goes out once: to an open socket here, elsewhere, or later."""
        if running.sockets and running.task:
            # The sockets need not wait until it is written down; this citizen's next message does.
            self._writing[question.user] = running.task
            running.ready.set_result(self._remember(question.key, answer))
        stored, taken_by = answer.to_json(), _PASSIVE if running.ready.done() else None
        rest = Answer(answer.rest).to_json() if answer.rest else "" if had_pages else None
        now = self._clock()
        awaited = await self._turns.finish(question.key, question.user, stored, taken_by, told, rest, now)
        if running.ready.done():
            return answer
        await asyncio.sleep(max(0.0, awaited - self._clock() + _GRACE) if awaited > self._clock() else 0.0)
        if not await self._turns.take(question.key, _OUTBOX, otherwise=True):
            return SILENT
        if not answer.is_silent:
            await self._post(question, running, answer)
        return self._remember(question.key, SILENT)

    async def _post(self, question: Question, running: _Running, answer: Answer) -> None:
        if running.through_api is None:
            running.through_api = await self._delivery.reserve(question.user, question.window, question.since)
        open_id = question.open_id if running.through_api else None
        await self._delivery.post(question.key, question.user, open_id, answer)

    async def _say_late(self, running: _Running, question: Question, seconds: float) -> Answer:
        """Nothing when the API will deliver; else how to get at the answer. A slow database counts as no API."""
        if running.through_api is None:
            allowed = False
            try:
                async with asyncio.timeout(seconds):
                    allowed = await self._delivery.reserve(question.user, question.window, question.since)
            except TimeoutError:
                _log.warning("wechat_reserve_slow")
            running.through_api = allowed if running.through_api is None else running.through_api
        return SILENT if running.through_api else Answer.saying(words("still_working"))

    def _remember(self, key: str, answer: Answer) -> Answer:
        """Give repeats that come to this process the same answer without asking the database."""
        now = self._clock()
        self._answered[key] = (now, answer)
        while self._answered:
            oldest = next(iter(self._answered.values()))[0]
            if len(self._answered) <= _MOST_REPLAYED and now - oldest < _REPLAYED_SECONDS:
                break
            self._answered.popitem(last=False)
        return answer

    async def _keep_leases(self) -> None:
        """While questions are on their way, tell the other processes that this one is alive."""
        while self._running:
            await asyncio.sleep(_LEASE / 3)
            keys = list(self._running)
            if keys:
                await self._turns.renew(keys, self._owner, self._clock() + _LEASE)


async def _finished(running: _Running, seconds: float) -> None:
    await asyncio.wait({running.ready}, timeout=max(seconds, 0.0))
