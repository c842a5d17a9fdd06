"""Tokens in the plain forms: against forged posts, and the conversation that a page without a script carries itself."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Final

from itsdangerous import BadData, URLSafeTimedSerializer

from bot import Reply

MAX_TURNS: Final = 6
MAX_CARRIED_BYTES: Final = 9_000
_MAX_AGE_SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, masked, and the reply to it."""

    question: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class FormTokens:
    """Makes and checks them; nothing of either is kept on the server."""

    key: bytes

    def csrf(self, session_id: str) -> str:
        """A token for this session's forms; different each time, so that compressing the page gives nothing away."""
        salt = secrets.token_hex(8)
        return f"{salt}.{self._seal(session_id, salt)}"

    def is_ours(self, session_id: str, token: str) -> bool:
        """Whether the form came from a page of this session."""
        salt, _, seal = token.partition(".")
        return bool(session_id) and hmac.compare_digest(seal, self._seal(session_id, salt))

    def pack(self, turns: list[Turn]) -> str:
        """The last turns, signed; older ones are left out when the field would grow too large for a post."""
        turns = turns[-MAX_TURNS:]
        packed = self._serializer().dumps([[turn.question, turn.reply.to_payload()] for turn in turns])
        return packed if len(packed) <= MAX_CARRIED_BYTES or not turns else self.pack(turns[1:])

    def unpack(self, packed: str) -> list[Turn]:
        """What `pack` made; empty when it is missing, too old, or not ours."""
        try:
            rows: list[Any] = self._serializer().loads(packed, max_age=_MAX_AGE_SECONDS)
            return [Turn(question, Reply.from_payload(reply)) for question, reply in rows]
        except (BadData, ValueError, KeyError, TypeError):
            return []

    def _seal(self, session_id: str, salt: str) -> str:
        return hmac.new(self.key, f"csrf:{salt}:{session_id}".encode(), hashlib.sha256).hexdigest()

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt="turns")
