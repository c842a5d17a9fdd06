"""Deliver what came too late for the socket: through the customer-service API while that is allowed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

import structlog

from api.wechat.answer import Answer
from api.wechat.bookkeeping import Bookkeeping
from api.wechat.client import WeChatApi
from api.wechat.errors import ApiBusy, ApiError, ApiRefused
from services_db.state import Parcel

_log = structlog.get_logger("xiaoou")
LEASE: Final = 60.0
WINDOWS: Final = {"message": (48 * 3600.0, 5), "click": (60.0, 3)}
"""WeChat's windows: how long after the citizen's act, and how many messages, the API may be used."""
_ACCOUNT_CANNOT: Final = frozenset(
    {40001, 40002, 40013, 40014, 40125, 40164, 41002, 41004, 42001, 48001, 48004, 50001, 50002}
    | {89501, 89503, 89506, 89507}
)
"""errcodes that no other message would fare better with: permission, AppID, AppSecret, allowed addresses."""
_ASK_AGAIN_AFTER: Final = 600.0
_MAX_ATTEMPTS: Final = 5


class Delivery:
    """`api` is None when the account cannot use it; answers then wait for the citizen's next message."""

    def __init__(self, books: Bookkeeping, api: WeChatApi | None, clock: Callable[[], float] = time.time) -> None:
        self._books = books
        self._api = api
        self._clock = clock
        self._forbidden_until = 0.0

    async def reserve(self, user: str, window: str, since: float) -> bool:
        """Whether the API may send this user one more; takes it off the allowance of the act at `since`."""
        if self._api is None or self._clock() < self._forbidden_until:
            return False
        seconds, count = WINDOWS[window]
        await self._books.run_or(None, self._books.quota.grant, user, window, since, seconds, count)
        return await self._books.run_or(False, self._books.quota.spend, user, self._clock())

    async def post(self, key: str, user: str, open_id: str | None, answer: Answer) -> None:
        """Keep a late answer, and send it now when there is an OpenID to send it to."""
        stored = answer.to_json()
        await self._books.run_or(None, self._books.outbox.put, key, user, open_id, stored, self._clock(), LEASE)
        if open_id:
            await self._send(Parcel(key, user, open_id, stored, 0))

    async def post_due(self) -> None:
        """Send what was left over: by a busy API, or by a process that ended."""
        if self._api is None or self._clock() < self._forbidden_until:
            return
        none: list[Parcel] = []
        parcels = await self._books.run_or(none, self._books.outbox.due, self._clock(), LEASE)
        for parcel in parcels:
            if await self._books.run_or(False, self._books.quota.spend, parcel.user, self._clock()):
                await self._send(parcel)
            else:
                await self._books.run_or(None, self._books.outbox.let_wait, parcel.key)

    async def close(self) -> None:
        """Let go of the API's connections."""
        if self._api:
            await self._api.close()

    async def _send(self, parcel: Parcel) -> None:
        if self._api is None:
            return
        outcome = "delivered"
        try:
            async with asyncio.timeout(LEASE - 10):
                await self._api.send(parcel.open_id, Answer.from_json(parcel.answer))
            await self._books.run_or(None, self._books.outbox.delivered, parcel.key)
        except ApiBusy as error:
            outcome = await self._later(parcel, error)
        except (ApiError, TimeoutError) as error:
            outcome = str(error) or "timeout"
            if isinstance(error, ApiRefused) and error.code in _ACCOUNT_CANNOT:
                self._forbidden_until = self._clock() + _ASK_AGAIN_AFTER
            await self._books.run_or(None, self._books.outbox.let_wait, parcel.key)
        _log.info("wechat_posted", outcome=outcome, attempt=parcel.attempts + 1)

    async def _later(self, parcel: Parcel, error: ApiBusy) -> str:
        if parcel.attempts + 1 >= _MAX_ATTEMPTS:
            await self._books.run_or(None, self._books.outbox.let_wait, parcel.key)
        else:
            due = self._clock() + error.seconds * 2**parcel.attempts
            await self._books.run_or(None, self._books.outbox.try_again, parcel.key, due)
        return f"busy: {error}"
