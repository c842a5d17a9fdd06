"""Message encryption, with wechatpy as a second opinion that knows nothing of our code."""

from __future__ import annotations

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto

from api.wechat.aes import CiphertextRefused, MessageCipher, key_bytes

KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
APP_ID = "wx0123456789abcdef"


@given(st.text(max_size=300))
def test_each_side_reads_what_the_other_encrypts(words: str) -> None:
    words = words.encode("utf-8", "ignore").decode()
    ours, theirs = MessageCipher(KEY, APP_ID), PrpCrypto(key_bytes(KEY))
    assert theirs.decrypt(ours.encrypt(words.encode()), APP_ID) == words
    assert ours.decrypt(theirs.encrypt(words, APP_ID).decode()).decode() == words


def test_same_message_is_encrypted_differently_each_time() -> None:
    cipher = MessageCipher(KEY, APP_ID)
    assert cipher.encrypt(b"x") != cipher.encrypt(b"x")


def test_message_for_another_app_is_refused() -> None:
    with pytest.raises(CiphertextRefused):
        MessageCipher(KEY, APP_ID).decrypt(MessageCipher(KEY, "wxother").encrypt(b"hello"))


@given(st.binary(max_size=200))
def test_no_ciphertext_raises_anything_but_its_refusal(ciphertext: bytes) -> None:
    cipher = MessageCipher(KEY, APP_ID)
    for encrypted in (base64.b64encode(ciphertext).decode(), ciphertext.decode("latin-1")):
        with pytest.raises(CiphertextRefused):
            cipher.decrypt(encrypted)


@given(st.integers(0, 127), st.integers(1, 255))
def test_truncated_or_altered_ciphertext_is_refused(at: int, flip: int) -> None:
    cipher, message = MessageCipher(KEY, APP_ID), "老公打我".encode() * 4
    whole = bytearray(base64.b64decode(cipher.encrypt(message)))
    with pytest.raises(CiphertextRefused):
        cipher.decrypt(base64.b64encode(whole[: len(whole) - 1 - at % 31]).decode())
    whole[-1 - at % 32] ^= flip
    with pytest.raises(CiphertextRefused):
        cipher.decrypt(base64.b64encode(whole).decode())


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "!" * 43, "汉" * 43])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        key_bytes(key)


def test_a_key_is_32_bytes() -> None:
    assert len(key_bytes(base64.b64encode(os.urandom(32)).decode().rstrip("="))) == 32
