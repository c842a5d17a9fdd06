"""What can go wrong with the bot.

BotError
├── BotUnavailable   no model, a damaged model, or a remote bot that does not answer
└── BotFailed        the bot took the message and produced no usable reply
"""

from __future__ import annotations


class BotError(Exception):
    """Root of this package's errors."""


class BotUnavailable(BotError):
    """The bot cannot be asked now; `reason` is for the operator's log, never for the citizen."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class BotFailed(BotError):
    """The bot was asked and gave nothing that can be shown."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
