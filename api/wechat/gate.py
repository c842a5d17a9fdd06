"""Who knocks? Signature, age and encryption of a request, before anything reads what it says."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.settings import Settings
from api.wechat.aes import CiphertextRefused, MessageCipher
from api.wechat.errors import PushRefused
from api.wechat.push import Push
from api.wechat.signature import is_fresh, is_signed, sign
from api.wechat.xml_in import XmlRefused, read_fields
from api.wechat.xml_out import encrypted_reply

Query = Mapping[str, str]
_MAX_ECHO = 512


@dataclass(frozen=True, slots=True)
class Gate:
    """Knows the account's secrets; without a `cipher` messages come in the clear. `clock` gives seconds since 1970."""

    token: str
    cipher: MessageCipher | None
    window_seconds: float
    clock: Callable[[], float] = time.time

    @classmethod
    def of(cls, settings: Settings, clock: Callable[[], float] = time.time) -> Gate:
        """The gate of the account in the settings."""
        key = settings.wechat_encoding_aes_key
        cipher = MessageCipher(key, settings.wechat_app_id) if key else None
        return cls(settings.wechat_token, cipher, settings.wechat_timestamp_window, clock)

    def echo(self, query: Query) -> str:
        """What to answer when WeChat verifies the address; raises PushRefused."""
        self._check_signature(query, "signature")
        echo = query.get("echostr", "")
        if not echo or len(echo) > _MAX_ECHO:
            raise PushRefused(400, "no echostr")
        return echo

    def open(self, query: Query, body: bytes) -> tuple[Push, bool]:
        """The push, and whether its answer has to be encrypted; raises PushRefused."""
        kind = query.get("encrypt_type", "raw") or "raw"
        if kind not in ("raw", "aes"):
            raise PushRefused(400, "unknown encrypt_type")
        if kind == "aes" and self.cipher:
            return self._open_encrypted(query, body, self.cipher), True
        self._check_signature(query, "signature")
        if self.cipher:
            raise PushRefused(403, "in the clear although WECHAT_ENCODING_AES_KEY is set")
        try:
            return Push.read(body), False
        except XmlRefused as error:
            if kind == "aes" and b"<Encrypt>" in body:
                raise PushRefused(403, "encrypted although WECHAT_ENCODING_AES_KEY is not set") from error
            raise PushRefused(400, "malformed") from error

    def seal(self, reply: str, encrypted: bool) -> str:
        """The reply as it goes out: encrypted and signed when the push was."""
        if not (encrypted and self.cipher and reply):
            return reply
        ciphertext = self.cipher.encrypt(reply.encode())
        timestamp, nonce = str(int(self.clock())), secrets.token_hex(8)
        return encrypted_reply(ciphertext, sign(self.token, timestamp, nonce, ciphertext), timestamp, nonce)

    def _open_encrypted(self, query: Query, body: bytes, cipher: MessageCipher) -> Push:
        if "signature" in query:
            self._check_signature(query, "signature")
        elif "msg_signature" not in query:
            raise PushRefused(401, "no signature")
        try:
            ciphertext = read_fields(body).get("Encrypt", "").strip()
            self._check_signature(query, "msg_signature", ciphertext)
            return Push.read(cipher.decrypt(ciphertext))
        except (XmlRefused, CiphertextRefused) as error:
            raise PushRefused(400, "malformed") from error

    def _check_signature(self, query: Query, name: str, *parts: str) -> None:
        signature, timestamp = query.get(name, ""), query.get("timestamp", "")
        if not signature:
            raise PushRefused(401, "no signature")
        if not is_signed(signature, self.token, timestamp, query.get("nonce", ""), *parts):
            raise PushRefused(403, "wrong signature")
        if not is_fresh(timestamp, self.window_seconds, self.clock()):
            raise PushRefused(403, "old timestamp")
