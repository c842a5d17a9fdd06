"""Prove that a request comes from WeChat: SHA-1 over the sorted parts, the first of which is the shared token."""

from __future__ import annotations

import hashlib
import hmac


def sign(*parts: str) -> str:
    """The signature of the parts, 40 hexadecimal digits; their order does not matter."""
    # WeChat's protocol fixes SHA-1; the token among the parts is what keeps others out.
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324


def is_signed(signature: str, *parts: str) -> bool:
    """Whether the signature is that of the parts, compared in constant time."""
    return hmac.compare_digest(signature.encode(), sign(*parts).encode())


def is_fresh(timestamp: str, window_seconds: float, now: float) -> bool:
    """Whether the timestamp (seconds since 1970) lies within the window around now; a window of 0 takes any."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return window_seconds == 0 or abs(now - int(timestamp)) <= window_seconds
