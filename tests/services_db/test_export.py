"""Export: one row a fact, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from services_db import Catalogue
from services_db.__main__ import main
from services_db.export import COLUMNS, as_csv, as_json, fact_rows


def test_csv_holds_every_fact_once_under_chinese_headings(catalogue: Catalogue) -> None:
    content = as_csv(fact_rows(catalogue))
    assert content.startswith("\ufeff")
    heading, *rows = csv.reader(io.StringIO(content.removeprefix("\ufeff")))
    assert heading == list(COLUMNS.values())
    assert len(rows) == sum(len(service.facts) for service in catalogue.services())
    assert all(len(row) == len(COLUMNS) for row in rows)


def test_row_names_its_service_clause_and_quote(catalogue: Catalogue) -> None:
    rows = [row for row in fact_rows(catalogue) if row["service_id"] == "cervical-breast-screening"]
    target = next(row for row in rows if row["kind"] == "target")
    assert target["name"] == "适龄妇女“两癌”免费筛查"
    assert (target["clause_id"], target["clause_label"]) == ("women-2.2.4", "妇女规划 二（二）4")
    assert target["quote"] in catalogue.clause("women-2.2.4").text
    assert all(not row["clause_id"] and not row["quote"] for row in rows if row["kind"] == "unstated")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t"])
def test_cell_that_looks_like_a_formula_is_written_as_text(catalogue: Catalogue, start: str) -> None:
    harmful = {**next(fact_rows(catalogue)), "text": f"{start}HYPERLINK(1)"}
    _, row = csv.reader(io.StringIO(as_csv([harmful]), newline=""))
    assert row[4] == f"'{start}HYPERLINK(1)"


def test_json_can_be_read_by_a_program(catalogue: Catalogue) -> None:
    exported = json.loads(as_json(catalogue))
    assert len(exported["services"]) == len(catalogue.services())
    assert exported["facts"] == list(fact_rows(catalogue))


def test_command_writes_the_file_it_is_told_to(
    catalogue_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "facts.csv"
    assert main(["--database-url", catalogue_url, "export", "--format", "csv", "--output", str(output)]) == 0
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    assert str(output) in capsys.readouterr().out


def test_command_prints_when_no_file_is_named(catalogue_url: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--database-url", catalogue_url, "export", "--format", "json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["facts"]
