"""The second step of writing an import: what was staged goes into the database, all of it or nothing.

Judging a long file takes longer than a citizen waits. The database is therefore locked for this step only: a handful
of statements over whole tables, in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from services_db.errors import CatalogueUnavailable, DirectoryBusy
from services_db.places.staging import CHILD_COLUMNS, LOCATION_COLUMNS


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, or would do: numbers of places, and the names of those that vanished from their source.

    `overruled` are places that an editor had corrected and that their source has changed since: the source wins.
    """

    added: int
    changed: int
    unchanged: int
    reopened: int
    closed: int
    vanished: tuple[str, ...]
    overruled: tuple[str, ...] = ()


def merge(engine: Engine, staging: Path, sources: Iterable[str], *, close_missing: bool, write: bool) -> Merged:
    """Bring the database to what was staged, in one transaction; with `write` False only count.

    Raises DirectoryBusy when another writer holds the database for longer than its busy timeout.
    """
    with _attached(engine, staging, write=write) as cursor:
        _find_differences(cursor, tuple(sources))
        told = _told(cursor)
        if write:
            _write_changes(cursor)
            if close_missing:
                return replace(told, closed=_close_vanished(cursor))
        return told


@contextmanager
def _attached(engine: Engine, staging: Path, *, write: bool) -> Iterator[Any]:
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        cursor.execute("ATTACH ? AS staged", (str(staging),))
        cursor.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        yield cursor
        cursor.execute("COMMIT")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DirectoryBusy("the database is locked") from error
        raise CatalogueUnavailable(str(error)) from error
    finally:
        if connection.in_transaction:
            cursor.execute("ROLLBACK")
        cursor.execute("DROP TABLE IF EXISTS temp.difference")
        cursor.execute("DROP TABLE IF EXISTS temp.vanished")
        cursor.execute("DETACH staged")
        connection.close()


def _find_differences(cursor: Any, sources: tuple[str, ...]) -> None:
    """Which staged rows are new or changed, and the number each has or will have; which places vanished."""
    cursor.execute(
        "CREATE TEMP TABLE difference (row INTEGER PRIMARY KEY, number INTEGER, is_known INTEGER, was_closed INTEGER)"
    )
    cursor.execute(
        "INSERT INTO temp.difference SELECT new.row, "
        "coalesce(old.number, (SELECT coalesce(max(number), 0) FROM main.location) + new.row), "
        "old.number IS NOT NULL, old.closed_on IS NOT NULL "
        "FROM staged.location AS new LEFT JOIN main.location AS old ON old.key = new.key "
        "WHERE old.number IS NULL OR old.fingerprint <> new.fingerprint "
        "OR (old.closed_on IS NOT NULL AND old.corrected_on IS NULL)"
    )
    marks = ", ".join("?" * len(sources))
    cursor.execute(
        "CREATE TEMP TABLE vanished AS SELECT number, name, county FROM main.location "
        f"WHERE source IN ({marks}) AND closed_on IS NULL "
        "AND key NOT IN (SELECT key FROM staged.location) ORDER BY county, name",
        sources,
    )


def _told(cursor: Any) -> Merged:
    added, reopened, different = cursor.execute(
        "SELECT count(*) FILTER (WHERE NOT is_known), count(*) FILTER (WHERE was_closed), count(*) FROM temp.difference"
    ).fetchone()
    total = cursor.execute("SELECT count(*) FROM staged.location").fetchone()[0]
    vanished = cursor.execute("SELECT county || ' ' || name FROM temp.vanished").fetchall()
    overruled = cursor.execute(
        "SELECT county || ' ' || name FROM main.location WHERE corrected_on IS NOT NULL "
        "AND number IN (SELECT number FROM temp.difference) ORDER BY county, name"
    ).fetchall()
    return Merged(
        added=added,
        changed=different - added - reopened,
        unchanged=total - different,
        reopened=reopened,
        closed=0,
        vanished=tuple(name for (name,) in vanished),
        overruled=tuple(name for (name,) in overruled),
    )


def _write_changes(cursor: Any) -> None:
    own = ", ".join(LOCATION_COLUMNS)
    new = ", ".join(f"{name} = excluded.{name}" for name in LOCATION_COLUMNS if name not in ("id", "key"))
    known = "(SELECT number FROM temp.difference WHERE is_known)"
    cursor.execute(f"DELETE FROM main.place_index WHERE rowid IN {known}")
    for table in CHILD_COLUMNS:
        cursor.execute(f"DELETE FROM main.{table} WHERE location_number IN {known}")
    changed = "FROM temp.difference AS place JOIN staged.{} AS new ON new.row = place.row"
    cursor.execute(
        f"INSERT INTO main.location (number, {own}) SELECT place.number, {_of_new(LOCATION_COLUMNS)} "
        f"{changed.format('location')} WHERE true ON CONFLICT (number) DO UPDATE SET {new}, corrected_on = NULL"
    )
    cursor.execute("INSERT OR IGNORE INTO main.unit (id, name) SELECT id, name FROM staged.unit")
    for table, columns in CHILD_COLUMNS.items():
        cursor.execute(
            f"INSERT INTO main.{table} (location_number, {', '.join(columns)}) "
            f"SELECT place.number, {_of_new(columns)} {changed.format(table)}"
        )
    cursor.execute(
        "INSERT INTO main.place_index (rowid, name, address) "
        f"SELECT place.number, new.words, new.address_words {changed.format('location')}"
    )


def _of_new(columns: Iterable[str]) -> str:
    return ", ".join(f"new.{name}" for name in columns)


def _close_vanished(cursor: Any) -> int:
    now = datetime.now(UTC)
    cursor.execute(
        "UPDATE main.location SET closed_on = ?, last_modified = ?, corrected_on = NULL "
        "WHERE number IN (SELECT number FROM temp.vanished)",
        (now.date().isoformat(), now.isoformat(timespec="seconds")),
    )
    return int(cursor.rowcount)
