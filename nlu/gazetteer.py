"""Find which county of Wenzhou a message speaks of, by the county's name or by one of its towns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services_db.records import Division
from services_db.vocabulary import short_name

NICKNAMES: Final[Mapping[str, str]] = {
    "市区": "",
    "龙岗市": "龙港市",
    "舥艚": "龙港市",
    "巴曹": "龙港市",
    "芦浦": "龙港市",
    "云岩乡": "龙港市",
    "南塘街": "鹿城区",
    "五马街": "鹿城区",
    "江心屿": "鹿城区",
    "茶山大学城": "瓯海区",
    "茶山高教园": "瓯海区",
    "温大": "瓯海区",
    "温医大": "瓯海区",
    "温州大学": "瓯海区",
    "温州医科大学": "瓯海区",
    "大门岛": "洞头区",
    "雁荡山": "乐清市",
    "楠溪江": "永嘉县",
    "上塘": "永嘉县",
    "龙湾机场": "龙湾区",
    "温州机场": "龙湾区",
    "刘基故里": "文成县",
    "廊桥": "泰顺县",
    "南麂岛": "平阳县",
}
"""Places people name instead of a town. An empty county means: known words that are no county (市区 spans three)."""

_NEVER_SHORT: Final = frozenset(
    [
        "东城",
        "北城",
        "南城",
        "城东",
        "城南",
        "大门",
        "平和",
        "大安",
        "高楼",
        "山门",
        "三江",
        "海滨",
        "滨江",
        "桥头",
        "沙头",
        "天成",
        "万全",
        "大南",
        "东山",
        "南郊",
        "二源",
        "南宋",
        "清江",
        "芙蓉",
        "百丈",
    ]
)
"""Town names that are ordinary words, or better known elsewhere, when their 镇/街道 is left out."""

_SAFE_SHORT: Final = frozenset(
    [
        "天河",
        "广化",
        "金溪",
        "双桂",
        "白石",
        "南田",
        "永兴",
        "星海",
        "南岳",
        "南塘",
        "金乡",
        "马站",
        "黄田",
        "东屏",
        "新桥",
        "云岭",
        "智仁",
        "大渔",
        "北麂",
        "东溪",
        "凤阳",
        "南滨",
        "上望",
        "海城",
        "状元",
        "永中",
        "乌牛",
        "公阳",
        "竹里",
        "云周",
        "陶山",
        "曹村",
        "景山",
        "彭溪",
        "巨屿",
        "大荆",
        "虹桥",
        "丰门",
        "仙溪",
        "石帆",
        "柳峰",
        "淡溪",
        "岩头",
        "山福",
        "怀溪",
        "顺溪",
        "上塘",
        "海西",
        "桥下",
    ]
)
"""Town names that count only with a locating word beside them (在虹桥, 马站的, 我们大荆这边)."""

OTHER_CITIES: Final = (
    "杭州|宁波|嘉兴|湖州|绍兴|金华|义乌|衢州|舟山|台州|丽水|温岭|青田|福鼎|上海|北京|天津|重庆|广州|深圳|东莞|佛山|南京|苏州|无锡|"
    "合肥|福州|厦门|泉州|南昌|济南|青岛|武汉|长沙|郑州|西安|成都|贵阳|昆明|南宁|海口|沈阳|大连|哈尔滨|石家庄|太原|兰州"
)

_NEAR: Final = r"(?:这边|这里|那边|那里|的|人|镇|街道|乡|附近|这面|有没有|有冇|哪里|哪|本地|村|老家|，|,|。|？|\?|$)"


@dataclass(frozen=True, slots=True)
class Mention:
    """A county or town in a text: where it stands (`start`, `end` in characters), the words, the county."""

    start: int
    end: int
    text: str
    county: str


class Gazetteer:
    """The 12 counties and their towns, ready to be found in text, longest name first (平阳坑 is in 瑞安, not 平阳)."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._county_of = _names(divisions)
        names = sorted(self._county_of, key=len, reverse=True)
        cautious = [name for name in names if name in _SAFE_SHORT]
        plain = [name for name in names if name not in _SAFE_SHORT]
        alternatives = [re.escape(name) for name in plain]
        alternatives += [
            rf"(?:(?<=在)|(?<=住)|(?<=到)|(?<=^)|(?<=我)|(?<=们)|(?<=是)|(?<=，)|(?<= )){name}(?={_NEAR})"
            for name in cautious
        ]
        self._pattern = re.compile("|".join(alternatives))

    def mentions(self, text: str) -> list[Mention]:
        """Every mention in the order of the text; a town's county, a county itself."""
        found = []
        for match in self._pattern.finditer(text):
            county = self._county_of[match.group()]
            if county and not _part_of_other_word(text, match):
                found.append(Mention(match.start(), match.end(), match.group(), county))
        return found

    def standing(self, text: str) -> list[Mention]:
        """The mentions that the speaker does not take back ("不是瑞安，是乐清" leaves 乐清)."""
        return [mention for mention in self.mentions(text) if not _negated(text, mention)]

    def other_city(self, text: str) -> str | None:
        """The city outside Wenzhou that the text asks about: where the speaker is, or whose matter it is."""
        match = _OTHER_CITY.search(text)
        return match[1] if match and "温州" not in text and not self.mentions(text) else None

    def county(self, text: str) -> str | None:
        """The county that the text speaks of; of several the last stands."""
        mentions = self.standing(text)
        return mentions[-1].county if mentions else None


def _names(divisions: Iterable[Division]) -> dict[str, str]:
    names: dict[str, str] = {}
    counties = []
    for division in divisions:
        if division.town is None:
            counties.append(division.county)
            continue
        short = short_name(division.town)
        names[division.town] = division.county
        if short not in _NEVER_SHORT:
            names[short] = division.county
    for county in counties:
        names[county] = county
        names[county[:-1]] = county
    return names | dict(NICKNAMES)


_OTHER_CITY: Final = re.compile(
    rf"(?:^|我们?(?:家|人|现在?)?(?:是|住)?在|住在?)({OTHER_CITIES})(?!过来|来的|人(?!才)|嫁|出生|读过|打工回)"
)
_ROAD: Final = re.compile(r"(?:路|大道|大厦|机场|站|学派|公主|湾(?!区)|人才网|话(?!题))")


def _part_of_other_word(text: str, match: re.Match[str]) -> bool:
    """A road, a building, a princess that merely bears the name is no place of the speaker (平阳路, 文成公主)."""
    return bool(_ROAD.match(text, match.end())) and match.group() not in NICKNAMES


def _negated(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - 3) : mention.start]
    return before.endswith(("不是", "不在", "不去", "不住"))
