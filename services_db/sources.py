"""The public texts the catalogue rests on: clauses, indicators, hotlines, divisions (files under texts/)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from services_db.clause_labels import label_of, plan_of
from services_db.records import Clause, Division, Hotline, Indicator

SOURCES_DIR: Final = Path(__file__).parent / "texts"
_TABLE_ID: Final = re.compile(r"^(?:women|children)-table\.(\d+)$")
_UNIT: Final = re.compile(r"^(?P<name>.*?)（(?P<unit>[^（）]*)）$")

INDICATOR_ODDITIES: Final = {
    "women-table.3": "写在妇女规划里，却是不分男女的总入学率，不是女性的入学率。",
    "women-table.4": "2025年目标只写“相适应”，没有写和什么相适应；2020年已是52.14，看不出要升还是要降。",
    "women-table.5": "2025年目标只写“提高”，没有数字。",
    "women-table.6": "2025年目标只写“提高”，没有数字。",
    "women-table.7": "2020年已是100；2025年目标写“平时保持在85%以上”，比2020年宽松，原文如此。",
    "women-table.8": "原表这一行没有单独的2025年目标值；上一行的目标是否同样适用，规划没有写明。",
    "women-table.12": "指标名写“法律机构援助”，正文写“法律援助”；2020年是人数，2025年写“应援尽援”，两者不能直接比。",
    "women-table.13": "81.82像是11个县（市、区）里的9个，正文却写“12个县（市、区）”，两处数法不一样。",
    "children-table.1": "2025年目标“<9”比2020年的6.4宽松，原文如此；单位印作“1/‰”，按千分比读。",
    "children-table.3": "这里写“每千人4.5个”，项目（一）写“托位达到4.5‰”；“千人”是全部人口还是婴幼儿，规划没有写明。",
    "children-table.4": "2025年目标“<8.78”比2020年的7.32宽松，原文如此。",
    "children-table.5": "2025年目标“>90”低于2020年的91.91，原文如此。",
    "children-table.6": "2025年目标只写“保持”，没有写保持在多少；2020年是98.74。",
    "children-table.7": "这里写“未成年人救助保护中心”，正文里两种叫法都有，和“未成年人保护中心”是不是一回事没有说。",
    "children-table.8": "原文写“未成年数”，当为“未成年人数”；2020年是人数，2025年写“应援尽援”，两者不能直接比。",
    "children-table.9": "2020年是人数，2025年写“全覆盖”，两者不能直接比；覆盖哪些孩子，规划没有写明。",
    "children-table.10": "这里写“示范性儿童之家”，按乡镇（街道）计；项目（三）写“示范型‘儿童之家’”，是另一项口径。",
    "children-table.11": "81.82像是11个县（市、区）里的9个，正文却写“12个县（市、区）”，两处数法不一样。",
}
"""What a reader of a row would stumble over, each in a sentence beside the row."""


def read_clauses(folder: Path = SOURCES_DIR) -> list[Clause]:
    """All clauses in the order of the document."""
    clauses = []
    with (folder / "clauses.jsonl").open(encoding="utf-8") as lines:
        for position, line in enumerate(lines):
            row = json.loads(line)
            clauses.append(
                Clause(
                    id=row["id"],
                    plan=plan_of(row["id"]),
                    part=row["part"],
                    section=row["section"],
                    text=row["text"],
                    label=label_of(row["id"]),
                    position=position,
                )
            )
    return clauses


def indicators_of(clauses: list[Clause]) -> list[Indicator]:
    """The 24 rows of the two tables of key indicators, read out of their clauses."""
    return [_indicator(clause, match.group(1)) for clause in clauses if (match := _TABLE_ID.match(clause.id))]


def _indicator(clause: Clause, number: str) -> Indicator:
    _, title, value_2020, *target = clause.text.split("\t")
    match = _UNIT.match(title)
    return Indicator(
        id=clause.id,
        plan=clause.plan,
        number=int(number),
        name=match["name"] if match else title,
        unit=match["unit"] if match else "",
        value_2020=value_2020,
        target_2025=target[0] if target else None,
        oddity=INDICATOR_ODDITIES.get(clause.id),
    )


def read_hotlines(folder: Path = SOURCES_DIR) -> list[Hotline]:
    """The public hotlines, each with its basis."""
    return [Hotline(**row) for row in _rows(folder / "hotlines.csv")]


def read_divisions(folder: Path = SOURCES_DIR) -> list[Division]:
    """The 12 counties (town None) and their towns, counties first."""
    rows = list(_rows(folder / "divisions.csv"))
    counties = dict.fromkeys((row["county_code"], row["county"]) for row in rows)
    towns = [Division(row["county_code"], row["county"], row["town"]) for row in rows if row["town"]]
    return [Division(code, county, None) for code, county in counties] + towns


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
