"""One access token for all gateway processes, renewed by one of them at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from services_db.state.wechat_tables import token


@dataclass(frozen=True, slots=True)
class SharedToken:
    """`sealed` is the token as the door encrypted it; None before the first."""

    sealed: str | None
    expires_at: float
    forced_at: float


class WechatToken:
    """The shared token of one app."""

    def __init__(self, engine: Engine, app_id: str) -> None:
        self._engine = engine
        self._app_id = app_id

    def load(self) -> SharedToken:
        """What the processes share now."""
        with self._engine.connect() as connection:
            query = select(token.c.sealed, token.c.expires_at, token.c.forced_at).where(token.c.app_id == self._app_id)
            row = connection.execute(query).one_or_none()
        return SharedToken(*row) if row else SharedToken(None, 0.0, 0.0)

    def lease(self, owner: str, now: float, seconds: float) -> bool:
        """Be the one process that fetches a new one; False while another does."""
        values = {"owner": owner, "lease_until": now + seconds}
        try:
            with self._engine.begin() as connection:
                changed = connection.execute(
                    update(token).where(token.c.app_id == self._app_id, token.c.lease_until < now).values(**values)
                )
                if changed.rowcount:
                    return True
                if connection.execute(select(token.c.app_id).where(token.c.app_id == self._app_id)).first():
                    return False
                row = {"app_id": self._app_id, "sealed": None, "expires_at": 0.0, "forced_at": 0.0}
                connection.execute(insert(token).values(**row, **values))
        except IntegrityError:
            return False
        return True

    def save(self, owner: str, sealed: str, expires_at: float, forced_at: float | None = None) -> None:
        """Share a new token and end the lease."""
        values = {"sealed": sealed, "expires_at": expires_at, "lease_until": 0.0}
        if forced_at is not None:
            values["forced_at"] = forced_at
        with self._engine.begin() as connection:
            mine = (token.c.app_id == self._app_id, token.c.owner == owner)
            connection.execute(update(token).where(*mine).values(**values))

    def release(self, owner: str) -> None:
        """End the lease without a new token."""
        with self._engine.begin() as connection:
            mine = (token.c.app_id == self._app_id, token.c.owner == owner)
            connection.execute(update(token).where(*mine).values(lease_until=0.0))
