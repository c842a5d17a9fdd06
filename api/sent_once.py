"""A message that a page sends again, because the line broke before the answer came, is answered once and paid once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.rate_limit import TooFast
from bot import Reply
from services_db.state import Admission, AnsweredMessages, AtOnce, Bucket, Entry, Spent

_log = structlog.get_logger("xiaoou")
_LOOK_AGAIN_SECONDS: Final = 0.1
_PATIENCE_SECONDS: Final = 35.0

Ask = Callable[[], Awaitable[Reply]]


class StillBeingAnswered(Exception):
    """Another process has been at this message for too long."""


@dataclass(frozen=True, slots=True)
class Message:
    """Whose message it is, its id if the page gave one, the tokens that it costs, and for whom it costs none."""

    user: str
    message_id: str | None
    wanted: Sequence[tuple[str, Bucket]] = ()
    exempt: Callable[[str], bool] = lambda user: False


@dataclass(frozen=True, slots=True)
class SentOnce:
    """Right across processes, because the claim is a row of the database."""

    admission: AtOnce[Admission] | None
    answered: AnsweredMessages | None = None

    async def ask(self, message: Message, ask: Ask) -> tuple[Reply, Spent | None]:
        """The reply of `ask`, or the one that an earlier sending of the same message got; and what is left to spend.

        A repeat costs no token. Raises TooFast when a token is refused, and what `ask` raises.
        """
        for _ in range(int(_PATIENCE_SECONDS / _LOOK_AGAIN_SECONDS)):
            entry = await self.enter(message)
            if entry.reply is not None:
                return Reply.from_payload(entry.reply), None
            if entry.ours:
                return await (self._answer_claimed(message, ask) if entry.claimed else ask()), entry.spent
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        raise StillBeingAnswered

    async def enter(self, message: Message) -> Entry:
        """Claim and pay; raises TooFast. A database that cannot be asked lets everybody in."""
        entry = await self._enter(message, message.wanted)
        if entry.spent is None or entry.spent.given:
            return entry
        if not message.exempt(message.user):
            raise TooFast(entry.spent)
        return await self._enter(message, ())

    async def forget(self, user: str) -> None:
        """Forget a user's replies."""
        if self.answered:
            await _quietly(run_in_threadpool(self.answered.forget, user))

    async def _enter(self, message: Message, wanted: Sequence[tuple[str, Bucket]]) -> Entry:
        if self.admission is None:
            return Entry(ours=True)
        try:
            return await self.admission.run(lambda store: store.enter(message.user, message.message_id, wanted))
        except SQLAlchemyError as error:
            # Better answered twice, or too often, than not at all.
            _log.warning("admission_failed", error=type(error).__name__)
            return Entry(ours=True)

    async def _answer_claimed(self, message: Message, ask: Ask) -> Reply:
        user, message_id = message.user, str(message.message_id)
        try:
            reply = await ask()
        except BaseException:
            await self._note(lambda store: store.release(user, message_id))
            raise
        await self._note(lambda store: store.keep(user, message_id, reply.to_payload()))
        return reply

    async def _note(self, work: Callable[[Admission], None]) -> None:
        if self.admission:
            await _quietly(self.admission.run(work))


async def _quietly(writing: Awaitable[None]) -> None:
    try:
        await writing
    except SQLAlchemyError as error:
        _log.warning("sent_once_failed", error=type(error).__name__)
