"""WeChat's message encryption: AES-256-CBC, padded to 32 bytes, with length and app id inside."""

from __future__ import annotations

import base64
import binascii
import secrets
import struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_CHARACTERS: Final = 43
_BLOCK: Final = 32
_RANDOM: Final = 16
_HEAD: Final = _RANDOM + 4


class CiphertextRefused(Exception):
    """Not a message encrypted with our key for our app id."""


def key_bytes(encoding_aes_key: str) -> bytes:
    """The 32 bytes behind an EncodingAESKey of 43 characters; raises ValueError for anything else."""
    if len(encoding_aes_key) != KEY_CHARACTERS:
        raise ValueError(f"{len(encoding_aes_key)} characters instead of {KEY_CHARACTERS}")
    return base64.b64decode(encoding_aes_key + "=", validate=True)


class MessageCipher:
    """Encrypts and decrypts for one account; knows nothing of signatures."""

    def __init__(self, encoding_aes_key: str, app_id: str) -> None:
        key = key_bytes(encoding_aes_key)
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._app_id = app_id.encode()

    def encrypt(self, message: bytes) -> str:
        """The message for the `Encrypt` element, base64."""
        head = secrets.token_hex(_RANDOM // 2).encode() + struct.pack(">I", len(message))
        padded = _pad(head + message + self._app_id)
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """The message in an `Encrypt` element; raises CiphertextRefused."""
        try:
            ciphertext = base64.b64decode(encrypted.strip(), validate=True)
        except (binascii.Error, ValueError) as error:
            raise CiphertextRefused("not base64") from error
        if not ciphertext or len(ciphertext) % _BLOCK:
            raise CiphertextRefused("not whole blocks")
        decryptor = self._cipher.decryptor()
        plain = _unpad(decryptor.update(ciphertext) + decryptor.finalize())
        if len(plain) < _HEAD:
            raise CiphertextRefused("too short")
        (length,) = struct.unpack(">I", plain[_RANDOM:_HEAD])
        message, app_id = plain[_HEAD : _HEAD + length], plain[_HEAD + length :]
        if len(message) != length or app_id != self._app_id:
            raise CiphertextRefused("another app id")
        return message


def _pad(data: bytes) -> bytes:
    missing = _BLOCK - len(data) % _BLOCK
    return data + bytes([missing]) * missing


def _unpad(data: bytes) -> bytes:
    padding = data[-1]
    if not 1 <= padding <= _BLOCK or data[-padding:] != bytes([padding]) * padding:
        raise CiphertextRefused("wrong padding")
    return data[:-padding]
