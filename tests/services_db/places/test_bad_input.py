"""Every way in which a directory can be wrong ends in a sentence by row, and in nothing written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_db.places.directory import PlaceDirectory
from services_db.places.importing import ImportReport, import_places
from services_db.places.sheet import MAX_FILE_BYTES
from tests.services_db.places.conftest import GOOD, Importer, write_csv


def _said(report: ImportReport) -> str:
    assert not report.written
    return "\n".join(map(str, report.problems))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"名称": ""}, "“名称”不能为空"),
        ({"类型": "网吧"}, "“类型”写的“网吧”不认识"),
        ({"县（市、区）": "西湖区"}, "“县（市、区）”写的“西湖区”不是温州的县（市、区）"),
        ({"乡镇（街道）": "柳市镇"}, "“乡镇（街道）”写的“柳市镇”不是鹿城区的乡镇（街道）"),
        ({"纬度": "120.6580", "经度": "28.0155"}, "写反了"),
        ({"纬度": "30.2741", "经度": "120.1551"}, "不在温州"),
        ({"经度": ""}, "纬度和经度要么都写，要么都不写"),
        ({"纬度": "北纬28度"}, "“纬度”写的“北纬28度”不是小数形式的度数"),
        ({"坐标系": ""}, "还要写“坐标系”"),
        ({"坐标系": "北京54"}, "“坐标系”写的“北京54”不认识"),
        ({"开放时间": "看情况"}, "“开放时间”写的“看情况”看不懂"),
        ({"开放时间": "周一至周五 8:30-25:00"}, "看不懂（卡在"),
        ({"电话": "0577-8800abcd"}, "“电话”里的“0577-8800abcd”不是电话号码"),
        ({"电话": "0577-880"}, "“电话”里的“0577-880”不是电话号码"),
        ({"邮编": "310000"}, "不是温州的邮编"),
        ({"容量": "很多"}, "“容量”写的“很多”不是个数"),
        ({"容量": "5", "空余": "6"}, "“空余” 6 比“容量” 5 还多"),
        ({"核验日期": "2026-13-01"}, "不是日期"),
        ({"核验日期": "2027-01-01"}, "还没有到"),
        ({"来源": ""}, "没有写“来源”"),
        ({"名称": '=HYPERLINK("x","y")'}, "“名称”以 '=' 开头"),
        ({"地址": "+1"}, "“地址”以 '+' 开头"),
        ({"说明": "@SUM(A1)"}, "“说明”以 '@' 开头"),
        ({"来源": "-2+3"}, "“来源”以 '-' 开头"),
        ({"电话": '=cmd|"/c calc"!A1'}, "不是电话号码"),
        ({"名称": "示例\u202e园"}, "“名称”里有看不见的字符"),
        ({"说明": "长" * 501}, "“说明”有 501 个字"),
    ],
)
def test_wrong_cell_is_named_with_its_row(import_rows: Importer, change: dict[str, str], sentence: str) -> None:
    said = _said(import_rows({}, change))
    assert said.startswith("places.csv 第 3 行：") and sentence in said


def test_all_problems_of_a_row_come_at_once(import_rows: Importer) -> None:
    said = _said(import_rows({"地址": "", "县（市、区）": "上海", "电话": "无号码"}))
    assert said.count("第 2 行") == 1 and "地址" in said and "上海" in said and "无号码" in said


def test_place_that_stands_twice_is_named_with_both_rows(import_rows: Importer) -> None:
    assert "places.csv 第 4 行：与第 2 行是同一处" in _said(import_rows({"名称": "示例"}, {}, {"名称": "示例"}))
    assert import_rows({"名称": "示例", "编号": "1"}, {"名称": "示例", "编号": "2"}).written


def _refused(engine: Engine, path: Path) -> str:
    report = import_places(engine, path)
    assert PlaceDirectory(engine).kinds() == {}
    return _said(report)


def test_missing_column_is_named(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    write_csv(path, [{name: cell for name, cell in GOOD.items() if name != "地址"}])
    assert "表头少了这些列：地址" in _refused(engine, path)
    path.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    assert "没有找到表头" in _refused(engine, path)
    path.write_text("名称,机构名称,类型,县（市、区）,地址\n", encoding="utf-8")
    assert "“名称”出现了两次" in _refused(engine, path)


def test_comma_that_should_be_quoted_is_noticed(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("名称,类型,县（市、区）,地址\n示例园,托育机构,鹿城区,示例路1号,二楼\n", encoding="utf-8")
    assert "places.csv 第 2 行：这一行的格子比表头多" in _refused(engine, path)
    path.write_text('名称,类型,县（市、区）,地址\n"示例"园,托育机构,鹿城区,示例路1号\n', encoding="utf-8")
    assert "第 2 行：这一行的引号不成对" in _refused(engine, path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("名称,类型\n".encode("utf-16"), "UTF-16"),
        ("名称,类型,地址\n示例".encode() + b"\xff\xff\x80", "places.csv 第 2 行：编码既不是 UTF-8，也不是 GB18030"),
        (b"\xef\xbb\xbf\xff\xfe", "编码既不是"),
        (b"a,b\n\x00\x01", "编码既不是"),
        (b"", "没有找到表头"),
    ],
)
def test_wrong_encoding_is_said(engine: Engine, tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(content)
    assert sentence in _refused(engine, path)


def test_huge_file_is_refused_without_being_read(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert f"文件有 200 MB，超过 {MAX_FILE_BYTES >> 20} MB，没有读" in _refused(engine, path)


def test_zip_bomb_is_refused_without_being_opened(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 10_000_000)
    assert path.stat().st_size < 1 << 20
    assert "展开后有 57 MB，大得不正常，没有打开" in _refused(engine, path)


def test_formula_in_a_workbook_is_refused(engine: Engine, tmp_path: Path) -> None:
    from openpyxl import Workbook

    path, book = tmp_path / "places.xlsx", Workbook()
    book.worksheets[0].append(list(GOOD))
    book.worksheets[0].append(list((GOOD | {"名称": "=1+1"}).values()))
    book.save(path)
    assert "places.xlsx 第 2 行：“名称”以 '=' 开头" in _refused(engine, path)


@pytest.mark.parametrize("name", ["places.xlsx", "places.xls", "places.pdf", "missing.csv"])
def test_file_that_is_no_table_is_said_to_be_none(engine: Engine, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if not name.startswith("missing"):
        path.write_bytes(b"PK\x03\x04 not really")
    sentences = ("这不是 .xlsx 表格", "只收 .csv 和 .xlsx", "找不到这个文件")
    assert any(sentence in _refused(engine, path) for sentence in sentences)


def test_damaged_workbook_is_said_to_be_damaged(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", "<broken")
    assert "表格打不开，文件可能损坏" in _refused(engine, path)


def test_entities_of_a_workbook_are_not_expanded(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    bomb = '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", bomb)
    assert "表格打不开" in _refused(engine, path)
