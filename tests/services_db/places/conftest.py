"""A database of its own for each test, and a table of places to begin with."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from services_db.database import migrate, open_engine
from services_db.places.importing import ImportOptions, ImportReport, import_places

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
GOOD = {
    "类型": "托育机构",
    "名称": "示例托育园",
    "县（市、区）": "鹿城区",
    "乡镇（街道）": "五马街道",
    "地址": "示例路1号",
    "电话": "0577-88000000",
    "开放时间": "周一至周五 8:00-17:30；节假日休息",
    "纬度": "28.0155",
    "经度": "120.6580",
    "坐标系": "WGS84",
    "容量": "60",
    "空余": "5",
    "来源": "示例名录",
    "核验日期": "2026-11-01",
}
Rows = list[dict[str, str]]
Importer = Callable[..., ImportReport]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path}/places.db")
    migrate(engine)
    return engine


@pytest.fixture
def import_rows(engine: Engine, tmp_path: Path) -> Importer:
    """Import these rows (each on top of a good one, with a name of its own) as places.csv."""

    def importer(*changes: dict[str, str], encoding: str = "utf-8", **options: Any) -> ImportReport:
        path = tmp_path / "places.csv"
        write_csv(path, [GOOD | {"名称": f"示例托育园{n}"} | change for n, change in enumerate(changes, 1)], encoding)
        return import_places(engine, path, ImportOptions(**options), clock=lambda: NOW)

    return importer


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        names = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
