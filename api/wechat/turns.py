"""Who answers a push, and what was answered: shared by all processes, in the database or in Redis."""

from __future__ import annotations

from typing import Protocol

from api.wechat.bookkeeping import Bookkeeping
from services_db.state import Begun, Turn


class Turns(Protocol):
    """A push is a turn. No method raises: a store that does not answer costs order, never an answer.

    Times are seconds since 1970. What each method does is said at `services_db.state.WechatTurns`.
    """

    async def begin(self, key: str, user: str, owner: str, now: float, lease: float) -> Begun:
        """Claim a turn, or find who has it."""

    async def look(self, key: str, known: Turn | None = None) -> Turn | None:
        """How a turn stands; `known` when the store does not answer."""

    async def await_until(self, key: str, until: float) -> None:
        """Say that a socket here waits for another process's answer."""

    async def renew(self, keys: list[str], owner: str, until: float) -> None:
        """Keep working on these."""

    async def take_over(self, key: str, owner: str, now: float, lease: float) -> bool:
        """Work on a turn whose process went silent."""

    async def finish(
        self,
        key: str,
        user: str,
        answer: str,
        taken_by: str | None,
        told: tuple[str, ...],
        more: str | None,
        now: float,
    ) -> float:
        """Keep the answer for repeats; until when a socket of another process waits for it."""

    async def take(self, key: str, taken_by: str, otherwise: bool) -> bool:
        """Be the one who delivers; `otherwise` when the store does not answer."""

    async def forget_user(self, user: str) -> None:
        """Forget a user's turns, pages and waiting answers."""

    async def forget_before(self, turns: float, kept: float) -> None:
        """Forget turns older than one time, pages older than another."""

    async def close(self) -> None:
        """Let go of connections."""


class TurnsInDatabase:
    """Turns in the gateway's database, with what to go on with when it fails."""

    def __init__(self, books: Bookkeeping) -> None:
        self._books = books
        self._turns = books.turns

    async def begin(self, key: str, user: str, owner: str, now: float, lease: float) -> Begun:
        """As `Turns` says; a database that fails leaves the turn to this process."""
        return await self._books.run_or(Begun(None), self._turns.begin, key, user, owner, now, lease)

    async def look(self, key: str, known: Turn | None = None) -> Turn | None:
        """As `Turns` says."""
        return await self._books.run_or(known, self._turns.look, key)

    async def await_until(self, key: str, until: float) -> None:
        """As `Turns` says."""
        await self._books.run_or(None, self._turns.await_until, key, until)

    async def renew(self, keys: list[str], owner: str, until: float) -> None:
        """As `Turns` says."""
        await self._books.run_or(None, self._turns.renew, keys, owner, until)

    async def take_over(self, key: str, owner: str, now: float, lease: float) -> bool:
        """As `Turns` says."""
        return await self._books.run_or(True, self._turns.take_over, key, owner, now, lease)

    async def finish(
        self,
        key: str,
        user: str,
        answer: str,
        taken_by: str | None,
        told: tuple[str, ...],
        more: str | None,
        now: float,
    ) -> float:
        """As `Turns` says."""
        return await self._books.run_or(0.0, self._turns.finish, key, user, answer, taken_by, told, more, now)

    async def take(self, key: str, taken_by: str, otherwise: bool) -> bool:
        """As `Turns` says."""
        return await self._books.run_or(otherwise, self._turns.take, key, taken_by)

    async def forget_user(self, user: str) -> None:
        """As `Turns` says."""
        await self._books.run_or(None, self._turns.forget_user, user)

    async def forget_before(self, turns: float, kept: float) -> None:
        """As `Turns` says."""
        await self._books.run_or(None, self._turns.forget_before, turns, kept)

    async def close(self) -> None:
        """The database is the books' to close."""
