"""Made-up directories for tests, demonstrations and benchmarks. Every row says 示例 in its name, address and source;
nothing here is or may be taken for a real place, and the default database holds none of it."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from services_db.fields import PLACE_KINDS
from services_db.places.columns import COLUMNS, DEFAULT_UNITS
from services_db.places.coordinates import WENZHOU
from services_db.sources import read_divisions

SOURCE: Final = "示例名录（编出来的，只供演示和测试）"
_HOURS: Final = (
    "周一至周五 8:30-11:30，14:00-17:30；节假日休息",
    "周一至周五 7:30-17:30；节假日休息",
    "周一至周六 8:00-18:00",
    "周二至周日 9:00-17:00（周一闭馆）；节假日照常开放",
    "每天9:00-21:00",
    "24小时",
    "周五、周六 18:00-次日2:00",
    "其他：要提前预约",
    "",
)
_CHECKED: Final = date(2026, 11, 1)
_MIDDLES: Final[Mapping[str, tuple[float, float]]] = {
    "鹿城区": (28.01, 120.65),
    "龙湾区": (27.93, 120.81),
    "瓯海区": (27.97, 120.62),
    "洞头区": (27.84, 121.15),
    "永嘉县": (28.15, 120.69),
    "平阳县": (27.66, 120.56),
    "苍南县": (27.52, 120.43),
    "文成县": (27.79, 120.09),
    "泰顺县": (27.56, 119.72),
    "瑞安市": (27.78, 120.65),
    "乐清市": (28.11, 120.98),
    "龙港市": (27.58, 120.55),
}
"""About where each county's seat is, so that made-up places lie near the made-up citizen (WGS-84)."""


def made_up_rows(count: int, seed: int = 1, kinds: tuple[str, ...] = tuple(PLACE_KINDS)) -> Iterator[dict[str, str]]:
    """Rows of a directory, the same for the same seed; kinds and towns take turns, so that small ones cover all."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    towns = [division for division in read_divisions() if division.town]
    dice.shuffle(towns)
    for n in range(count):
        kind = kinds[n % len(kinds)]
        town = towns[n // len(kinds) % len(towns)]
        lat, lng = _MIDDLES[town.county]
        maximum = dice.randrange(20, 120)
        yield {
            "编号": f"示例-{n + 1:06}",
            "类型": PLACE_KINDS[kind],
            "名称": f"示例{town.town}{PLACE_KINDS[kind].split('、')[0]}{n + 1}",
            "县（市、区）": town.county,
            "乡镇（街道）": str(town.town),
            "地址": f"示例路{dice.randrange(1, 900)}号",
            "邮编": "",
            "电话": f"0577-88{dice.randrange(10**6):06}",
            "开放时间": dice.choice(_HOURS),
            "纬度": f"{_near(dice, lat, 0.06, WENZHOU[0].lat, WENZHOU[1].lat):.6f}",
            "经度": f"{_near(dice, lng, 0.08, WENZHOU[0].lng, WENZHOU[1].lng):.6f}",
            "坐标系": "WGS84",
            "容量": str(maximum) if kind in DEFAULT_UNITS else "",
            "空余": str(dice.randrange(maximum // 4)) if kind in DEFAULT_UNITS else "",
            "容量单位": "",
            "无障碍": "示例：有坡道" if n % 3 == 0 else "",
            "说明": "示例，不是真的",
            "来源": SOURCE,
            "核验日期": (_CHECKED - timedelta(days=dice.randrange(60))).isoformat(),
        }


def write_made_up(path: Path, count: int, seed: int = 1, encoding: str = "utf-8-sig") -> None:
    """Write a made-up directory as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in COLUMNS])
        writer.writeheader()
        writer.writerows(made_up_rows(count, seed))


def _near(dice: random.Random, middle: float, spread: float, low: float, high: float) -> float:
    return min(max(dice.gauss(middle, spread / 2), low), high)
