"""Write the full-text index: services with their everyday names and facts, clauses, indicators, hotlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from services_db.cutting import Cutter

if TYPE_CHECKING:
    from services_db.build import CatalogueSource

Document = dict[str, str]


def write_search_index(connection: Connection, source: CatalogueSource, cutter: Cutter) -> None:
    """Replace the whole index; every column is stored cut, with spaces between the words."""
    connection.execute(text("DELETE FROM search_index"))
    rows = [
        {
            "kind": document["kind"],
            "ref": document["ref"],
            **{column: " ".join(cutter.words(document[column])) for column in ("title", "names", "body")},
        }
        for document in _documents(source)
    ]
    statement = "INSERT INTO search_index (kind, ref, title, names, body) VALUES (:kind, :ref, :title, :names, :body)"
    connection.execute(text(statement), rows)


def _documents(source: CatalogueSource) -> Iterator[Document]:
    for service in source.services:
        yield _service_document(service.data)
    indicator_ids = {indicator.id for indicator in source.indicators}
    for clause in source.clauses:
        if clause.id not in indicator_ids:
            yield {
                "kind": "clause",
                "ref": clause.id,
                "title": clause.section,
                "names": clause.label,
                "body": clause.text,
            }
    for indicator in source.indicators:
        body = f"{indicator.value_2020} {indicator.target_2025 or ''} 指标 目标 2020 2025"
        yield {"kind": "indicator", "ref": indicator.id, "title": indicator.name, "names": "", "body": body}
    for hotline in source.hotlines:
        names = f"{hotline.number} 热线 电话"
        yield {
            "kind": "hotline",
            "ref": hotline.number,
            "title": hotline.name,
            "names": names,
            "body": hotline.what_for,
        }


def _service_document(data: Any) -> Document:
    body = [part for fact in data["facts"] for part in (fact["text"], fact["quote"])]
    body += data["audience"]
    names = " ".join(data["everyday_names"])
    return {"kind": "service", "ref": data["id"], "title": data["name"], "names": names, "body": " ".join(body)}
