"""The life stages that a message tells by ages: 一岁多 is 0-3岁, 七十岁 is 老年."""

from __future__ import annotations

import re
from typing import Final

from nlu.concepts import NUMBER, number_of

_YEARS: Final = re.compile(rf"({NUMBER})(?:周?岁)|我(1[0-7])(?!\d)")
_CHILD: Final = r"(?:孩子?|娃|宝宝?|儿子|女儿|囡囡?|囡儿|孙子|孙女|外孙|娒|小家伙|双胞胎|老大|老二|老三)"
_BABY: Final = re.compile(
    rf"{_CHILD}(?:才|刚|已经|都|快|满|是)*(?:{NUMBER})个半?多?月|(?:{NUMBER})个半?多?月大|(?:刚|满|过|没到)周岁|半岁|满月|百日|新生儿|刚出生"
)
"""A bare number of months is a time (怀孕六个月, 三个月没发工资), beside a child it is an age."""
_STAGES: Final = (
    (2, ("0-3岁", "孕产")),
    (3, ("0-3岁", "学龄前", "孕产")),
    (5, ("学龄前",)),
    (6, ("学龄前", "学龄")),
    (12, ("学龄",)),
    (17, ("学龄", "青少年")),
)
"""Up to so many years; who has just given birth asks of the child's first years too."""
_OLD: Final = 60


def stages_told(text: str) -> tuple[str, ...]:
    """The life stages of services_db told by the ages in a cleaned text; none when a grown-up's age is among them."""
    bare = text.replace(" ", "")
    told = [_stages_of(number_of(number or alone)) for number, alone in _YEARS.findall(bare)]
    if _BABY.search(bare):
        told.append(_STAGES[0][1])
    if not all(told):
        return ()
    return tuple(dict.fromkeys(stage for stages in told for stage in stages))


def _stages_of(years: int) -> tuple[str, ...]:
    if years >= _OLD:
        return ("老年",)
    return next((stages for most, stages in _STAGES if years <= most), ())
