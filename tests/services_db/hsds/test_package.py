"""The tabular data package: whole, as it describes itself, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services_db import Catalogue
from services_db.__main__ import main
from services_db.errors import PackageFolderInUse
from services_db.hsds import Directory, Published, write_package

STANDARD_REQUIRES = {
    "organization": {"id", "name", "description"},
    "service": {"id", "name", "status", "organization_id"},
    "attribute": {"id", "link_id", "taxonomy_term_id", "link_entity"},
    "phone": {"id", "number"},
    "contact": {"id"},
    "service_area": {"id"},
    "taxonomy": {"id", "name", "description"},
    "taxonomy_term": {"id", "name", "description"},
    "metadata": {"id", "resource_id", "resource_type", "last_action_date", "last_action_type", "field_name"},
    "url": {"id", "url"},
}
STANDARD_FILES = {
    "organization": "organizations.csv",
    "service": "services.csv",
    "attribute": "attributes.csv",
    "phone": "phones.csv",
    "contact": "contacts.csv",
    "service_area": "service_areas.csv",
    "taxonomy": "taxonomies.csv",
    "taxonomy_term": "taxonomy_terms.csv",
    "metadata": "metadata.csv",
    "url": "url.csv",
}


@pytest.fixture(scope="module")
def folder(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package") / "hsds"
    write_package(folder, Directory(catalogue).published(), "https://open.example.org")
    return folder


def _resources(folder: Path) -> dict[str, dict[str, Any]]:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["profile"] == "tabular-data-package"
    return {resource["name"]: resource for resource in descriptor["resources"]}


def _rows(folder: Path, resource: dict[str, Any]) -> Iterator[dict[str, str]]:
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as sheet:
        yield from csv.DictReader(sheet)


def test_every_table_has_the_standards_name_and_is_described(folder: Path) -> None:
    resources = _resources(folder)
    assert {name: resource["path"] for name, resource in resources.items()} == STANDARD_FILES
    assert {path.name for path in folder.iterdir()} == set(STANDARD_FILES.values()) | {"datapackage.json"}
    for resource in resources.values():
        content = (folder / resource["path"]).read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), "a mark would become part of the first column's name"
        heading = content.decode("utf-8").splitlines()[0].split(",")
        assert heading == [field["name"] for field in resource["schema"]["fields"]]


def test_every_row_keeps_to_its_description(folder: Path) -> None:
    for name, resource in _resources(folder).items():
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        required = {key for key, field in fields.items() if field.get("constraints", {}).get("required")}
        assert required >= STANDARD_REQUIRES[name]
        seen = set()
        for row in _rows(folder, resource):
            assert all(row[key] for key in required), (name, row)
            assert row["id"] not in seen
            seen.add(row["id"])
            for key, field in fields.items():
                if row[key] and field.get("format") == "uuid":
                    assert str(uuid.UUID(row[key])) == row[key]
                if row[key] and field.get("format") == "uri":
                    assert row[key].startswith("https://open.example.org/")
                if row[key] and "enum" in field.get("constraints", {}):
                    assert row[key] in field["constraints"]["enum"]


def test_every_reference_leads_to_a_row(folder: Path) -> None:
    resources = _resources(folder)
    ids = {name: {row["id"] for row in _rows(folder, resource)} for name, resource in resources.items()}
    checked = 0
    for name, resource in resources.items():
        for key in resource["schema"]["foreignKeys"]:
            target = ids[key["reference"]["resource"] or name]
            for row in _rows(folder, resource):
                if row[key["fields"]]:
                    assert row[key["fields"]] in target, (name, row)
                    checked += 1
    links = {"service": ids["service"], "phone": ids["phone"]}
    for row in _rows(folder, resources["attribute"]):
        assert row["link_id"] in links[row["link_entity"]]
    assert checked > 10_000


def test_package_holds_every_service_and_every_fact(folder: Path, catalogue: Catalogue) -> None:
    resources = _resources(folder)
    assert [row["name"] for row in _rows(folder, resources["service"])] == [s.name for s in catalogue.services()]
    said = [row for row in _rows(folder, resources["attribute"]) if row["statement"]]
    assert len(said) == sum(len(service.facts) for service in catalogue.services())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t"])
def test_cell_that_looks_like_a_formula_is_written_as_text(tmp_path: Path, start: str) -> None:
    harmful = {"id": "x", "name": f"{start}HYPERLINK(1)", "description": "d"}
    write_package(tmp_path / "hsds", [Published("organization", [harmful])])
    (row,) = _rows(tmp_path / "hsds", {"path": "organizations.csv"})
    assert row["name"] == f"'{start}HYPERLINK(1)"


def test_without_an_address_there_are_no_links(catalogue: Catalogue, tmp_path: Path) -> None:
    write_package(tmp_path / "hsds", Directory(catalogue).published())
    assert not (tmp_path / "hsds" / "url.csv").exists()
    for path in (tmp_path / "hsds").iterdir():
        assert b".invalid" not in path.read_bytes() and b"http" not in path.read_bytes()


def test_second_export_replaces_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "hsds"
    record = {"id": "x", "name": "n", "description": "d"}
    write_package(folder, [Published("organization", [record]), Published("taxonomy", [record])])
    write_package(folder, [Published("organization", [record])])
    assert {path.name for path in folder.iterdir()} == {"organizations.csv", "datapackage.json"}


def test_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PackageFolderInUse):
        write_package(tmp_path, [])
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_failing_export_leaves_the_earlier_one_whole(tmp_path: Path) -> None:
    folder, record = tmp_path / "hsds", {"id": "x", "name": "n", "description": "d"}
    write_package(folder, [Published("organization", [record])])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def breaking() -> Iterator[dict[str, Any]]:
        yield {**record, "name": "other"}
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        write_package(folder, [Published("organization", breaking())])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["hsds"]


def test_command_says_what_it_wrote(catalogue_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "new" / "hsds"
    assert main(["--database-url", catalogue_url, "export-hsds", "--output", str(output)]) == 0
    printed = capsys.readouterr().out
    assert "services.csv 2" in printed and str(output) in printed and (output / "datapackage.json").is_file()


def test_command_refuses_a_folder_in_use(
    catalogue_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert main(["--database-url", catalogue_url, "export-hsds", "--output", str(tmp_path)]) == 1
    assert "换一个空文件夹" in capsys.readouterr().err
