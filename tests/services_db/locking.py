"""Write to a SQLite file and not let go, as an import does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.engine import make_url


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold the write lock of the database at this address, from a connection of one's own."""
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
