"""Ordinals as people say them."""

from __future__ import annotations

import pytest

from actions.choose_option import ordinal


@pytest.mark.parametrize(
    ("text", "count", "number"),
    [
        ("第二个", 3, 2),
        ("2", 3, 2),
        ("选1", 3, 1),
        ("最后一个", 3, 3),
        ("上面那个", 2, 1),
        ("三", 3, 3),
        ("第5个", 3, None),
        ("第一个", 0, None),
        ("随便", 3, None),
    ],
)
def test_ordinal_names_the_option_that_was_meant(text: str, count: int, number: int | None) -> None:
    assert ordinal(text, count) == number
