"""Mask what identifies a person before anything stores or logs it: phone, ID card and bank card numbers."""

from __future__ import annotations

import re
from typing import Final

_GAP: Final = r"[ \-]?"
_ID_CARD: Final = re.compile(rf"(?<!\d)\d{{6}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXx](?![\dXx])")
_OLD_ID_CARD: Final = re.compile(r"(?<!\d)[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_BANK_CARD: Final = re.compile(rf"(?<!\d)[3-6]\d{{3}}(?:{_GAP}\d{{4}}){{2,3}}(?:{_GAP}\d{{1,4}})?(?!\d)")
_PHONE: Final = re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)")
_MASKS: Final = (
    (_ID_CARD, "〔身份证号〕"),
    (_PHONE, "〔手机号〕"),
    (_BANK_CARD, "〔银行卡号〕"),
    (_OLD_ID_CARD, "〔身份证号〕"),
)


def mask_personal_data(text: str) -> str:
    """The text with every such number replaced by its kind; public hotlines stay as they are."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text
