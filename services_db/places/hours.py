"""Read opening hours as Chinese directories write them: 周一至周五 8:30-11:30，14:00-17:30；节假日休息.

Every character has to be understood: what is left over makes the whole unreadable, because hours half understood send
people to a closed door. Words that name no time (预约开放) are kept as words, without spans.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import IllegalMonthError, monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Final

from services_db.places.records import Holidays, Hours, Span

PUBLIC_HOLIDAY: Final = 7
"""The day of a span that counts on public holidays, beside 0 (Monday) to 6."""
EVERY_DAY: Final = tuple(range(7))
_NAMES: Final = {name: n for n, name in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_MINUTES_A_DAY: Final = 24 * 60
_PM: Final = re.compile(r"下午|晚上|傍晚|晚|午后")
_WORDS_ONLY: Final = re.compile(
    r"^(?:其他[:,].+|.*(?:需|须|请|按|电话|提前)?预约.*|按需开放|随时联系|以(?:现场|门口|当日)公告为准|暂停开放|不定期开放)$"
)

_DAY: Final = r"(?:周|星期|礼拜)[一二三四五六日天]"
_MORE_DAYS: Final = r"(?:周|星期|礼拜)?[一二三四五六日天](?![点时])"
_TO: Final = r"\s*(?:-+|—+|–|~|至|到)\s*"
_CLOCK: Final = (
    r"(?:(?:上午|下午|早上|晚上|中午|凌晨|傍晚|午后|早|晚)?\s*"
    r"(?:\d{1,2}\s*(?:[:.]\s*\d{2}|[点时](?:半|\d{1,2}分?|整)?)))"
)
_RANGE: Final = rf"{_CLOCK}{_TO}(?:次日|第二天|翌日|隔天)?\s*{_CLOCK}"
_HOLIDAY: Final = r"(?:国家|法定)?(?:节假日|公休日|公众假期|节日)"
_TOKENS: Final = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in {
            "season": rf"(?:夏令时|冬令时|夏季|冬季|夏时制|冬时制)?\s*\(?\s*\d{{1,2}}月(?:\d{{1,2}}[日号])?{_TO}"
            r"(?:次年|翌年)?\d{1,2}月(?:\d{1,2}[日号]|底)?\s*\)?",
            "always": r"(?:24|二十四)\s*小时(?:开放|营业|服务|值班)?|全天候?(?:开放|营业|服务)?(?!\d)",
            "lunch": rf"(?:午休|中午休息|午间休息)(?:时间)?[:\s]*{_RANGE}",
            "range": _RANGE,
            "never_closed": r"(?:全年|常年)?无休|全年开放|不分节假日|(?:包)?含节假日|包括节假日",
            "holiday_closed": rf"{_HOLIDAY}(?:除外|休息|休馆|闭馆|不开放?|关门|关闭|不营业)",
            "holiday_open": rf"{_HOLIDAY}(?:照常|正常|不休息?|均)?(?:开放|营业|上班|不休息?|照常)(?!\d)",
            "holiday": _HOLIDAY,
            "workdays": r"工作日",
            "weekend": r"周末|双休日|周六日|周六周日",
            "daily": r"每天|每日|天天|一周七天",
            "days": rf"(?:逢|每)?{_DAY}(?:{_TO}{_MORE_DAYS})?(?:\s*[、,和及]\s*{_MORE_DAYS}(?:{_TO}{_MORE_DAYS})?)*",
            "closed": r"休息|休馆|闭馆|不开放?|关门|关闭|除外|不营业|公休",
            "half": r"上午|下午|早上|晚上|中午|夜间",
            "break": r"[;。]",
            "and": r"[、及和]",
            "filler": r"[\s,:()\[\]]|开放时间|营业时间|服务时间|开放|营业|上班|为|均|都|的",
        }.items()
    )
)


class HoursUnreadable(Exception):
    """These words are no opening hours; `what` is the part that was not understood."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


@dataclass(slots=True)
class _Reading:
    """What has been read so far; `days` None until days are named. `implied`: `holidays` follows from 工作日 only."""

    days: tuple[int, ...] | None = None
    season: tuple[tuple[int, int], tuple[int, int]] | None = None
    joining: bool = False
    half: str = ""
    spans: list[Span] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    holidays: Holidays | None = None
    implied: bool = False

    def name_days(self, days: tuple[int, ...]) -> None:
        """Speak of these days from now on, or of these too after 及."""
        self.days = tuple(sorted({*(self.days or ()), *days})) if self.joining and self.days else days
        self.joining = False

    def add(self, opens: int, closes: int) -> None:
        """Open at these minutes on the days spoken of."""
        if closes <= opens:
            closes += _MINUTES_A_DAY
        self.spans.append(Span(self.days or EVERY_DAY, opens, closes, self.season))

    def close(self) -> None:
        """The days spoken of are closed."""
        self.closed |= set(self.days or ())
        if PUBLIC_HOLIDAY in self.closed:
            self.holidays = "closed"
        self.days = None

    def close_holidays(self) -> None:
        """Public holidays are closed, and with 周一及节假日休息 Mondays too."""
        if self.joining:
            self.name_days((PUBLIC_HOLIDAY,))
            self.close()
        self.holidays = "closed"

    def pause(self, starts: int, ends: int) -> None:
        """Closed between these minutes, on all days read so far."""
        cut = []
        for span in self.spans:
            inside = span.opens < starts < ends < span.closes
            cut += [replace(span, closes=starts), replace(span, opens=ends)] if inside else [span]
        self.spans = cut


@lru_cache(maxsize=4096)
def read_hours(text: str) -> Hours:
    """The hours that a text names; raises HoursUnreadable."""
    words = unicodedata.normalize("NFKC", text).strip()
    if not re.search(r"\d", words) and _WORDS_ONLY.match(words):
        return Hours(text.strip())
    reading = _Reading()
    for kind, part in _tokens(words):
        _take(reading, kind, part)
    spans = [span for span in (_without(span, reading.closed) for span in reading.spans) if span.days]
    spans = [_outside_seasons(span, spans) for span in spans]
    holidays_twice = reading.holidays == "closed" and any(PUBLIC_HOLIDAY in span.days for span in spans)
    if not spans or holidays_twice or any(_clash(*pair) for pair in combinations(spans, 2)):
        raise HoursUnreadable(words)
    return Hours(text.strip(), tuple(spans), reading.holidays)


def _tokens(words: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(words):
        match = _TOKENS.match(words, at)
        if not match or match.end() == at:
            raise HoursUnreadable(words[at : at + 12])
        yield str(match.lastgroup), match.group()
        at = match.end()


def _take(reading: _Reading, kind: str, part: str) -> None:  # noqa: PLR0912 - one case a kind of words
    match kind:
        case "range":
            reading.add(*_range(reading.half + part))
            reading.half = ""
        case "lunch":
            reading.pause(*_range(part))
        case "always":
            reading.add(0, _MINUTES_A_DAY)
        case "days":
            reading.name_days(_days(part))
        case "daily":
            reading.name_days(EVERY_DAY)
        case "workdays":
            reading.name_days(EVERY_DAY[:5])
            reading.implied = reading.holidays is None
            reading.holidays = reading.holidays or "closed"
        case "weekend":
            reading.name_days((5, 6))
        case "holiday":
            reading.name_days((PUBLIC_HOLIDAY,))
            reading.holidays = None if reading.implied else reading.holidays
        case "never_closed":
            reading.days, reading.holidays = reading.days or EVERY_DAY, "open"
        case "holiday_closed":
            reading.close_holidays()
        case "holiday_open":
            reading.holidays = "open"
        case "season":
            reading.season = _season(part)
        case "closed":
            reading.close()
        case "half":
            reading.half = part
        case "and":
            reading.joining = True


def _without(span: Span, closed: set[int]) -> Span:
    return replace(span, days=tuple(day for day in span.days if day not in closed))


def _outside_seasons(span: Span, spans: list[Span]) -> Span:
    """Hours of the whole year, when a season has other ones, hold for the rest of the year."""
    for other in spans:
        if span.season is None and other.season and _overlap(span, other):
            first, last = other.season
            return replace(span, season=(_day_beside(last, 1), _day_beside(first, -1)))
    return span


def _overlap(one: Span, other: Span) -> bool:
    return bool(set(one.days) & set(other.days)) and one.opens < other.closes and other.opens < one.closes


def _clash(one: Span, other: Span) -> bool:
    """Whether two openings of the same day run into one another: one of them is not what it seems."""
    return one.season == other.season and _overlap(one, other)


def _day_beside(day: tuple[int, int], step: int) -> tuple[int, int]:
    beside = date(2024, *day) + timedelta(days=step)
    return beside.month, beside.day


def _days(part: str) -> tuple[int, ...]:
    days: set[int] = set()
    for first, last in re.findall(rf"([一二三四五六日天])(?:{_TO}(?:周|星期|礼拜)?([一二三四五六日天]))?", part):
        start, end = _NAMES[first], _NAMES[last or first]
        days |= {(start + n) % 7 for n in range((end - start) % 7 + 1)}
    return tuple(sorted(days))


def _range(part: str) -> tuple[int, int]:
    first, last = re.findall(_CLOCK, part)
    opens, closes = _minutes(first), _minutes(last)
    if _PM.search(first) and not re.search(r"上午|下午|晚|早|中午|凌晨", last) and closes <= opens:
        closes += 12 * 60
    if re.search(r"次日|第二天|翌日|隔天", part):
        closes = closes % _MINUTES_A_DAY
    elif closes < opens and closes != 0 and not re.search(r"凌晨", last) and closes > 6 * 60:
        # 17:30-8:30 without 次日 is as likely a slip of the pen as a night shift.
        raise HoursUnreadable(part)
    if opens == closes:
        raise HoursUnreadable(part)
    return opens, closes


def _minutes(clock: str) -> int:
    hour, minute = re.findall(r"(\d{1,2})\s*(?:[:.点时]\s*(半|\d{1,2})?)?", clock)[0]
    minutes = 30 if minute == "半" else int(minute or 0)
    hours = int(hour)
    if _PM.search(clock) and hours < 12:
        hours += 12
    if "中午" in clock and hours < 6:
        hours += 12
    if minutes > 59 or hours * 60 + minutes > _MINUTES_A_DAY:
        raise HoursUnreadable(clock)
    return hours * 60 + minutes


def _season(part: str) -> tuple[tuple[int, int], tuple[int, int]]:
    (from_month, from_day), (to_month, to_day) = re.findall(r"(\d{1,2})月(?:(\d{1,2})[日号])?", part)
    try:
        first = date(2024, int(from_month), int(from_day or 1))
        last = date(2024, int(to_month), int(to_day or monthrange(2024, int(to_month))[1]))
    except (ValueError, IllegalMonthError):
        raise HoursUnreadable(part) from None
    return (first.month, first.day), (last.month, last.day)
