"""What can go wrong at the WeChat door.

WeChatError
├── PushRefused          the request is not one that WeChat sends; HTTP `status`, `reason` for the log
├── ApiError             WeChat's own API did not do what it was asked
│   ├── ApiRefused       it said no for good; `code` is WeChat's errcode
│   └── ApiBusy          it cannot now; worth trying again after `seconds`
└── BookkeepingFailed    the database that remembers repeats, waiting answers and quotas does not answer
"""

from __future__ import annotations


class WeChatError(Exception):
    """Anything that can go wrong here."""


class PushRefused(WeChatError):
    """The request is not one that WeChat sends."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(f"{status} {reason}")


class ApiError(WeChatError):
    """WeChat's API did not do what it was asked."""


class ApiRefused(ApiError):
    """It said no for good."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        super().__init__(f"{code} {message}")


class ApiBusy(ApiError):
    """It cannot now; `seconds` is how long to wait before the next try."""

    def __init__(self, reason: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(reason)


class BookkeepingFailed(WeChatError):
    """The database does not answer."""
