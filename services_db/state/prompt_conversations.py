"""Conversations for the event loop: whoever writes to the database meanwhile, nobody waits.

A save that finds the file locked is kept here and written by a thread as soon as that is possible; until then it is
read from here. Reads wait for no writer in SQLite's WAL mode.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from services_db.database import is_busy, less_patient
from services_db.state.at_once import QUICK_MS
from services_db.state.conversations import Conversations

_log = structlog.get_logger("xiaoou")
MOST_UNWRITTEN: Final = 10_000
"""So many conversations wait for the database at most; the oldest are given up first."""
_AGAIN_SECONDS: Final = 0.2
_State = dict[str, Any] | None


class PromptConversations:
    """See Conversations; `save` and `forget` return at once. What waits is not seen by other processes yet."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._quick = Conversations(less_patient(engine, QUICK_MS), clock)
        self._patient = Conversations(engine, clock)
        self._unwritten: dict[str, _State] = {}
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def load(self, conversation_id: str) -> dict[str, Any]:
        """See Conversations.load."""
        with self._lock:
            if conversation_id in self._unwritten:
                return dict(self._unwritten[conversation_id] or {})
        return self._quick.load(conversation_id)

    def save(self, conversation_id: str, state: dict[str, Any]) -> None:
        """See Conversations.save."""
        self._put(conversation_id, dict(state))

    def forget(self, conversation_id: str) -> None:
        """See Conversations.forget."""
        self._put(conversation_id, None)

    def forget_older_than(self, hours: float) -> int:
        """See Conversations.forget_older_than; may wait, so call it in a thread."""
        return self._patient.forget_older_than(hours)

    def close(self, seconds: float = 5.0) -> None:
        """Give what is not written yet a last chance."""
        writer = self._writer
        if writer:
            writer.join(seconds)

    def _put(self, key: str, state: _State) -> None:
        with self._lock:
            # While something waits the file is locked, and an older state of the same conversation must not come later.
            if not self._unwritten and self._written(self._quick, key, state):
                return
            self._unwritten.pop(key, None)
            self._unwritten[key] = state
            if len(self._unwritten) > MOST_UNWRITTEN:
                del self._unwritten[next(iter(self._unwritten))]
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="conversations", daemon=True)
                self._writer.start()

    def _write(self) -> None:
        """Write what waits, oldest first, until nothing does."""
        while True:
            with self._lock:
                if not self._unwritten:
                    self._writer = None
                    return
                key, state = next(iter(self._unwritten.items()))
            try:
                done = self._written(self._patient, key, state)
            except SQLAlchemyError as error:
                _log.warning("memory_failed", error=type(error).__name__)
                done = True
            with self._lock:
                if done and self._unwritten.get(key, ...) is state:
                    del self._unwritten[key]
            if not done:
                time.sleep(_AGAIN_SECONDS)

    @staticmethod
    def _written(conversations: Conversations, key: str, state: _State) -> bool:
        """Whether it could be written now; raises SQLAlchemyError when it never can be."""
        try:
            if state is None:
                conversations.forget(key)
            else:
                conversations.save(key, state)
            return True
        except OperationalError as error:
            if is_busy(error):
                return False
            raise
