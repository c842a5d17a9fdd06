"""Numbers that identify a person are masked; public numbers are not."""

from __future__ import annotations

import pytest

from services_db.personal_data import mask_personal_data


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打我手机13812345678", "打我手机〔手机号〕"),
        ("138 1234 5678", "〔手机号〕"),
        ("138-1234-5678找我", "〔手机号〕找我"),
        ("+86 13812345678", "〔手机号〕"),
        ("身份证330302199001011234", "身份证〔身份证号〕"),
        ("33030219900101123X", "〔身份证号〕"),
        ("卡号6222021234567890123", "卡号〔银行卡号〕"),
        ("卡号6222 0212 3456 7890 123", "卡号〔银行卡号〕"),
    ],
)
def test_numbers_of_a_person_are_masked(text: str, masked: str) -> None:
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text", ["打12338还是12345", "110 120 12355", "到2025年80%以上", "1994人", "孕28周", "托位4.5‰"]
)
def test_public_numbers_and_figures_stay(text: str) -> None:
    assert mask_personal_data(text) == text
