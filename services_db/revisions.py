"""When did each published record last change, and what changed? Kept from one build to the next.

A build compares every record that HSDS publishes with what the last build left here. Unchanged records keep their time,
so that `modified_after` tells a harvester the truth; a new database starts with its first build's time.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, MetaData, String, Table, Text, delete, insert, select

from services_db.schema import hsds_uuid

metadata = MetaData()

record_revision = Table(
    "record_revision",
    metadata,
    Column("id", String, primary_key=True, doc="HSDS uuid of the record"),
    Column("content", Text, nullable=False, doc="JSON: what is watched, see watched()"),
    Column("modified_at", String, nullable=False),
)

record_change = Table(
    "record_change",
    metadata,
    Column("id", String, primary_key=True),
    Column("resource_id", String, nullable=False, index=True),
    Column("resource_type", String, nullable=False),
    Column("action_date", String, nullable=False),
    Column("action_type", String, nullable=False),
    Column("field_name", String, nullable=False),
    Column("previous_value", Text, nullable=False),
    Column("replacement_value", Text, nullable=False),
    Column("updated_by", String, nullable=False),
)

_DIGEST: Final = "digest"
_TELLING: Final = ("number", "department", "name", "label", "description", "value", "clause")
"""What a person needs to recognise an item of a list."""

Record = Mapping[str, Any]
Watched = dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field, as a row of HSDS `metadata`; values are empty where there was or is none."""

    id: str
    action_date: str
    action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


@dataclass(frozen=True, slots=True)
class Revision:
    """The last change of a record (`modified_at`, RFC 3339 with milliseconds), and all its changes, newest first."""

    modified_at: str
    changes: tuple[Change, ...]


def note_revisions(
    connection: Connection,
    resource_type: str,
    records: Iterable[Record],
    by: str,
    now: datetime,
    *,
    all_of_them: bool = True,
) -> None:
    """Compare the records with what is remembered, and remember what changed; `by` names who changed it.

    When these are `all_of_them`, remembered records that are not among them are forgotten.
    """
    moment = timestamp(now)
    known = {row.id: row.content for row in connection.execute(select(record_revision))}
    for record in records:
        ident, after = record["id"], watched(record)
        before = json.loads(known.pop(ident)) if ident in known else None
        if after == before:
            continue
        connection.execute(delete(record_revision).where(record_revision.c.id == ident))
        content = json.dumps(after, ensure_ascii=False)
        connection.execute(insert(record_revision), {"id": ident, "content": content, "modified_at": moment})
        rows = [
            _row(ident, resource_type, moment, by, change) for change in _changes(str(record["name"]), before, after)
        ]
        connection.execute(insert(record_change), rows)
    if all_of_them:
        _forget(connection, known)


def watched(record: Record) -> Watched:
    """A record as flat text: one entry a field, one for every item of a list under `field/id`, and a digest of all."""
    everything = json.dumps(record, ensure_ascii=False, sort_keys=True).encode()
    flat: Watched = {_DIGEST: hashlib.sha256(everything).hexdigest()}
    for key, value in record.items():
        if isinstance(value, list):
            flat |= {f"{key}/{item['id']}": _text(item) for item in value}
        elif isinstance(value, str):
            flat[key] = value
    return flat


def load_revisions(connection: Connection) -> dict[str, Revision]:
    """Every remembered revision, by the record's id."""
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    for row in connection.execute(select(record_change).order_by(record_change.c.action_date.desc())):
        fields = {name: value for name, value in row._mapping.items() if not name.startswith("resource_")}
        changes[row.resource_id].append(Change(**fields))
    rows = connection.execute(select(record_revision.c.id, record_revision.c.modified_at))
    return {row.id: Revision(row.modified_at, tuple(changes[row.id])) for row in rows}


def timestamp(moment: datetime) -> str:
    """The moment as HSDS wants it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(item: Record) -> str:
    term = item.get("taxonomy_term")
    named = [f"{term['taxonomy']}：{term['name']}"] if term and "label" not in item else []
    return " ".join(named + [str(item[key]) for key in _TELLING if key in item])


def _changes(name: str, before: Watched | None, after: Watched) -> Iterator[tuple[str, str, str, str]]:
    """(action, field, previous, replacement) of every difference; a new record is one change."""
    if before is None:
        yield "create", "name", "", name
        return
    keys = [key for key in {**before, **after} if before.get(key, "") != after.get(key, "")]
    for key in [key for key in keys if key != _DIGEST] or keys:
        was, becomes = before.get(key, ""), after.get(key, "")
        action = "update" if was and becomes else "create" if becomes else "delete"
        yield action, key.partition("/")[0], was, becomes


def _row(ident: str, resource_type: str, moment: str, by: str, change: tuple[str, str, str, str]) -> dict[str, str]:
    action, field, previous, replacement = change
    return {
        "id": hsds_uuid("metadata", f"{ident}/{moment}/{action}/{field}/{previous}/{replacement}"),
        "resource_id": ident,
        "resource_type": resource_type,
        "action_date": moment,
        "action_type": action,
        "field_name": field,
        "previous_value": previous,
        "replacement_value": replacement,
        "updated_by": by,
    }


def _forget(connection: Connection, gone: Iterable[str]) -> None:
    """Records that are no longer published; one that returns is new."""
    for ident in gone:
        connection.execute(delete(record_revision).where(record_revision.c.id == ident))
        connection.execute(delete(record_change).where(record_change.c.resource_id == ident))
