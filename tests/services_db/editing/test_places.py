"""A place that was edited at the desk stands in the database as if its directory had said so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from services_db.database import migrate, open_engine
from services_db.editing.places import CLOSED, FIELDS, PlaceEdits, cells_of
from services_db.editing.refusals import DraftRefused
from services_db.places.directory import PlaceDirectory
from services_db.places.importing import ImportOptions, import_places
from services_db.places.merging import Merged

HEADER = "编号,类型,名称,县（市、区）,乡镇（街道）,地址,电话,开放时间,纬度,经度,坐标系,容量,空余,无障碍,来源,核验日期"
ROW = (
    "A1,托育机构,示例托育园,鹿城区,五马街道,示例路 1 号,0577-88000000转1,周一至周五 8:00-17:30,"
    "28.0,120.65,GCJ02,60,5,有坡道,示例名录,2026-11-01"
)
CHANGED = (
    ("示例托育园", "示例第一托育园"),
    ("8:00-17:30", "8:30-17:00；节假日休息"),
    ("120.65,GCJ02", "120.66,WGS84"),
    ("60,5", "80,"),
    ("0577-88000000转1", "0577-88000001、12345"),
)
UNLIKE = ("last_modified", "imported_on", "fingerprint", "corrected_on")
TABLES = (
    "address",
    "location_phone",
    "schedule",
    "accessibility",
    "service_capacity",
    "unit",
    "place_index",
    "location",
)


def imported(folder: Path, name: str, row: str) -> Engine:
    engine = open_engine(f"sqlite:///{folder}/{name}.db")
    migrate(engine)
    path = folder / f"{name}.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    assert import_places(engine, path, ImportOptions()).written
    return engine


def rows(engine: Engine, table: str) -> list[Any]:
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table}"))]
    return [{key: value for key, value in row.items() if key not in UNLIKE} for row in found]


def the_place(engine: Engine) -> Any:
    return PlaceDirectory(engine).search("示例")[0]


def test_edited_place_stands_as_if_it_had_been_imported_so(tmp_path: Path) -> None:
    engine, after = imported(tmp_path, "before", ROW), ROW
    for old, new in CHANGED:
        after = after.replace(old, new)
    wanted = imported(tmp_path, "after", after)
    place = the_place(engine)
    change = PlaceEdits(engine).prepare(place.id, cells_of(the_place(wanted)))
    with engine.begin() as connection:
        change.write(connection, 1, 0.0)
    for table in TABLES:
        assert rows(engine, table) == rows(wanted, table), table


def test_cells_of_a_place_are_judged_as_the_same_place(tmp_path: Path) -> None:
    engine = imported(tmp_path, "same", ROW)
    place = the_place(engine)
    change = PlaceEdits(engine).prepare(place.id, cells_of(place))
    same = {name: getattr(change.place, name) for name in place.__slots__ if name != "last_modified"}
    assert same == {name: getattr(place, name) for name in place.__slots__ if name != "last_modified"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("电话", "123", "不是电话号码"),
        ("县（市、区）", "杭州市", "不是温州"),
        ("名称", "", "不能为空"),
        ("来源", "", "来源"),
    ],
)
def test_wrong_cell_is_named(tmp_path: Path, field: str, value: str, words: str) -> None:
    engine = imported(tmp_path, "wrong", ROW)
    place = the_place(engine)
    cells = cells_of(place) | {field: value}
    problems = PlaceEdits(engine).problems(place.id, cells)
    assert any(words in problem.message for problem in problems) and {p.field for p in problems} <= {field, ""}
    with pytest.raises(DraftRefused):
        PlaceEdits(engine).prepare(place.id, cells)
    assert set(cells) == set(FIELDS)


def corrected(engine: Engine, **cells: str) -> None:
    place = the_place(engine)
    with engine.begin() as connection:
        PlaceEdits(engine).prepare(place.id, cells_of(place) | cells).write(connection, 1, 0.0)


def imported_again(engine: Engine, folder: Path, row: str) -> Merged:
    (folder / "again.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    report = import_places(engine, folder / "again.csv", ImportOptions())
    assert report.merged is not None
    return report.merged


def test_correction_outlives_an_import_of_the_same_row(tmp_path: Path) -> None:
    engine = imported(tmp_path, "kept", ROW)
    corrected(engine, 名称="示例第一托育园", 地址="示例路 2 号")
    assert imported_again(engine, tmp_path, ROW).unchanged == 1
    assert (the_place(engine).name, the_place(engine).address) == ("示例第一托育园", "示例路 2 号")


def test_place_closed_at_the_desk_stays_closed(tmp_path: Path) -> None:
    engine = imported(tmp_path, "closed", ROW)
    corrected(engine, **{CLOSED: "是"})
    assert imported_again(engine, tmp_path, ROW).reopened == 0
    assert PlaceDirectory(engine).search("示例") == []


def test_directory_that_changed_the_row_itself_wins_and_says_so(tmp_path: Path) -> None:
    engine = imported(tmp_path, "overruled", ROW)
    corrected(engine, 地址="示例路 2 号")
    merged = imported_again(engine, tmp_path, ROW.replace("示例路 1 号", "示例路 3 号"))
    assert merged.overruled == ("鹿城区 示例托育园",) and the_place(engine).address == "示例路 3 号"
    assert imported_again(engine, tmp_path, ROW).overruled == ()
