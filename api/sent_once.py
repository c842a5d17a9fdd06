"""A message that a page sends again, because the line broke before the answer came, is answered once."""

from __future__ import annotations

import asyncio
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

Ask = Callable[[], Awaitable[Reply]]


class StillBeingAnswered(Exception):
    """Another process has been at this message for too long."""


@dataclass(frozen=True, slots=True)
class SentOnce:
    """Right across processes, because the claim is a row of the database."""

    answered: AnsweredMessages | None

    async def ask(self, user: str, message_id: str | None, ask: Ask) -> Reply:
        """The reply of `ask`, or the one that an earlier sending of the same message got."""
        if self.answered is None or message_id is None:
            return await ask()
        try:
            earlier = await self._claim_or_recall(self.answered, user, message_id)
        except SQLAlchemyError as error:
            # Better answered twice than not at all.
            _log.warning("sent_once_failed", error=type(error).__name__)
            return await ask()
        return earlier or await self._answer(self.answered, user, message_id, ask)

    async def forget(self, user: str) -> None:
        """Forget a user's replies."""
        if self.answered is None:
            return
        try:
            await run_in_threadpool(self.answered.forget, user)
        except SQLAlchemyError as error:
            _log.warning("not_forgotten", error=type(error).__name__)

    @staticmethod
    async def _claim_or_recall(answered: AnsweredMessages, user: str, message_id: str) -> Reply | None:
        for _ in range(int(_PATIENCE_SECONDS / _LOOK_AGAIN_SECONDS)):
            if await run_in_threadpool(answered.claim, user, message_id):
                return None
            stored = await run_in_threadpool(answered.recall, user, message_id)
            if stored:
                return Reply.from_payload(stored)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        raise StillBeingAnswered

    @staticmethod
    async def _answer(answered: AnsweredMessages, user: str, message_id: str, ask: Ask) -> Reply:
        try:
            reply = await ask()
        except BaseException:
            await _quietly(answered.release, user, message_id)
            raise
        await _quietly(answered.keep, user, message_id, reply.to_payload())
        return reply


async def _quietly(write: Callable[..., None], *arguments: object) -> None:
    try:
        await run_in_threadpool(write, *arguments)
    except SQLAlchemyError as error:
        _log.warning("sent_once_failed", error=type(error).__name__)
