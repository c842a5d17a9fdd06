"""Judge one row of a directory: a place, or everything that is wrong with the row, in sentences a clerk can act on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from services_db.places.columns import COLUMNS, DEFAULT_UNITS, KIND_NAMES, REQUIRED
from services_db.places.coordinates import is_in_wenzhou, is_swapped, to_wgs84
from services_db.places.hours import HoursUnreadable, read_hours
from services_db.places.ids import location_id
from services_db.places.phone_numbers import PhoneUnreadable, read_phones
from services_db.places.records import Capacity, Datum, Hours, Phone, Place, Point
from services_db.records import Division
from services_db.vocabulary import short_name

T = TypeVar("T")
MAX_CELL: Final = 500
_NOTHING: Final = frozenset(["", "-", "—", "——", "/", "\\", "无", "暂无", "N/A"])
_FORMULA: Final = ("=", "+", "-", "@", "\t")
_FORMULA_MAY_STAND_IN: Final = frozenset(["电话"])
"""+86 577 … is a number; a phone cell is judged by its own rules."""
_HIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DATUMS: Final[Mapping[str, Datum]] = {
    "WGS84": "WGS84",
    "GPS": "WGS84",
    "天地图": "WGS84",
    "CGCS2000": "WGS84",
    "国家2000": "WGS84",
    "GCJ02": "GCJ02",
    "高德": "GCJ02",
    "腾讯": "GCJ02",
    "微信": "GCJ02",
    "BD09": "BD09",
    "百度": "BD09",
}


class Divisions:
    """The counties and towns of Wenzhou under every name a directory may write."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._counties: dict[str, str] = {}
        self._towns: dict[tuple[str, str], str] = {}
        for division in divisions:
            if division.town is None:
                for name in (division.county, short_name(division.county)):
                    self._counties[name] = self._counties[f"温州市{name}"] = division.county
            else:
                for name in (division.town, short_name(division.town)):
                    self._towns[division.county, name] = division.town

    def county(self, name: str) -> str | None:
        """The county's full name."""
        return self._counties.get(name)

    def town(self, county: str, name: str) -> str | None:
        """The town's full name, if it belongs to the county."""
        return self._towns.get((county, name))


@dataclass(frozen=True, slots=True)
class Rules:
    """What all rows of an import are judged by; `source` stands in where a row names none."""

    divisions: Divisions
    source: str | None
    now: datetime


@dataclass(slots=True)
class Judgement:
    """The problems of one row, and its cells while they are read."""

    cells: dict[str, str]
    problems: list[str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """A cell's text, None when it says nothing."""
        text = self.cells.get(name, "")
        return None if text in _NOTHING else text

    def read(self, name: str, how: Callable[[str], T | None]) -> T | None:
        """A cell read by a function that raises ValueError with a sentence; None for an empty or a wrong one."""
        text = self.get(name)
        try:
            return how(text) if text is not None else None
        except ValueError as error:
            self.problems.append(f"“{name}”{error}")
            return None


def judge(cells: dict[str, str], rules: Rules) -> tuple[Place | None, list[str]]:
    """The place that a row describes, or None and what is wrong with it."""
    row = Judgement({name: unicodedata.normalize("NFC", text) for name, text in cells.items()})
    _refuse_dangerous(row)
    if row.problems:
        return None, row.problems
    row.problems += [f"“{name}”不能为空" for name in REQUIRED if row.get(name) is None]
    kind = row.read("类型", _kind)
    county = row.read("县（市、区）", lambda text: _county(text, rules.divisions))
    town = row.read("乡镇（街道）", lambda text: _town(text, county, rules.divisions)) if county else None
    checked_on = row.read("核验日期", lambda text: _date(text, rules.now.date()))
    source = row.get("来源") or rules.source
    if source is None:
        row.problems.append("没有写“来源”；每行写上，或者导入时加 --source")
    given, datum, point = _point(row)
    hours, phones = row.read("开放时间", _hours), row.read("电话", _phones)
    capacity = _capacity(row, kind, checked_on or rules.now.date())
    postal_code = row.read("邮编", _postal_code)
    if row.problems or not (kind and county and source):
        return None, row.problems
    name, address = str(row.get("名称")), str(row.get("地址"))
    key = _key(row.get("编号"), source, kind, county, name)
    return (
        Place(
            id=location_id(key),
            key=key,
            kind=kind,
            name=name,
            county=county,
            town=town,
            address=address,
            postal_code=postal_code,
            point=point,
            given_point=given,
            given_datum=datum,
            hours=hours,
            phones=phones or (),
            capacity=capacity,
            accessibility=row.get("无障碍"),
            description=row.get("说明"),
            source=source,
            checked_on=checked_on,
            last_modified=rules.now,
            closed_on=None,
        ),
        [],
    )


def _key(number: str | None, source: str, kind: str, county: str, name: str) -> str:
    return f"{source}#{number}" if number else f"{source}|{kind}|{county}|{name}"


def _refuse_dangerous(row: Judgement) -> None:
    for name in (column.name for column in COLUMNS):
        text = row.cells.get(name, "")
        if text in _NOTHING:
            continue
        if text.startswith(_FORMULA) and name not in _FORMULA_MAY_STAND_IN:
            row.problems.append(f"“{name}”以 {text[0]!r} 开头，表格软件会当成公式，请改成文字")
        elif len(text) > MAX_CELL:
            row.problems.append(f"“{name}”有 {len(text)} 个字，最多 {MAX_CELL} 个")
        elif _HIDDEN.search(text):
            row.problems.append(f"“{name}”里有看不见的字符，请重新输入")


def _kind(text: str) -> str:
    if text not in KIND_NAMES:
        raise ValueError(f"写的“{text}”不认识；只能写模板里列出的类型")
    return KIND_NAMES[text]


def _county(text: str, divisions: Divisions) -> str:
    county = divisions.county(text)
    if county is None:
        raise ValueError(f"写的“{text}”不是温州的县（市、区）")
    return county


def _town(text: str, county: str, divisions: Divisions) -> str:
    town = divisions.town(county, text)
    if town is None:
        raise ValueError(f"写的“{text}”不是{county}的乡镇（街道）")
    return town


def _date(text: str, today: date) -> date:
    match = _DATE.fullmatch(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None or day.year < 2000:
        raise ValueError(f"写的“{text}”不是日期；请写成 2026-11-01 这样")
    if day > today:
        raise ValueError(f"写的“{text}”还没有到")
    return day


def _point(row: Judgement) -> tuple[Point | None, Datum | None, Point | None]:
    lat, lng = row.read("纬度", _number), row.read("经度", _number)
    datum: Datum | None = row.read("坐标系", _datum)
    if lat is None and lng is None:
        return None, None, None
    if lat is None or lng is None:
        row.problems.append("纬度和经度要么都写，要么都不写")
        return None, None, None
    if datum is None:
        if row.get("坐标系") is None:
            row.problems.append("写了经纬度，还要写“坐标系”：WGS84、GCJ02（高德、腾讯）或 BD09（百度）")
        return None, None, None
    given = Point(lat, lng)
    if is_swapped(given):
        row.problems.append(f"纬度 {lat:g}、经度 {lng:g} 写反了")
        return None, None, None
    if not is_in_wenzhou(given):
        row.problems.append(f"纬度 {lat:g}、经度 {lng:g} 不在温州")
        return None, None, None
    return given, datum, to_wgs84(given, datum)


def _number(text: str) -> float:
    try:
        return float(text) if re.fullmatch(r"\d{1,3}(?:\.\d+)?", text) else _no_number(text)
    except ValueError:
        raise ValueError(f"写的“{text}”不是小数形式的度数，如 28.0012") from None


def _no_number(text: str) -> float:
    raise ValueError(text)


def _datum(text: str) -> Datum:
    plain = (
        text.upper().replace("-", "").replace(" ", "").removesuffix("坐标系").removesuffix("坐标").removesuffix("地图")
    )
    datum = _DATUMS.get(text) or _DATUMS.get(plain)
    if datum is None:
        raise ValueError(f"写的“{text}”不认识；请写 WGS84、GCJ02（高德、腾讯）或 BD09（百度）")
    return datum


def _hours(text: str) -> Hours:
    try:
        return read_hours(text)
    except HoursUnreadable as error:
        raise ValueError(
            f"写的“{text}”看不懂（卡在“{error.what}”）；请写成“周一至周五 8:30-17:00；节假日休息”这样，"
            "写不成时间的前面加“其他：”"
        ) from None


def _phones(text: str) -> tuple[Phone, ...]:
    try:
        return read_phones(text)
    except PhoneUnreadable as error:
        raise ValueError(f"里的“{error.what}”不是电话号码；座机请写区号，如 0577-88000000") from None


def _postal_code(text: str) -> str:
    if not re.fullmatch(r"325\d{3}", text):
        raise ValueError(f"写的“{text}”不是温州的邮编（325 开头的 6 位数字）")
    return text


def _capacity(row: Judgement, kind: str | None, updated: date) -> Capacity | None:
    maximum, available = row.read("容量", _count), row.read("空余", _count)
    if maximum is None and available is None:
        return None
    unit = row.get("容量单位") or DEFAULT_UNITS.get(kind or "")
    if unit is None:
        row.problems.append("写了容量或空余，还要写“容量单位”")
        return None
    if maximum is not None and available is not None and available > maximum:
        row.problems.append(f"“空余” {available} 比“容量” {maximum} 还多")
    return Capacity(unit, maximum, available, updated)


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text):
        raise ValueError(f"写的“{text}”不是个数")
    return int(text)
