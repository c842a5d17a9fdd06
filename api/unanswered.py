"""Put aside what was not answered, so that a person can look at it; never in the way of an answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot import Reply
from services_db.personal_data import mask_personal_data
from services_db.state.unanswered import Unanswered

_log = structlog.get_logger("xiaoou")
_STATUSES: Final = frozenset({"clarify", "out_of_scope", "unavailable"})
MAX_WAITING: Final = 100
"""More writes than these are never waited for: a locked database must not fill the memory."""


@dataclass(slots=True)
class UnansweredNotes:
    """Notes questions in the background; what cannot be written is left out."""

    store: Unanswered
    _writing: set[asyncio.Task[None]] = field(default_factory=set)

    def note(self, channel: str, text: str, reply: Reply) -> None:
        """Note a question by the reply that it got; disclosures of danger are never noted. Returns at once."""
        status = reply.status.value
        if status not in _STATUSES or reply.safety or len(self._writing) >= MAX_WAITING:
            return
        offered = [service.id for service in reply.services[:5]]
        task = asyncio.create_task(self._write(channel, status, mask_personal_data(text), offered))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write(self, channel: str, status: str, text: str, offered: list[str]) -> None:
        try:
            await asyncio.to_thread(self.store.put, channel, status, text, offered)
        except Exception as error:
            _log.warning("question_not_noted", error=type(error).__name__)
