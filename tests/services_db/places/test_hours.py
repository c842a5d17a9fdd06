"""Opening hours as directories write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_db.places.hours import PUBLIC_HOLIDAY, HoursUnreadable, read_hours

WEEK, WORK, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)


def h(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


@pytest.mark.parametrize(
    ("text", "spans", "holidays"),
    [
        (
            "周一至周五 8:30-11:30，14:00-17:30；节假日休息",
            [(WORK, h(8, 30), h(11, 30)), (WORK, h(14), h(17, 30))],
            "closed",
        ),
        ("周一到周五8:30-17:00,周六8:30-11:30", [(WORK, h(8, 30), h(17)), ((5,), h(8, 30), h(11, 30))], None),
        ("周一至五 8:30—17:00", [(WORK, h(8, 30), h(17))], None),
        ("星期一至星期五早8点到晚6点", [(WORK, h(8), h(18))], None),
        ("周一至周五 8点半-17点，法定节假日除外", [(WORK, h(8, 30), h(17))], "closed"),
        ("周一至周五（法定节假日除外）8：30～17：30", [(WORK, h(8, 30), h(17, 30))], "closed"),
        ("上午8:30-11:30 下午2:00-5:30", [(WEEK, h(8, 30), h(11, 30)), (WEEK, h(14), h(17, 30))], None),
        ("24小时", [(WEEK, 0, h(24))], None),
        ("全天开放", [(WEEK, 0, h(24))], None),
        ("每天9:00-21:00", [(WEEK, h(9), h(21))], None),
        ("周一至周日 全年无休 8:00-20:00", [(WEEK, h(8), h(20))], "open"),
        ("每天8:30-20:30（含节假日）", [(WEEK, h(8, 30), h(20, 30))], "open"),
        ("周二至周日9:00-17:00（周一闭馆）", [((1, 2, 3, 4, 5, 6), h(9), h(17))], None),
        ("9:00-17:00，周一闭馆", [((1, 2, 3, 4, 5, 6), h(9), h(17))], None),
        ("工作日 9:00-17:00；周末 10:00-16:00", [(WORK, h(9), h(17)), (WEEKEND, h(10), h(16))], "closed"),
        ("周末及节假日 10:00-16:00", [((5, 6, PUBLIC_HOLIDAY), h(10), h(16))], None),
        ("周一及节假日休息，9:00-17:00", [((1, 2, 3, 4, 5, 6), h(9), h(17))], "closed"),
        ("周一、三、五 9:00-11:00", [((0, 2, 4), h(9), h(11))], None),
        ("周五至周一 9:00-17:00", [((0, 4, 5, 6), h(9), h(17))], None),
        ("周五18:00-次日2:00", [((4,), h(18), h(26))], None),
        ("周一至周六 8:00-24:00", [((0, 1, 2, 3, 4, 5), h(8), h(24))], None),
        ("18:00-0:00", [(WEEK, h(18), h(24))], None),
        ("周一至周五8:30-17:30（午休11:30-13:30）", [(WORK, h(8, 30), h(11, 30)), (WORK, h(13, 30), h(17, 30))], None),
        ("营业时间:8:00—22:00", [(WEEK, h(8), h(22))], None),
        ("预约开放", [], None),
        ("其他：寒暑假开放", [], None),
    ],
)
def test_hours_are_read(text: str, spans: list[object], holidays: str | None) -> None:
    hours = read_hours(text)
    assert [(span.days, span.opens, span.closes) for span in hours.spans] == spans
    assert (hours.holidays, hours.text) == (holidays, text)


def test_hours_of_a_season_leave_the_rest_of_the_year_to_the_others() -> None:
    hours = read_hours("周一至周五上午8:30-11:30，下午14:00-17:30（夏令时5月1日-9月30日 下午14:30-17:30）")
    told = {(span.opens, span.season) for span in hours.spans}
    assert told == {(h(8, 30), None), (h(14), ((10, 1), (4, 30))), (h(14, 30), ((5, 1), (9, 30)))}


def test_season_may_run_over_the_new_year() -> None:
    hours = read_hours("夏季(5月1日-9月30日)9:00-18:00，冬季(10月-次年4月)9:00-17:00")
    assert [span.season for span in hours.spans] == [((5, 1), (9, 30)), ((10, 1), (4, 30))]


@pytest.mark.parametrize(
    "text",
    [
        "周一至周五",
        "看情况",
        "25:00-26:00",
        "8:70-9:00",
        "17:30-8:30",
        "9:00-9:00",
        "周八 9:00-17:00",
        "夏令时8:00-17:30，冬令时8:00-17:00",
        "9:00-17:00，13:00-15:00",
        "13月1日-14月1日 9:00-17:00",
        "2月30日-3月1日 9:00-17:00",
        "周一至周五 8:30-17:00 打电话给老王",
        "节假日休息，节假日10:00-16:00",
        "",
    ],
)
def test_hours_that_say_no_clear_time_are_refused_rather_than_half_read(text: str) -> None:
    with pytest.raises(HoursUnreadable):
        read_hours(text)


@given(st.text(alphabet="周一二五日至-、，；:：0123456789 上下午次节假休息闭馆点半()月", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        for span in read_hours(text).spans:
            assert 0 <= span.opens < span.closes <= 48 * 60 and span.days
    except HoursUnreadable:
        pass
