"""Passwords: what is good enough, and their Argon2 hashes."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_WELL_KNOWN: Final = Path(__file__).parent / "well_known_passwords.txt"
MIN_CHARACTERS: Final = 12
MAX_CHARACTERS: Final = 200
_MIN_DIFFERENT: Final = 5
_AT_ONCE: Final = 2
"""Each hash takes 64 MB and a tenth of a second of a core."""


def password_problem(password: str, name: str) -> str | None:
    """What is wrong with a new password, as a Chinese sentence; None when it will do."""
    compared = _compared(password)
    if len(password) < MIN_CHARACTERS:
        return f"密码至少要 {MIN_CHARACTERS} 个字符。可以用几个不相干的词连起来。"
    if len(password) > MAX_CHARACTERS:
        return f"密码最多 {MAX_CHARACTERS} 个字符。"
    if name and _compared(name) in compared:
        return "密码里不能有用户名。"
    if len(set(compared)) < _MIN_DIFFERENT:
        return "密码里不同的字符太少，容易猜到。"
    if compared in _well_known():
        return "这个密码很多人都在用，容易猜到，请换一个。"
    return None


class Passwords:
    """Hashes and verifies, two at a time; called from threads, never from the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """The hash to store."""
        with self._turn:
            return self._hasher.hash(_normal(password))

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; takes as long when there is none, so that no name is betrayed."""
        with self._turn:
            return self._fits(stored, _normal(password))

    def is_dated(self, stored: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _fits(self, stored: str | None, password: str) -> bool:
        if self._nobody is None:
            self._nobody = self._hasher.hash("nobody has this password")
        try:
            return self._hasher.verify(stored or self._nobody, password) and stored is not None
        except (Argon2Error, InvalidHashError):
            return False


def _normal(password: str) -> str:
    """One spelling for characters that look the same, so that another keyboard types the same password."""
    return unicodedata.normalize("NFKC", password)


def _compared(text: str) -> str:
    return _normal(text).strip().casefold()


@lru_cache(maxsize=1)
def _well_known() -> frozenset[str]:
    lines = _WELL_KNOWN.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line and not line.startswith("#"))
