"""Signatures and the window for old timestamps."""

from __future__ import annotations

import pytest
from wechatpy.utils import WeChatSigner

from api.wechat.signature import is_fresh, is_signed, sign


def test_signature_is_the_one_another_library_computes() -> None:
    signer = WeChatSigner()
    signer.add_data("a-token", "1700000000", "nonce", "密文")
    assert sign("a-token", "1700000000", "nonce", "密文") == signer.signature


@pytest.mark.parametrize("signature", ["", "0" * 40, "签名", sign("other", "1", "n"), sign("t", "1", "n").upper()])
def test_any_other_signature_is_refused(signature: str) -> None:
    assert is_signed(sign("t", "1", "n"), "n", "1", "t")
    assert not is_signed(signature, "t", "1", "n")


@pytest.mark.parametrize(("timestamp", "fresh"), [("1000", True), ("700", True), ("699", False), ("1301", False)])
def test_timestamp_must_lie_in_the_window_on_both_sides(timestamp: str, fresh: bool) -> None:
    assert is_fresh(timestamp, 300, now=1000.0) is fresh


@pytest.mark.parametrize("timestamp", ["", "-1", "1e3", "１０００", " 1000", "9" * 13])
def test_what_is_no_timestamp_is_never_fresh(timestamp: str) -> None:
    assert not is_fresh(timestamp, 0, now=1000.0)


def test_a_window_of_zero_takes_any_timestamp() -> None:
    assert is_fresh("1", 0, now=1_700_000_000.0)
