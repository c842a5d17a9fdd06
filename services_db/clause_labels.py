"""How a person cites a clause: women-2.2.4 is 妇女规划 二（二）4."""

from __future__ import annotations

from typing import Final

PLAN_TITLES: Final = {
    "women": "温州市妇女发展“十四五”规划",
    "children": "温州市儿童发展“十四五”规划",
}
PLAN_SHORT: Final = {"women": "妇女规划", "children": "儿童规划"}
DOCUMENT_NUMBER: Final = "温政发〔2021〕16号"
_HAN: Final = "零一二三四五六七八九十"


def plan_of(clause_id: str) -> str:
    """`women` or `children`."""
    return clause_id.split("-", 1)[0]


def label_of(clause_id: str) -> str:
    """The short citation of a clause id, e.g. 妇女规划 二（二）4."""
    plan, _, rest = clause_id.partition("-")
    return f"{PLAN_SHORT[plan]} {_place(rest)}"


def _place(rest: str) -> str:
    if rest == "0":
        return "前言"
    head, _, tail = rest.partition(".")
    if head == "table":
        return f"重点指标第{tail}项"
    section, _, item = tail.partition(".")
    return f"{_HAN[int(head)]}（{_HAN[int(section)]}）{item}"
