"""Copies of a test's database, made as SQLite makes them.

A file copied or read by hand in the process that has it open loses that process its locks on the file as soon as the
copy is closed (POSIX locks belong to the process); another process then takes itself for the only one and removes the
write-ahead log: "database disk image is malformed". See https://www.sqlite.org/howtocorrupt.html, section 2.2.
"""

from __future__ import annotations

from pathlib import Path

from services_db.database import open_engine


def copied(url: str, path: Path) -> str:
    """The address of a copy of a database, at a path where no file is yet."""
    engine = open_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
    engine.dispose()
    return f"sqlite:///{path}"
