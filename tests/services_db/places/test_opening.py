"""What people complain of in directories: open or closed wrongly on Friday evening, after midnight, at weekends."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services_db.places.hours import read_hours
from services_db.places.opening import UNREGISTERED, at, opening_of

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
NATIONAL_DAY, MADE_UP_SATURDAY = date(2026, 10, 1), date(2026, 10, 10)
OFFICE = "周一至周五 8:30-11:30，14:00-17:30；节假日休息"


@pytest.mark.parametrize(
    ("text", "now", "open_now", "next_opening"),
    [
        (OFFICE, at(FRIDAY, 9), True, None),
        (OFFICE, at(FRIDAY, 11, 30), False, "今天 14:00"),
        (OFFICE, at(FRIDAY, 17, 29), True, None),
        (OFFICE, at(FRIDAY, 17, 30), False, "11月30日（周一） 8:30"),
        (OFFICE, at(FRIDAY, 20), False, "11月30日（周一） 8:30"),
        (OFFICE, at(SATURDAY, 10), False, "11月30日（周一） 8:30"),
        (OFFICE, at(MONDAY, 0), False, "今天 8:30"),
        ("周五18:00-次日2:00", at(SATURDAY, 1, 59), True, None),
        ("周五18:00-次日2:00", at(SATURDAY, 2), False, "12月4日（周五） 18:00"),
        ("周五18:00-次日2:00", at(FRIDAY, 1), False, "今天 18:00"),
        ("24小时", at(SATURDAY, 0), True, None),
        ("24小时", at(NATIONAL_DAY, 3), True, None),
        ("周一至周六 8:00-24:00", at(FRIDAY, 23, 59), True, None),
        ("周一至周六 8:00-24:00", at(date(2026, 11, 29), 0), False, "明天 8:00"),
        ("周末 10:00-16:00", at(FRIDAY, 20), False, "明天 10:00"),
        (OFFICE, at(NATIONAL_DAY, 9), False, "10月8日（周四） 8:30"),
        (OFFICE, at(MADE_UP_SATURDAY, 9), True, None),
        ("每天9:00-17:00", at(MADE_UP_SATURDAY, 10), True, None),
        ("周末及节假日 10:00-16:00", at(NATIONAL_DAY, 11), True, None),
        ("周一至周日 全年无休 8:00-20:00", at(NATIONAL_DAY, 9), True, None),
        ("周一至周五8:30-17:00", at(NATIONAL_DAY, 9), None, None),
        ("周一至周五8:30-17:00", at(MADE_UP_SATURDAY, 9), None, None),
        ("夏季(5月1日-9月30日)9:00-18:00，冬季(10月1日-次年4月30日)9:00-17:00", at(FRIDAY, 17, 30), False, "明天 9:00"),
    ],
)
def test_open_now_and_next_opening(text: str, now: datetime, open_now: bool | None, next_opening: str | None) -> None:
    opening = opening_of(read_hours(text), now)
    assert (opening.open_now, opening.next_opening) == (open_now, next_opening)


def test_moment_is_taken_in_wenzhou_wherever_the_server_stands() -> None:
    assert opening_of(read_hours(OFFICE), datetime(2026, 11, 27, 1, 0, tzinfo=UTC)).open_now is True
    assert opening_of(read_hours(OFFICE), datetime(2026, 11, 27, 13, 0, tzinfo=UTC)).open_now is False


def test_todays_hours_in_words() -> None:
    def words(text: str, day: date) -> str:
        return opening_of(read_hours(text), at(day, 12)).today

    assert words(OFFICE, FRIDAY) == "今天 8:30—11:30，14:00—17:30"
    assert words(OFFICE, SATURDAY) == "今天休息"
    assert words("24小时", SATURDAY) == "今天 24 小时开放"
    assert words("周五18:00-次日2:00", FRIDAY) == "今天 18:00—次日 2:00"
    assert words("预约开放", FRIDAY) == "预约开放"
    assert words("其他：寒暑假开放", FRIDAY) == "寒暑假开放"
    assert opening_of(None, at(FRIDAY, 12)).today == UNREGISTERED


def test_day_that_the_directory_does_not_speak_of_is_said_to_be_unknown() -> None:
    opening = opening_of(read_hours("周一至周五8:30-17:00"), at(NATIONAL_DAY, 9))
    assert opening.note and "节假日" in opening.note and "先打电话" in opening.note


def test_year_whose_holidays_are_unknown_goes_by_the_week_and_says_so() -> None:
    opening = opening_of(read_hours(OFFICE), at(date(2028, 1, 3), 9))
    assert opening.open_now is True and opening.note and "2028年的放假安排" in opening.note
    turn = opening_of(read_hours("周一 9:00-17:00"), at(date(2026, 12, 29), 9))
    assert turn.next_opening == "2027年1月4日（周一） 9:00" and turn.note and "2027年" in turn.note
