"""Answers that came too late for the open socket: for WeChat's API to deliver, or for the citizen's next message."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from services_db.state.wechat_tables import outbox, quota


@dataclass(frozen=True, slots=True)
class Parcel:
    """One answer on its way through the API."""

    key: str
    user: str
    open_id: str
    answer: str
    attempts: int


class WechatOutbox:
    """The outbox; it forgets the OpenID as soon as the API is no longer the way."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, key: str, user: str, open_id: str | None, answer: str, now: float, lease: float) -> None:
        """Keep an answer: with an OpenID for the API, leased to the caller; without one for the next message."""
        due, leased = (now, now + lease) if open_id else (None, 0.0)
        row = {"key": key, "user": user, "open_id": open_id, "answer": answer, "due_at": due, "lease_until": leased}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(outbox).values(**row, attempts=0, created_at=now))
        except IntegrityError:
            return

    def due(self, now: float, lease: float, limit: int = 20) -> list[Parcel]:
        """Answers whose time for the API has come, leased to the caller."""
        columns = (outbox.c.key, outbox.c.user, outbox.c.open_id, outbox.c.answer, outbox.c.attempts)
        free = (outbox.c.due_at <= now, outbox.c.lease_until <= now)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(*free).limit(limit)).all()
        return [Parcel(*row) for row in rows if self._lease(row.key, now, lease)]

    def _lease(self, key: str, now: float, lease: float) -> bool:
        with self._engine.begin() as connection:
            free = (outbox.c.key == key, outbox.c.due_at <= now, outbox.c.lease_until <= now)
            return bool(connection.execute(update(outbox).where(*free).values(lease_until=now + lease)).rowcount)

    def delivered(self, key: str) -> None:
        """Forget an answer that arrived."""
        with self._engine.begin() as connection:
            connection.execute(delete(outbox).where(outbox.c.key == key))

    def try_again(self, key: str, due: float) -> None:
        """The API was busy: once more then, unless the next message fetches it first."""
        with self._engine.begin() as connection:
            values = {"due_at": due, "lease_until": 0.0, "attempts": outbox.c.attempts + 1}
            connection.execute(update(outbox).where(outbox.c.key == key).values(**values))

    def let_wait(self, key: str) -> None:
        """The API is not the way: forget the OpenID and let the next message fetch the answer."""
        with self._engine.begin() as connection:
            values = {"open_id": None, "due_at": None, "lease_until": 0.0}
            connection.execute(update(outbox).where(outbox.c.key == key).values(**values))

    def forget_before(self, time: float, open_ids: float) -> None:
        """Forget answers nobody fetched, and sooner the OpenIDs of those the API never took."""
        with self._engine.begin() as connection:
            connection.execute(delete(outbox).where(outbox.c.created_at < time))
            stale = (outbox.c.open_id.is_not(None), outbox.c.created_at < open_ids)
            connection.execute(update(outbox).where(*stale).values(open_id=None, due_at=None))


class WechatQuota:
    """How many messages the API may still send a user: WeChat's windows after a message, a click, a scan."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def grant(self, user: str, window: str, since: float, seconds: float, count: int) -> None:
        """The citizen acted at `since`: a fresh allowance, unless a later act has granted one already."""
        values = {"since": since, "until": since + seconds, "remaining": count}
        with self._engine.begin() as connection:
            this = (quota.c.user == user, quota.c.window == window)
            changed = connection.execute(update(quota).where(*this, quota.c.since < since).values(**values))
            if changed.rowcount:
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(quota).values(user=user, window=window, **values))
        except IntegrityError:
            return

    def spend(self, user: str, now: float) -> bool:
        """Use one up, from the window that closes first; False when none is left."""
        open_now = (quota.c.user == user, quota.c.until > now, quota.c.remaining > 0)
        with self._engine.connect() as connection:
            windows = (
                connection.execute(select(quota.c.window).where(*open_now).order_by(quota.c.until)).scalars().all()
            )
        return any(self._spend_from(user, window, now) for window in windows)

    def _spend_from(self, user: str, window: str, now: float) -> bool:
        this = (quota.c.user == user, quota.c.window == window, quota.c.until > now, quota.c.remaining > 0)
        with self._engine.begin() as connection:
            changed = connection.execute(update(quota).where(*this).values(remaining=quota.c.remaining - 1))
            return bool(changed.rowcount)

    def forget_user(self, user: str) -> None:
        """Forget a user's allowances."""
        with self._engine.begin() as connection:
            connection.execute(delete(quota).where(quota.c.user == user))

    def forget_closed(self, now: float) -> None:
        """Forget windows that are over."""
        with self._engine.begin() as connection:
            connection.execute(delete(quota).where(quota.c.until < now))
