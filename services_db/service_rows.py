"""A service's rows in every table that holds something of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, update

from services_db import schema
from services_db.hsds.organizations import GOVERNMENT, PLAN_ENDED

TAXONOMIES: Final = {"audience": "对象", "life_stage": "人生阶段", "category": "类别", "department": "部门"}
_EDITED: Final = (schema.everyday_name, schema.phone, schema.fact)
"""The tables that hold what editors change at the desk."""


def rewrite_service(connection: Connection, data: Any) -> None:
    """Bring the rows of a service to its data where editors may have changed it; the rest stays."""
    row = service_row(data, 0)
    told = {name: row[name] for name in row if name.endswith("description") or name == "application_process"}
    connection.execute(update(schema.service).where(schema.service.c.id == row["id"]).values(**told))
    for table in _EDITED:
        connection.execute(delete(table).where(table.c.service_id == row["id"]))
    for table, rows in rows_of(data):
        if table in _EDITED and rows:
            connection.execute(insert(table), rows)


def terms_of_service(data: Any) -> Iterator[tuple[str, str]]:
    """(taxonomy, term) of everything a service is filed under."""
    yield "category", data["category"]
    for taxonomy, key in (("audience", "audience"), ("life_stage", "life_stages"), ("department", "departments")):
        for name in data[key]:
            yield taxonomy, name


def term_id(taxonomy: str, name: str) -> str:
    """The HSDS id of a term."""
    return schema.hsds_uuid("taxonomy_term", f"{taxonomy}/{name}")


def service_row(data: Any, position: int) -> dict[str, Any]:
    """The row of the service itself."""
    return {
        "id": _service_id(data),
        "slug": data["id"],
        "position": position,
        "organization_id": GOVERNMENT["id"],
        "name": data["name"],
        "description": _told(data, "what"),
        "status": "active",
        "eligibility_description": _told(data, "who"),
        "application_process": _told(data, "how"),
        "fees_description": _told(data, "cost"),
        "alert": PLAN_ENDED,
        "place_kind": data["place_kind"],
    }


def _service_id(data: Any) -> str:
    return schema.hsds_uuid("service", data["id"])


def _told(data: Any, facet: str) -> str:
    facts = [fact["text"] for fact in data["facts"] if fact["facet"] == facet]
    return "".join(facts) or str(data["unstated"][facet])


def rows_of(data: Any) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Every dependent row of one service, by table."""
    ident = _service_id(data)
    yield (
        schema.everyday_name,
        [{"name": name, "service_id": ident, "position": n} for n, name in enumerate(data["everyday_names"])],
    )
    yield (
        schema.service_clause,
        [{"service_id": ident, "clause_id": clause, "position": n} for n, clause in enumerate(data["clauses"])],
    )
    yield (
        schema.service_relation,
        [{"service_id": ident, "related_slug": slug, "position": n} for n, slug in enumerate(data["related"])],
    )
    yield (
        schema.phone,
        [
            {
                "id": schema.hsds_uuid("phone", f"{data['id']}/{phone['number']}"),
                "service_id": ident,
                "position": n,
                "number": str(phone["number"]),
                "description": phone["why"],
            }
            for n, phone in enumerate(data["phones"])
        ],
    )
    yield (
        schema.attribute,
        [
            {
                "id": schema.hsds_uuid("attribute", f"{data['id']}/{taxonomy}/{name}"),
                "link_id": ident,
                "link_entity": "service",
                "taxonomy_term_id": term_id(taxonomy, name),
                "position": n,
            }
            for n, (taxonomy, name) in enumerate(terms_of_service(data))
        ],
    )
    yield schema.fact, _fact_rows(data, ident)
    yield (
        schema.oddity,
        [
            {"service_id": ident, "clause_id": o["clause"], "quote": o.get("quote"), "note": o["note"]}
            for o in data["oddities"]
        ],
    )


def _fact_rows(data: Any, ident: str) -> list[dict[str, Any]]:
    stated = [
        {
            "service_id": ident,
            "facet": fact["facet"],
            "kind": fact["kind"],
            "text": fact["text"],
            "clause_id": fact["clause"],
            "quote": fact["quote"],
        }
        for fact in data["facts"]
    ]
    unstated = [
        {"service_id": ident, "facet": facet, "kind": "unstated", "text": text, "clause_id": None, "quote": None}
        for facet, text in data["unstated"].items()
    ]
    return stated + unstated
