"""What an import writes, changes, lists and closes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from services_db.errors import DirectoryBusy
from services_db.places import tables
from services_db.places.directory import PlaceDirectory, PlaceQuery
from services_db.places.ids import location_id
from services_db.places.importing import ImportOptions, import_places
from services_db.places.made_up import write_made_up
from services_db.places.records import Phone, Point
from services_db.places.reporting import report_lines
from services_db.places.template import write_template
from tests.services_db.places.conftest import GOOD, NOW, Importer, write_csv

KEY = "示例名录|nursery|鹿城区|示例托育园1"


def _count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.location)).scalar_one())


def test_place_is_kept_whole(engine: Engine, import_rows: Importer) -> None:
    report = import_rows({"无障碍": "有坡道", "邮编": "325000", "电话": "0577-88000000转1、13800138000"})
    assert report.sound and report.written and report.merged and report.merged.added == 1
    place = PlaceDirectory(engine).place(location_id(KEY))
    assert (place.kind, place.county, place.town, place.address) == ("nursery", "鹿城区", "五马街道", "示例路1号")
    assert place.point == place.given_point == Point(28.0155, 120.6580)
    assert place.phones == (Phone("0577-88000000", "1"), Phone("13800138000"))
    assert place.capacity and (place.capacity.unit, place.capacity.maximum, place.capacity.available) == ("托位", 60, 5)
    assert (place.accessibility, place.postal_code) == ("有坡道", "325000")
    assert place.hours and len(place.hours.spans) == 1 and place.hours.holidays == "closed"
    assert (place.source, str(place.checked_on), place.closed_on) == ("示例名录", "2026-11-01", None)
    assert place.last_modified == NOW


def test_schedule_is_kept_as_the_standard_has_it(engine: Engine, import_rows: Importer) -> None:
    import_rows({"开放时间": "周五18:00-次日2:00；周末及节假日 9:00-24:00"})
    s = tables.schedule.c
    with engine.connect() as connection:
        rows = connection.execute(select(s.freq, s.byday, s.opens_at, s.closes_at).order_by(s.position)).all()
    assert rows == [("WEEKLY", "FR", "18:00", "02:00"), ("WEEKLY", "SA,SU,PH", "09:00", "24:00")]


def test_second_import_of_the_same_file_changes_nothing(engine: Engine, import_rows: Importer) -> None:
    import_rows({}, {})
    report = import_rows({}, {})
    assert report.merged and (report.merged.added, report.merged.changed, report.merged.unchanged) == (0, 0, 2)
    assert _count(engine) == 2


def test_changed_row_keeps_its_id_and_takes_the_new_words(engine: Engine, import_rows: Importer) -> None:
    import_rows({"编号": "7"})
    report = import_rows({"编号": "7", "名称": "示例新名字", "地址": "示例路9号", "电话": "", "开放时间": ""})
    assert report.merged and (report.merged.added, report.merged.changed) == (0, 1)
    place = PlaceDirectory(engine).place(location_id("示例名录#7"))
    assert (place.name, place.address, place.phones, place.hours) == ("示例新名字", "示例路9号", (), None)
    assert PlaceDirectory(engine).search("示例新名字") == [place] and not PlaceDirectory(engine).search("托育园")


def test_vanished_places_are_listed_and_closed_only_when_asked(engine: Engine, import_rows: Importer) -> None:
    import_rows({}, {})
    report = import_rows({})
    assert report.merged and report.merged.vanished == ("鹿城区 示例托育园2",) and report.merged.closed == 0
    directory = PlaceDirectory(engine)
    assert len(directory.find(PlaceQuery("nursery")).items) == 2
    report = import_rows({}, close_missing=True)
    assert report.merged and report.merged.closed == 1
    assert len(directory.find(PlaceQuery("nursery")).items) == 1
    report = import_rows({}, {})
    assert report.merged and report.merged.reopened == 1 and len(directory.find(PlaceQuery("nursery")).items) == 2


def test_only_the_same_source_can_lose_places(import_rows: Importer) -> None:
    import_rows({"来源": "示例名录甲"})
    report = import_rows({"来源": "示例名录乙"}, close_missing=True)
    assert report.merged and report.merged.vanished == () and report.merged.closed == 0


def test_nothing_is_closed_while_rows_are_skipped(engine: Engine, import_rows: Importer) -> None:
    import_rows({}, {})
    report = import_rows({}, {"县（市、区）": "杭州市"}, skip_bad=True, close_missing=True)
    assert report.close_refused and report.merged and report.merged.closed == 0
    assert "一处也没有关闭" in "\n".join(report_lines(report))


def test_one_bad_row_keeps_the_whole_file_out(engine: Engine, import_rows: Importer) -> None:
    report = import_rows({}, {"地址": ""})
    assert [str(problem) for problem in report.problems] == ["places.csv 第 3 行：“地址”不能为空"]
    assert not report.written and _count(engine) == 0


def test_bad_rows_can_be_skipped_with_a_report(engine: Engine, import_rows: Importer) -> None:
    report = import_rows({}, {"地址": ""}, {}, skip_bad=True)
    assert report.written and report.bad_rows == 1 and _count(engine) == 2
    assert "跳过 1 行有问题的" in "\n".join(report_lines(report))


def test_dry_run_says_what_would_happen_and_writes_nothing(engine: Engine, import_rows: Importer) -> None:
    report = import_rows({}, {}, dry_run=True)
    assert report.merged and report.merged.added == 2 and not report.written and _count(engine) == 0
    assert "正式导入会：新增 2" in "\n".join(report_lines(report))


def test_source_of_the_command_line_stands_in(engine: Engine, import_rows: Importer) -> None:
    assert import_rows({"来源": ""}, source="示例名录丙").written
    assert PlaceDirectory(engine).find(PlaceQuery("nursery")).items[0].place.source == "示例名录丙"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_chinese_offices_are_read(import_rows: Importer, encoding: str) -> None:
    assert import_rows({"名称": "示例龘园"}, encoding=encoding).written


def test_coordinates_of_map_services_are_converted(engine: Engine, import_rows: Importer) -> None:
    import_rows(
        {"坐标系": "高德", "纬度": "28.012735", "经度": "120.662446"}, {"坐标系": "百度BD-09".removeprefix("百度")}
    )
    places = [found.place for found in PlaceDirectory(engine).find(PlaceQuery("nursery")).items]
    assert all(place.point != place.given_point and place.point for place in places)
    assert [place.given_datum for place in places] == ["GCJ02", "BD09"]


def test_other_names_of_columns_a_title_and_comments_are_understood(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "名录.csv"
    path.write_text(
        "2026年示例名录,,,,\n机构名称,类别,所属县区,详细地址,联系电话,序号\n# 说明,,,,,\n"
        "示例园,托育园,鹿城,示例路1号,12345,1\n",
        encoding="utf-8",
    )
    report = import_places(engine, path, ImportOptions(source="示例"))
    assert report.written and report.unused_columns == ("序号",)


@pytest.mark.parametrize("name", ["模板.csv", "模板.xlsx"])
def test_filled_in_template_can_be_imported(engine: Engine, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_template(path)
    empty = import_places(engine, path)
    assert [problem.message for problem in empty.problems] == ["表里没有一行内容"]
    if path.suffix == ".csv":
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write("1,托育机构,示例园,鹿城区,,示例路1号,,,,,,,,,,,,示例,\n")
    else:
        from openpyxl import load_workbook

        book = load_workbook(path)
        book.worksheets[0].append(
            [1, "托育机构", "示例园", "鹿城区", None, "示例路1号", *[None] * 11, "示例", NOW.replace(tzinfo=None)]
        )
        book.save(path)
    report = import_places(engine, path, clock=lambda: NOW)
    assert report.written, report.problems


def test_locked_database_is_said_and_nothing_is_half_written(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    write_csv(path, [GOOD])
    blocker = sqlite3.connect(str(engine.url.database), isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with pytest.raises(DirectoryBusy):
        import_places(engine, path)
    blocker.execute("ROLLBACK")
    assert _count(engine) == 0
    assert import_places(engine, path).written


def test_made_up_directory_says_so_in_every_row(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "demo.csv"
    write_made_up(path, 400)
    assert import_places(engine, path).written
    with engine.connect() as connection:
        rows = connection.execute(
            select(tables.location.c.name, tables.location.c.source, tables.address.c.address_1).join(tables.address)
        ).all()
    assert len(rows) == 400 and all("示例" in text for row in rows for text in row)


def test_real_database_holds_no_places(catalogue_url: str) -> None:
    from services_db.database import open_engine

    assert PlaceDirectory(open_engine(catalogue_url)).kinds() == {}
