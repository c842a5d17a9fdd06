"""The tabular data package: a CSV file for every table of HSDS that holds something, and datapackage.json."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services_db.errors import PackageFolderInUse
from services_db.export import harmless
from services_db.hsds.fields import HSDS_VERSION, KINDS, Field, Kind
from services_db.hsds.links import PUBLIC
from services_db.hsds.taxonomies import Record

DESCRIPTOR: Final = "datapackage.json"
_REFERENCES: Final = {
    "organization_id": "organization",
    "service_id": "service",
    "location_id": "location",
    "service_at_location_id": "service_at_location",
    "taxonomy_id": "taxonomy",
    "taxonomy_term_id": "taxonomy_term",
    "parent_id": "taxonomy_term",
    "unit_id": "unit",
}
_TYPES: Final = {
    "number": {"type": "number"},
    "date-time": {"type": "datetime", "format": "any"},
    "uuid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string", "format": "uri"},
    "text": {"type": "string"},
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """Full records of one object, nested as the API nests them."""

    kind: str
    records: Iterable[Record]


def write_package(folder: Path, published: Iterable[Published], address: str = "") -> Counter[str]:
    """Write the package and count the rows of each table; without an `address` what needs one is left out.

    All or nothing: the files are made aside and moved in place at the end. Raises PackageFolderInUse when the folder
    holds something that is no data package.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / DESCRIPTOR).is_file():
        raise PackageFolderInUse(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".hsds-") as made:
        counts = _write_tables(Path(made), published, address.rstrip("/"))
        descriptor = json.dumps(_descriptor(counts), ensure_ascii=False, indent=1)
        (Path(made) / DESCRIPTOR).write_text(descriptor + "\n", encoding="utf-8")
        _move_in(Path(made), folder)
    return counts


def rows_of(kind: str, record: Record) -> Iterator[tuple[str, Row]]:
    """The record as rows: itself, and whatever it holds many of; single objects have tables of their own."""
    table = KINDS[kind]
    yield kind, {field.name: record[field.name] for field in table.fields if field.name in record}
    for key, nested in table.lists.items():
        for item in record.get(key, ()):
            yield from rows_of(nested, item)


def _write_tables(folder: Path, published: Iterable[Published], address: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    writers: dict[str, Any] = {}
    with ExitStack() as files:
        for part in published:
            for record in part.records:
                for kind, row in rows_of(part.kind, record):
                    addressed = _addressed(row, address)
                    if not _holds_required(KINDS[kind], addressed):
                        continue
                    if kind not in writers:
                        writers[kind] = _writer(files, folder, KINDS[kind])
                    writers[kind].writerow({name: harmless(str(value)) for name, value in addressed.items()})
                    counts[kind] += 1
    return counts


def _writer(files: ExitStack, folder: Path, kind: Kind) -> Any:
    sheet = files.enter_context((folder / kind.file).open("w", encoding="utf-8", newline=""))
    writer = csv.DictWriter(sheet, [field.name for field in kind.fields], restval="")
    writer.writeheader()
    return writer


def _addressed(row: Row, address: str) -> Row:
    links = {name: value for name, value in row.items() if isinstance(value, str) and value.startswith(PUBLIC)}
    found = {name: value.replace(PUBLIC, address, 1) if address else "" for name, value in links.items()}
    return {**row, **found}


def _holds_required(kind: Kind, row: Row) -> bool:
    return all(row.get(field.name, "") != "" or field.format == "text" for field in kind.fields if field.required)


def _move_in(made: Path, folder: Path) -> None:
    """Replace an earlier package's files, and remove those that the new one no longer has."""
    folder.mkdir(exist_ok=True)
    names = {kind.file for kind in KINDS.values()}
    for name in sorted(names):
        if not (made / name).is_file():
            (folder / name).unlink(missing_ok=True)
    for path in sorted(made.iterdir()):
        shutil.move(path, folder / path.name)


def _descriptor(counts: Counter[str]) -> dict[str, Any]:
    kinds = [KINDS[name] for name in KINDS if counts[name]]
    return {
        "profile": "tabular-data-package",
        "name": "xiaoou-hsds",
        "title": "小瓯：温州妇女儿童服务目录",
        "description": "以 = + - @ 开头的内容前面多一个撇号，免得表格软件当公式算。"
        "Cells that a spreadsheet would take for a formula begin with an apostrophe.",
        "hsds_version": HSDS_VERSION,
        "resources": [_resource(kind, {kind.name for kind in kinds}) for kind in kinds],
    }


def _resource(kind: Kind, present: set[str]) -> dict[str, Any]:
    references = [
        {"fields": field.name, "reference": {"resource": "" if target == kind.name else target, "fields": "id"}}
        for field in kind.fields
        if (target := _REFERENCES.get(field.name)) in present
    ]
    return {
        "profile": "tabular-data-resource",
        "name": kind.name,
        "path": kind.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_described(kind, field) for field in kind.fields],
            "primaryKey": "id",
            "foreignKeys": references,
        },
    }


def _described(kind: Kind, field: Field) -> dict[str, Any]:
    # previous_value and replacement_value are required by the standard and empty where there is no such value.
    may_be_empty = field.name in ("previous_value", "replacement_value", "postal_code")
    constraints: dict[str, Any] = {}
    if (field.required or field.name in kind.tabular_required) and not may_be_empty:
        constraints["required"] = True
    if field.name == "id":
        constraints["unique"] = True
    if field.choices:
        constraints["enum"] = list(field.choices)
    return {"name": field.name, **_TYPES[field.format], **({"constraints": constraints} if constraints else {})}
