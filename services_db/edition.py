"""Which catalogue is in the database: the build, and the last edit that was published on it."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select

from services_db import schema
from services_db.state.edit_tables import publication


def edition_of(connection: Connection) -> str:
    """A word that changes with every build and with every published edit; cheap enough to be asked every second."""
    key = schema.build_info.c
    fingerprint = connection.execute(select(key.value).where(key.key == "fingerprint")).scalar()
    return f"{fingerprint}/{last_publication(connection)}"


def last_publication(connection: Connection) -> int:
    """The number of the last published edit; 0 when there is none, or no table for them yet."""
    if not inspect(connection).has_table(publication.name):
        return 0
    return int(connection.execute(select(func.max(publication.c.id))).scalar() or 0)
