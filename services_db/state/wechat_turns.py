"""Each push is one turn, claimed by inserting it: whatever process a repeat reaches, the bot is asked once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from services_db.state.wechat_tables import outbox, pages, turn

# Every message comes by these: a statement built once costs a third of one built anew.
_CLAIM: Final = insert(turn)
_WAITS: Final = (
    select(outbox.c.key)
    .where(outbox.c.user == bindparam("person"), outbox.c.lease_until <= bindparam("now"))
    .limit(1)
    .scalar_subquery()
)
_PAGES: Final = select(pages.c.pages).where(pages.c.user == bindparam("person")).scalar_subquery()
_UNFINISHED: Final = (
    select(turn.c.key)
    .where(turn.c.user == bindparam("person"), turn.c.key != bindparam("this"))
    .where(turn.c.answer.is_(None), turn.c.lease_until > bindparam("now"))
    .order_by(turn.c.created_at.desc())
    .limit(1)
    .scalar_subquery()
)
_WAITING: Final = select(_WAITS, _PAGES, _UNFINISHED)
_KEPT: Final = select(_WAITS, _PAGES)
_LOOK: Final = select(
    turn.c.key, turn.c.owner, turn.c.lease_until, turn.c.awaited_until, turn.c.answer, turn.c.taken_by
).where(turn.c.key == bindparam("this"))
_FINISH: Final = (
    update(turn)
    .where(turn.c.key == bindparam("this"))
    .values(answer=bindparam("said"), taken_by=bindparam("way"))
    .returning(turn.c.awaited_until)
)


@dataclass(frozen=True, slots=True)
class Turn:
    """How a turn stands; `answer` is None while `owner` works on it, `taken_by` None until the answer went out."""

    key: str
    owner: str
    lease_until: float
    awaited_until: float
    answer: str | None
    taken_by: str | None


@dataclass(frozen=True, slots=True)
class Begun:
    """What a process finds when it begins a turn.

    `turn` is somebody's earlier claim, None when the claim is ours. `waiting` are earlier answers (key, JSON) still to
    be told, leased to us; `pages` the JSON list that “更多” asks for; `unfinished` the key of an earlier turn of the
    same user that is still worked on.
    """

    turn: Turn | None
    waiting: tuple[tuple[str, str], ...] = ()
    pages: str | None = None
    unfinished: str | None = None


class WechatTurns:
    """The turns, in a database that several gateways share. All times are seconds since 1970, given by the caller."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, key: str, user: str, owner: str, now: float, lease: float, hold: float = 60.0) -> Begun:
        """Claim a turn for `lease` seconds, or find who has it; what waits for the user is held for `hold` seconds."""
        claim = {"key": key, "user": user, "owner": owner, "lease_until": now + lease, "awaited_until": 0.0}
        try:
            with self._engine.begin() as connection:
                connection.execute(_CLAIM, {**claim, "created_at": now})
                row = connection.execute(_WAITING, {"person": user, "now": now, "this": key}).one()
                waiting = _lease_waiting(connection, user, now, hold) if row[0] else ()
        except IntegrityError:
            found = self.look(key)
            # Forgotten in between: as good as never begun, and nobody else works on it.
            return Begun(found) if found else self.begin(key, user, owner, now, lease, hold)
        return Begun(None, waiting, row[1], row[2])

    def waiting(self, user: str, now: float, lease: float) -> tuple[tuple[str, str], ...]:
        """Earlier answers (key, JSON) still to be told, leased to the caller."""
        with self._engine.begin() as connection:
            return _lease_waiting(connection, user, now, lease)

    def kept_for(self, user: str, now: float, hold: float = 60.0) -> Begun:
        """What waits for a user, for a turn that is claimed elsewhere; writes only when something does."""
        with self._engine.connect() as connection:
            row = connection.execute(_KEPT, {"person": user, "now": now}).one()
        return Begun(None, self.waiting(user, now, hold) if row[0] else (), row[1])

    def look(self, key: str) -> Turn | None:
        """How a turn stands; None when there is none."""
        with self._engine.connect() as connection:
            row = connection.execute(_LOOK, {"this": key}).one_or_none()
        return Turn(*row) if row else None

    def await_until(self, key: str, until: float) -> None:
        """Say that a socket of this process waits for another one's answer until then."""
        with self._engine.begin() as connection:
            connection.execute(
                update(turn).where(turn.c.key == key, turn.c.awaited_until < until).values(awaited_until=until)
            )

    def renew(self, keys: list[str], owner: str, until: float) -> None:
        """Keep working on these."""
        with self._engine.begin() as connection:
            connection.execute(
                update(turn).where(turn.c.key.in_(keys), turn.c.owner == owner).values(lease_until=until)
            )

    def take_over(self, key: str, owner: str, now: float, lease: float) -> bool:
        """Work on a turn whose process went silent; False when somebody was quicker or it is answered."""
        free = (turn.c.key == key, turn.c.answer.is_(None), turn.c.lease_until < now)
        with self._engine.begin() as connection:
            values = {"owner": owner, "lease_until": now + lease}
            return bool(connection.execute(update(turn).where(*free).values(**values)).rowcount)

    def finish(
        self,
        key: str,
        user: str,
        answer: str,
        taken_by: str | None,
        told: tuple[str, ...],
        more: str | None,
        now: float,
    ) -> float:
        """Keep the answer for repeats; returns until when another process's socket waits for it.

        `told` are keys of earlier answers that this one tells too; `more` replaces the user's pages, "" puts them away,
        None leaves them.
        """
        with self._engine.begin() as connection:
            done = {"this": key, "said": answer, "way": taken_by}
            awaited = connection.execute(_FINISH, done).scalar_one_or_none()
            _settle(connection, user, told, more, now)
        return float(awaited or 0.0)

    def settle(self, user: str, told: tuple[str, ...], more: str | None, now: float) -> None:
        """What `finish` does besides the turn itself, for a turn that is claimed elsewhere."""
        with self._engine.begin() as connection:
            _settle(connection, user, told, more, now)

    def take(self, key: str, taken_by: str) -> bool:
        """Be the one who delivers an answer; False when it went out already."""
        with self._engine.begin() as connection:
            free = (turn.c.key == key, turn.c.answer.is_not(None), turn.c.taken_by.is_(None))
            return bool(connection.execute(update(turn).where(*free).values(taken_by=taken_by)).rowcount)

    def forget_user(self, user: str) -> None:
        """Forget everything about a user."""
        with self._engine.begin() as connection:
            for table in (turn, pages, outbox):
                connection.execute(delete(table).where(table.c.user == user))

    def forget_before(self, turns: float, kept: float) -> None:
        """Forget turns older than one time, pages older than another."""
        with self._engine.begin() as connection:
            connection.execute(delete(turn).where(turn.c.created_at < turns))
            connection.execute(delete(pages).where(pages.c.updated_at < kept))


def _settle(connection: Connection, user: str, told: tuple[str, ...], more: str | None, now: float) -> None:
    if told:
        connection.execute(delete(outbox).where(outbox.c.key.in_(told)))
    if more is not None:
        connection.execute(delete(pages).where(pages.c.user == user))
    if more:
        connection.execute(insert(pages).values(user=user, pages=more, updated_at=now))


def _lease_waiting(connection: Connection, user: str, now: float, lease: float) -> tuple[tuple[str, str], ...]:
    """The user's answers that nobody delivers at this moment, oldest first, leased to the caller."""
    until = now + lease
    free = (outbox.c.user == user, outbox.c.lease_until <= now)
    if not connection.execute(update(outbox).where(*free).values(lease_until=until)).rowcount:
        return ()
    query = select(outbox.c.key, outbox.c.answer).where(outbox.c.user == user, outbox.c.lease_until == until)
    return tuple((key, answer) for key, answer in connection.execute(query.order_by(outbox.c.created_at)))
