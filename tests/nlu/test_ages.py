"""Ages tell for which stage of life something is asked."""

from __future__ import annotations

import pytest

from nlu.ages import stages_told


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("孙子一岁多没人带", ("0-3岁", "孕产")),
        ("囡囡刚满周岁有啥免费检查", ("0-3岁", "孕产")),
        ("我儿子才五个月", ("0-3岁", "孕产")),
        ("娃 3 岁了", ("0-3岁", "学龄前", "孕产")),
        ("十四岁的儿子", ("学龄", "青少年")),
        ("我15了，家里", ("学龄", "青少年")),
        ("我妈七十三岁", ("老年",)),
        ("奶奶70岁带着5岁的孙子", ("老年", "学龄前")),
    ],
)
def test_age_tells_the_stage_of_life(text: str, stages: tuple[str, ...]) -> None:
    assert stages_told(text) == stages


@pytest.mark.parametrize("text", ["怀孕六个月了", "三个月没发工资", "我35岁，孩子2岁", "产假几天", "2025年"])
def test_times_and_grown_ups_tell_none(text: str) -> None:
    assert stages_told(text) == ()
