"""Hand the catalogue to people who work in spreadsheets or programs: one row a fact, as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from services_db.catalogue import Catalogue
from services_db.clause_labels import label_of
from services_db.fields import FACETS, FACT_KINDS, PLACE_KINDS
from services_db.records import Service

Row = Mapping[str, str]

COLUMNS: Final = {
    "service_id": "事项编号",
    "name": "事项名称",
    "facet": "方面",
    "kind": "性质",
    "text": "内容",
    "clause_id": "条款编号",
    "clause_label": "条款",
    "quote": "规划原文",
}
"""The columns of a row: key in JSON, heading in CSV."""
_BOM: Final = "\ufeff"
"""Without it Excel takes UTF-8 for GBK."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def fact_rows(catalogue: Catalogue) -> Iterator[Row]:
    """One row for every fact, in catalogue order; unstated facts have no clause and no quote."""
    for service in catalogue.services():
        for fact in service.facts:
            yield {
                "service_id": service.id,
                "name": service.name,
                "facet": fact.facet,
                "kind": fact.kind,
                "text": fact.text,
                "clause_id": fact.clause or "",
                "clause_label": label_of(fact.clause) if fact.clause else "",
                "quote": fact.quote or "",
            }


def as_csv(rows: Iterable[Row]) -> str:
    """Rows of `fact_rows` for a spreadsheet: Chinese headings and words, no cell that a spreadsheet would calculate."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(COLUMNS.values())
    for row in rows:
        spoken = {**row, "facet": FACETS[row["facet"]], "kind": FACT_KINDS[row["kind"]]}
        writer.writerow(harmless(spoken[column]) for column in COLUMNS)
    return _BOM + sheet.getvalue()


def as_json(catalogue: Catalogue) -> str:
    """The facts, and beside them what belongs to a whole service; `diff` compares two of these."""
    return json.dumps(snapshot(catalogue), ensure_ascii=False, indent=1) + "\n"


def snapshot(catalogue: Catalogue) -> dict[str, Any]:
    """What `as_json` writes."""
    return {
        "services": list(map(_service, catalogue.services())),
        "facts": list(fact_rows(catalogue)),
        "indicators": [asdict(indicator) for indicator in catalogue.indicators()],
    }


def _service(service: Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.name,
        "category": service.category,
        "life_stages": list(service.life_stages),
        "audience": list(service.audience),
        "departments": list(service.departments),
        "everyday_names": list(service.everyday_names),
        "phones": [phone.hotline.number for phone in service.phones],
        "phone_reasons": [f"{phone.hotline.number}（{phone.why}）" for phone in service.phones],
        "place_kind": PLACE_KINDS[service.place_kind] if service.place_kind else "",
        "related": list(service.related),
        "clauses": list(service.clauses),
        "oddities": [oddity.note for oddity in service.oddities],
    }


def harmless(cell: str) -> str:
    """The cell as text: a leading apostrophe keeps a spreadsheet from taking it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
