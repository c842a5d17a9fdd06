"""A message that a page sends again, because the line broke before the answer came, is answered once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot import Reply
from services_db.state import AnsweredMessages

_log = structlog.get_logger("xiaoou")
_LOOK_AGAIN_SECONDS: Final = 0.1
_PATIENCE_SECONDS: Final = 35.0

_OURS: Final = object()

Ask = Callable[[], Awaitable[Reply]]
Admit = Callable[[], None]


class StillBeingAnswered(Exception):
    """Another process has been at this message for too long."""


@dataclass(frozen=True, slots=True)
class SentOnce:
    """Right across processes, because the claim is a row of the database."""

    answered: AnsweredMessages | None

    async def ask(self, user: str, message_id: str | None, admit: Admit, ask: Ask) -> Reply:
        """The reply of `ask`, or the one that an earlier sending of the same message got.

        `admit` runs in a thread before `ask`, not before a repeat; what it raises goes on to the caller.
        """
        if message_id is None:
            await run_in_threadpool(admit)
            return await ask()
        for _ in range(int(_PATIENCE_SECONDS / _LOOK_AGAIN_SECONDS)):
            earlier = await run_in_threadpool(self._claim_or_recall, user, message_id, admit)
            if isinstance(earlier, Reply):
                return earlier
            if earlier is _OURS:
                return await self._answer(user, message_id, ask)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        raise StillBeingAnswered

    async def forget(self, user: str) -> None:
        """Forget a user's replies."""
        if self.answered:
            await _quietly(self.answered.forget, user)

    def _claim_or_recall(self, user: str, message_id: str, admit: Admit) -> Reply | object | None:
        """`_OURS` when the caller is to answer, the reply when it was given before, None while another is at it."""
        try:
            if self.answered and not self.answered.claim(user, message_id):
                stored = self.answered.recall(user, message_id)
                return Reply.from_payload(stored) if stored else None
        except SQLAlchemyError as error:
            # Better answered twice than not at all.
            _log.warning("sent_once_failed", error=type(error).__name__)
        try:
            admit()
        except Exception:
            with contextlib.suppress(SQLAlchemyError):
                if self.answered:
                    self.answered.release(user, message_id)
            raise
        return _OURS

    async def _answer(self, user: str, message_id: str, ask: Ask) -> Reply:
        try:
            reply = await ask()
        except BaseException:
            if self.answered:
                await _quietly(self.answered.release, user, message_id)
            raise
        if self.answered:
            await _quietly(self.answered.keep, user, message_id, reply.to_payload())
        return reply


async def _quietly(write: Callable[..., None], *arguments: object) -> None:
    try:
        await run_in_threadpool(write, *arguments)
    except SQLAlchemyError as error:
        _log.warning("sent_once_failed", error=type(error).__name__)
