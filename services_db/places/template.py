"""An empty table to start from: the header, a line that explains each column, a line as an example."""

from __future__ import annotations

import csv
from pathlib import Path

from services_db.places.columns import COLUMNS
from services_db.places.sheet import SheetUnreadable

_EXPLAINED = "# 说明（# 开头的行不会导入）："
_EXAMPLE = "# 例："


def template_rows() -> list[list[str]]:
    """Header, explanations, example; the last two start with # and are not imported."""
    header = [column.name for column in COLUMNS]
    explanations = [f"{'必填。' if column.required else ''}{column.explanation}" for column in COLUMNS]
    examples = [column.example for column in COLUMNS]
    return [header, [_EXPLAINED + explanations[0], *explanations[1:]], [_EXAMPLE + examples[0], *examples[1:]]]


def write_template(path: Path) -> None:
    """Write it as CSV (UTF-8 with mark, which table programs open rightly) or XLSX; raises SheetUnreadable."""
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(template_rows())
    elif path.suffix.lower() == ".xlsx":
        _write_xlsx(path)
    else:
        raise SheetUnreadable("模板文件名要以 .csv 或 .xlsx 结尾")


def _write_xlsx(path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "地点"
    for row in template_rows():
        sheet.append(row)
    for n, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(n)
        sheet.column_dimensions[letter].width = 34 if len(column.explanation) > 30 else 18
        sheet.column_dimensions[letter].number_format = "@"
        sheet.cell(1, n).font = Font(bold=True, color="C00000" if column.required else "000000")
        sheet.cell(2, n).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    book.save(path)
