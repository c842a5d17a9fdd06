"""Open the one database, and bring its schema up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.pool import StaticPool

from services_db.errors import CatalogueUnavailable

DEFAULT_DATABASE_URL: Final = "sqlite:///var/xiaoou.db"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS: Final = 5000


def open_engine(database_url: str | URL = DEFAULT_DATABASE_URL, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine on the database; a SQLite file's folder is made if it is missing.

    `busy_timeout_ms` is how long a statement waits while another process writes to the SQLite file.
    """
    url = make_url(database_url)
    options: dict[str, Any] = {}
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        else:
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: _prepare_sqlite(connection, busy_timeout_ms))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def less_patient(engine: Engine, busy_timeout_ms: int) -> Engine:
    """Another engine on the same database, which waits no longer than this; the same one for a database in memory."""
    return engine if isinstance(engine.pool, StaticPool) else open_engine(engine.url, busy_timeout_ms)


def is_busy(error: DBAPIError) -> bool:
    """Whether the statement failed only because another process or thread is writing to the SQLite file."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _prepare_sqlite(connection: Any, busy_timeout_ms: int) -> None:
    # sqlite3's own transactions leave DDL outside; SQLAlchemy begins them instead, so that a build is all or nothing.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Move the schema to the newest revision; raises CatalogueUnavailable when the file is no database."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        raise CatalogueUnavailable(f"{engine.url.database}: {error.orig}") from error
