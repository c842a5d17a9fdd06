"""Open now, and when next: weekly hours, seasons, public holidays and make-up working days, in Wenzhou's time.

Where the directory does not say what happens on such a day the answer is "not known", never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from services_db.local_time import WENZHOU_TIME
from services_db.places.holidays import DayKind, day_kind
from services_db.places.hours import PUBLIC_HOLIDAY
from services_db.places.records import Hours, Span

UNREGISTERED: Final = "开放时间没有登记"
_MONDAY, _DAY = 0, 24 * 60
_DAYS_AHEAD: Final = 15
"""The longest public holiday has nine days; a place closed for longer has no hours worth telling."""
_OTHER: Final = re.compile(r"^其他[：:]")
_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Opening:
    """`open_now` None: not known. `today` is today's hours in words; `next_opening` only while it is closed."""

    open_now: bool | None
    today: str
    next_opening: str | None = None
    note: str | None = None


def opening_of(hours: Hours | None, now: datetime) -> Opening:
    """How it stands at a moment (with a time zone)."""
    if hours is None:
        return Opening(None, UNREGISTERED)
    if not hours.spans:
        return Opening(None, _OTHER.sub("", hours.text))
    local = now.astimezone(WENZHOU_TIME)
    today, minute = local.date(), local.hour * 60 + local.minute
    spans = spans_on(hours, today)
    late = spans_on(hours, today - timedelta(days=1))
    open_now = _is_open(spans, late, minute)
    upcoming = _next(hours, today, minute) if open_now is False else None
    said = [_caveat(hours, today)] + ([_year_note(upcoming[0])] if upcoming else [])
    note = next((words for words in said if words), None)
    return Opening(open_now, _today(hours, spans), _when(upcoming, today) if upcoming else None, note)


def spans_on(hours: Hours, day: date) -> tuple[Span, ...] | None:
    """The openings of a date; empty when it is closed, None when the directory does not say."""
    in_season = [span for span in hours.spans if _in_season(span, day)]
    kind = day_kind(day)
    if kind is DayKind.HOLIDAY:
        holiday = tuple(span for span in in_season if PUBLIC_HOLIDAY in span.days)
        if holiday or hours.holidays == "closed":
            return holiday
        return _on(in_season, day.weekday()) if hours.holidays == "open" or _never_closes(hours) else None
    usual = _on(in_season, day.weekday())
    if kind is not DayKind.WORKING_WEEKEND or usual == _on(in_season, _MONDAY):
        return usual
    # A weekend worked in exchange for a holiday: offices that keep holidays work it, with a weekday's hours.
    return _on(in_season, _MONDAY) if hours.holidays == "closed" else None


def _never_closes(hours: Hours) -> bool:
    return any(len(span.days) >= 7 and (span.opens, span.closes) == (0, _DAY) for span in hours.spans)


def _on(spans: Iterable[Span], weekday: int) -> tuple[Span, ...]:
    return tuple(sorted((span for span in spans if weekday in span.days), key=lambda span: span.opens))


def _in_season(span: Span, day: date) -> bool:
    if span.season is None:
        return True
    first, last = span.season
    today = (day.month, day.day)
    return first <= today <= last if first <= last else today >= first or today <= last


def _is_open(today: tuple[Span, ...] | None, yesterday: tuple[Span, ...] | None, minute: int) -> bool | None:
    if any(span.opens <= minute < span.closes for span in today or ()):
        return True
    if any(minute + _DAY < span.closes for span in yesterday or ()):
        return True
    return None if today is None else False


def _next(hours: Hours, today: date, minute: int) -> tuple[date, int] | None:
    for ahead in range(_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        spans = spans_on(hours, day)
        if spans is None:
            return None
        starts = [span.opens for span in spans if ahead or span.opens > minute]
        if starts:
            return day, min(starts)
    return None


def _today(hours: Hours, spans: tuple[Span, ...] | None) -> str:
    if spans is None:
        return hours.text
    if not spans:
        return "今天休息"
    return "今天 " + "，".join(_span_words(span) for span in spans)


def _span_words(span: Span) -> str:
    if (span.opens, span.closes) == (0, _DAY):
        return "24 小时开放"
    return f"{clock(span.opens)}—{'次日 ' if span.closes > _DAY else ''}{clock(span.closes)}"


def clock(minutes: int) -> str:
    """Minutes after midnight as people write them: 8:30, 24:00, and 2:00 for the night after."""
    return f"{(minutes if minutes <= _DAY else minutes - _DAY) // 60}:{minutes % 60:02}"


def _when(upcoming: tuple[date, int], today: date) -> str:
    day, minute = upcoming
    away = (day - today).days
    year = f"{day.year}年" if day.year != today.year else ""
    name = {0: "今天", 1: "明天"}.get(away) or f"{year}{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
    return f"{name} {clock(minute)}"


def _caveat(hours: Hours, today: date) -> str | None:
    kind = day_kind(today)
    if kind is DayKind.UNKNOWN:
        return _year_note(today)
    if spans_on(hours, today) is None:
        occasion = "节假日" if kind is DayKind.HOLIDAY else "调休上班日"
        return f"今天是{occasion}，开不开没有登记，去之前先打电话问。"
    return None


def _year_note(day: date) -> str | None:
    if day_kind(day) is not DayKind.UNKNOWN:
        return None
    return f"{day.year}年的放假安排我还没有，只按平常的星期算；节假日去之前先打电话问。"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in Wenzhou."""
    return datetime.combine(day, time(hour, minute), WENZHOU_TIME)
