"""What kind of day a date is in China: the State Council's holidays and the weekends worked to make up for them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import lru_cache

import chinese_calendar


class DayKind(Enum):
    """`WEEKDAY` and `WEEKEND` are ordinary days; `UNKNOWN`: the holidays of that year are not known yet."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    WORKING_WEEKEND = "working weekend"
    UNKNOWN = "unknown"


@lru_cache(maxsize=512)
def day_kind(day: date) -> DayKind:
    """The kind of a day; UNKNOWN beyond the library's data, whose last year is announced a year at a time."""
    try:
        off, occasion = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return DayKind.UNKNOWN
    weekend = day.weekday() >= 5
    if off:
        return DayKind.HOLIDAY if occasion else DayKind.WEEKEND
    return DayKind.WORKING_WEEKEND if weekend else DayKind.WEEKDAY
