"""The way of one push: danger first, then what needs no bot, then the question and its delivery."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Final

from api.answering import Answering
from api.intake import Incoming
from api.pseudonym import pseudonym
from api.wechat.answer import SILENT, Answer
from api.wechat.bookkeeping import Bookkeeping
from api.wechat.conversing import Conversing, Question
from api.wechat.delivery import Delivery
from api.wechat.hearing import Ask, Hearing, Left, Nothing, Say, asks_for_near
from api.wechat.last_seen import LastSeen
from api.wechat.push import Push
from api.wechat.render import Renderer
from api.wechat.replying import Replying, is_any_word
from api.wechat.turns import Turns
from api.wechat.words import words
from bot import clean_text
from services_db.state import Begun

_MARGIN: Final = 0.4
_EMERGENCY: Final = ("110", "120", "119")
_LEASE: Final = 30.0
_LAST_SECONDS: Final = 5.0
TURNS_KEPT: Final = 900.0
OPEN_IDS_KEPT: Final = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything between the gate and the answer; `key` makes pseudonyms, `seconds` is how long a socket stays open."""

    answering: Answering
    hearing: Hearing
    renderer: Renderer
    books: Bookkeeping
    turns: Turns
    delivery: Delivery
    conversing: Conversing
    key: bytes
    seconds: float
    clock: Callable[[], float] = time.time
    last_seen: LastSeen = field(default_factory=LastSeen)
    background: set[asyncio.Task[Any]] = field(default_factory=set)

    async def receive(self, push: Push, seconds_left: float) -> Answer:
        """What to answer on the open socket, within the time that is left of it."""
        user = pseudonym(self.key, "wechat", push.sender)
        heard = self.hearing.hear(push)
        if isinstance(heard, Say):
            return self.renderer.say(heard.text, _EMERGENCY)
        if isinstance(heard, Nothing):
            if heard.seen_at:
                self.last_seen.note(user, heard.seen_at)
            return SILENT
        if isinstance(heard, Left):
            self._later(self._forget(user))
            return SILENT
        return await self._crisis(heard, user) or await self._question(heard, user, push, seconds_left)

    async def tidy(self, retention_hours: float) -> None:
        """Forget what is over: turns after a quarter of an hour, answers nobody fetched after the retention time."""
        now = self.clock()
        kept = now - retention_hours * 3600
        await self.turns.forget_before(now - TURNS_KEPT, kept)
        await self.books.run_or(None, self.books.outbox.forget_before, kept, now - OPEN_IDS_KEPT)
        await self.books.run_or(None, self.books.quota.forget_closed, now)

    async def close(self) -> None:
        """Let what is on its way arrive, then let go."""
        await self.conversing.close()
        if self.background:
            await asyncio.wait(self.background, timeout=_LAST_SECONDS)
        await self.delivery.close()
        await self.turns.close()
        self.books.close()

    async def _crisis(self, heard: Ask, user: str) -> Answer | None:
        """The reply to a disclosure of danger: before claims, queues and everything the database could hold up."""
        reply = await self.answering.crisis(Incoming("wechat", user, heard.text))
        if reply is None:
            return None
        answer = self.renderer.render(reply)
        if answer.rest:
            self._later(self._keep_pages(user, answer))
        return answer

    async def _question(self, heard: Ask, user: str, push: Push, seconds_left: float) -> Answer:
        if heard.location is None and asks_for_near(heard.text):
            heard = replace(heard, location=self.last_seen.of(user))
        until = self.clock() + seconds_left - _MARGIN

        async def ask(begun: Begun) -> tuple[Answer, tuple[str, ...]]:
            return await self._answer(heard, user, begun, until)

        question = Question(self._turn_key(push), user, push.sender, heard.window, self.clock(), ask)
        return await self.conversing.reply(question, seconds_left)

    async def _answer(self, heard: Ask, user: str, begun: Begun, until: float) -> tuple[Answer, tuple[str, ...]]:
        replying = Replying(self.answering, self.renderer)
        if not (begun.unfinished and is_any_word(clean_text(heard.text))):
            return await replying.answer(heard, user, begun, None)
        unfinished = await self.conversing.follow(begun.unfinished, until)
        if unfinished is None:
            waiting = await self.books.run_or(begun.waiting, self.books.turns.waiting, user, self.clock(), _LEASE)
            begun = replace(begun, waiting=tuple(dict.fromkeys((*begun.waiting, *waiting))))
            if not begun.waiting:
                return Answer.saying(words("still_working")), ()
        return await replying.answer(heard, user, begun, unfinished)

    def _turn_key(self, push: Push) -> str:
        return hmac.new(self.key, f"wechat turn {push.identity()}".encode(), hashlib.sha256).hexdigest()[:32]

    async def _keep_pages(self, user: str, answer: Answer) -> None:
        pages = Answer(answer.rest).to_json()
        await self.books.run_or(None, self.books.turns.settle, user, (), pages, self.clock())

    async def _forget(self, user: str) -> None:
        self.last_seen.forget(user)
        await self.turns.forget_user(user)
        await self.books.run_or(None, self.books.quota.forget_user, user)
        await self.answering.forget(user)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)
