"""Judge phone numbers as directories write them: 0577-88000000转1、13800000000, and short public numbers (12345)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import phonenumbers

from services_db.places.records import Phone

_SHORT: Final = re.compile(r"1(?:10|19|20|22)|12\d{3}|9[56]\d{3,4}")
_ONE: Final = re.compile(r"[+\d][\d\s()-]*")
_BETWEEN: Final = re.compile(r"[、,;/。]|\s{2,}|或")
_EXTENSION: Final = re.compile(r"(?:转|分机|-?ext\.?)\s*:?\s*(\d{1,6})$", re.IGNORECASE)
_AREA_CODE: Final = "0577"
_WITHOUT_AREA: Final = re.compile(r"1[3-9]\d{9}|[48]00\d{7}|9[56]\d+")
"""Mobile phones, 400 and 800, service numbers; all others begin with their area: 10, 2x, or three digits."""


class PhoneUnreadable(Exception):
    """These words are no phone number; `what` is the part that is wrong."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


def read_phones(text: str) -> tuple[Phone, ...]:
    """Every number of a cell, as it is dialled in Wenzhou; raises PhoneUnreadable."""
    words = unicodedata.normalize("NFKC", text)
    return tuple(dict.fromkeys(_read(part.strip()) for part in _BETWEEN.split(words) if part.strip()))


def _read(part: str) -> Phone:
    extension = _EXTENSION.search(part)
    number = part[: extension.start()].strip() if extension else part
    if not _ONE.fullmatch(number):
        raise PhoneUnreadable(part)
    digits = re.sub(r"\D", "", number)
    if _SHORT.fullmatch(digits):
        return Phone(digits, extension[1] if extension else None)
    if len(digits) == 8 and digits[0] in "2345678":
        digits = _AREA_CODE + digits
    return Phone(_dialled(digits, number, part), extension[1] if extension else None)


def _dialled(digits: str, number: str, part: str) -> str:
    if number.startswith("+") and not digits.startswith("86"):
        raise PhoneUnreadable(part)
    national = digits.removeprefix("86") if number.startswith("+") else digits.removeprefix("0")
    if not 8 <= len(national) <= 12 or not phonenumbers.is_valid_number(
        phonenumbers.PhoneNumber(country_code=86, national_number=int(national))
    ):
        raise PhoneUnreadable(part)
    if _WITHOUT_AREA.fullmatch(national):
        return national
    area = 2 if national[0] in "12" else 3
    return f"0{national[:area]}-{national[area:]}"
