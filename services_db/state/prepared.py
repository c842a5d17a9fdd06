"""Statements that run with every message: written with SQLAlchemy, compiled once, run on the driver's own cursor.

What SQLAlchemy does around a statement costs five times what SQLite does for it; the figures stand in
docs/performance.md. Connections, transactions and errors stay SQLAlchemy's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable


class Prepared:
    """One statement for one kind of database; every parameter is a `bindparam` of plain text or a number."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self._sql = str(compiled)
        self._order: tuple[str, ...] | None = tuple(compiled.positiontup) if compiled.positional else None
        self._dialect = dialect

    def row(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it; the first row as a tuple, None when there is none."""
        cursor = self._run(connection, values)
        try:
            return cursor.fetchone()
        finally:
            cursor.close()

    def change(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it; how many rows it changed."""
        cursor = self._run(connection, values)
        try:
            return int(cursor.rowcount)
        finally:
            cursor.close()

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._sql, values if self._order is None else tuple(values[name] for name in self._order))
            return cursor
        except self._dialect.loaded_dbapi.Error as error:
            cursor.close()
            kind = self._dialect.loaded_dbapi.Error
            # Without the parameters: an error's text ends in a log.
            raise DBAPIError.instance(self._sql, None, error, kind, dialect=self._dialect) from error
