"""Read a table of places, CSV or XLSX, row by row: headers first, then every row as text under our column names.

Nothing is read into memory whole, and files that would blow up on reading are refused first.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from services_db.places.columns import COLUMNS, REQUIRED

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_UNPACKED_BYTES: Final = 400 * 1024 * 1024
MAX_RATIO: Final = 100
_MAX_PARTS: Final = 500
_MAX_COLUMNS: Final = 60
_HEADER_WITHIN: Final = 10
_CHUNK: Final = 1 << 20
_NAMES: Final = {name: column.name for column in COLUMNS for name in (column.name, *column.aliases)}


class SheetUnreadable(Exception):
    """The file cannot be read as a table; `line` 0 means the file as a whole."""

    def __init__(self, problem: str, line: int = 0) -> None:
        self.problem = problem
        self.line = line
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file as a person sees it, and its cells by our column names, stripped."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose header is understood. `unused` are the headings nobody asked for; `rows` can be read once."""

    unused: tuple[str, ...]
    rows: Iterator[Row]
    length: int | None


def read_sheet(path: Path) -> Sheet:
    """Open a table by the end of its name; raises SheetUnreadable, now or while its rows are read."""
    try:
        size = path.stat().st_size
    except OSError:
        raise SheetUnreadable("找不到这个文件") from None
    if size > MAX_FILE_BYTES:
        raise SheetUnreadable(f"文件有 {size >> 20} MB，超过 {MAX_FILE_BYTES >> 20} MB，没有读。请分成几个文件")
    if path.suffix.lower() == ".xlsx":
        return _understand(_xlsx_rows(path), None)
    if path.suffix.lower() == ".csv":
        return _understand(_csv_rows(path), _count_lines(path))
    raise SheetUnreadable("只收 .csv 和 .xlsx；旧的 .xls 请在表格软件里另存为 .xlsx")


def _understand(lines: Iterator[tuple[int, Sequence[str]]], length: int | None) -> Sheet:
    """Find the header among the first lines (a title may stand above it)."""
    seen = list(islice(lines, _HEADER_WITHIN))
    for at, (line, cells) in enumerate(seen):
        names = [_column(cell) for cell in cells]
        if sum(name is not None for name in names) >= 3:
            _check_header(names, line)
            unused = tuple(cell for cell, name in zip(cells, names, strict=True) if cell and name is None)
            return Sheet(unused, _rows(chain(seen[at + 1 :], lines), names), length)
    raise SheetUnreadable(f"没有找到表头。前 {_HEADER_WITHIN} 行里要有一行写着：{'、'.join(REQUIRED)}", 1)


def _check_header(names: Sequence[str | None], line: int) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise SheetUnreadable(f"表头少了这些列：{'、'.join(missing)}。可以用 --template 生成一张空表对照", line)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise SheetUnreadable(f"表头里“{'、'.join(twice)}”出现了两次", line)


def _column(heading: str) -> str | None:
    plain = heading.strip().lstrip("*").rstrip("*").replace("(", "（").replace(")", "）").replace(" ", "")
    return _NAMES.get(plain) or _NAMES.get(plain.replace("（", "(").replace("）", ")"))


def _rows(lines: Iterator[tuple[int, Sequence[str]]], names: Sequence[str | None]) -> Iterator[Row]:
    read = 0
    for line, cells in lines:
        if not any(cells) or cells[0].startswith("#"):
            continue
        read += 1
        if read > MAX_ROWS:
            raise SheetUnreadable(f"超过 {MAX_ROWS:,} 行，请分成几个文件", line)
        if any(cells[len(names) :]):
            raise SheetUnreadable("这一行的格子比表头多，可能是地址里有没加引号的逗号", line)
        yield Row(line, {name: cell for name, cell in zip(names, cells, strict=False) if name})


def _csv_rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as text:
        first = text.readline()
        text.seek(0)
        reader = csv.reader(text, delimiter="\t" if first.count("\t") > first.count(",") else ",", strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, [cell.strip() for cell in cells]
                line = reader.line_num + 1
        except csv.Error:
            raise SheetUnreadable("这一行的引号不成对，或者混进了看不见的字符", line) from None


def _encoding(path: Path) -> str:
    """UTF-8 (with or without mark) or GB18030, whichever the whole file is."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SheetUnreadable("文件是 UTF-16 编码，请另存为“CSV UTF-8”")
    wrong_utf8 = _first_wrong_line(path, "utf-8-sig")
    if wrong_utf8 is None:
        return "utf-8-sig"
    if start.startswith(codecs.BOM_UTF8) or _first_wrong_line(path, "gb18030") is not None:
        raise SheetUnreadable("编码既不是 UTF-8，也不是 GB18030（GBK），请另存为“CSV UTF-8”", wrong_utf8)
    return "gb18030"


def _first_wrong_line(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if "\0" in text:
                return line + text[: text.index("\0")].count("\n")
            line += text.count("\n")
            if not chunk:
                return None


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _xlsx_rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    from openpyxl import load_workbook

    _refuse_bomb(path)
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=_MAX_COLUMNS, max_row=MAX_ROWS + _HEADER_WITHIN + 1, values_only=True)
        for line, cells in enumerate(rows, 1):
            yield line, [_text(cell) for cell in _trimmed(list(cells))]
        book.close()
    except SheetUnreadable:
        raise
    except Exception as error:
        # openpyxl lets out whatever a damaged part of the file leads to, from KeyError to XML errors.
        raise SheetUnreadable(f"表格打不开，文件可能损坏（{type(error).__name__}）") from error


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
    except (zipfile.BadZipFile, OSError):
        raise SheetUnreadable("这不是 .xlsx 表格，或者文件已损坏") from None
    unpacked = sum(info.file_size for info in infos)
    swollen = any(info.file_size > MAX_RATIO * max(info.compress_size, 1) + _CHUNK for info in infos)
    if unpacked > MAX_UNPACKED_BYTES or swollen or len(infos) > _MAX_PARTS:
        raise SheetUnreadable(f"表格展开后有 {unpacked >> 20} MB，大得不正常，没有打开")


def _trimmed(cells: list[Any]) -> list[Any]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _text(cell: Any) -> str:
    """A cell as a person sees it: whole numbers without .0, dates as dates."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
