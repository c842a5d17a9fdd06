"""Start the bot while the doors are open already, and know whether it is on its way or has failed."""

from __future__ import annotations

import asyncio
from typing import Final, Literal

import structlog

from bot import Bot, BotError

_log = structlog.get_logger("xiaoou")
RETRY_SECONDS: Final = 30.0
State = Literal["ready", "starting", "failed"]


class Starting:
    """Starts one bot, and tries again when that fails."""

    def __init__(self, bot: Bot, retry_seconds: float = RETRY_SECONDS) -> None:
        self._bot = bot
        self._retry_seconds = retry_seconds
        self._failed = False

    @property
    def state(self) -> State:
        """`failed` from the first failure until it is ready."""
        return "ready" if self._bot.ready else "failed" if self._failed else "starting"

    async def keep_trying(self) -> None:
        """Return when the bot is ready."""
        while not self._bot.ready:
            try:
                await self._bot.start()
            except BotError as error:
                self._failed = True
                _log.error("bot_unavailable", reason=str(error))
                await asyncio.sleep(self._retry_seconds)
