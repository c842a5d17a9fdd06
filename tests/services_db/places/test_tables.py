from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import func, insert, inspect, select

from services_db.build import build
from services_db.database import migrate, open_engine
from services_db.places import tables


def test_migration_makes_what_the_tables_say(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/places.db")
    migrate(engine)
    made = inspect(engine)
    for table in tables.metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in made.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}, table.name


def test_places_survive_a_build(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/places.db")
    migrate(engine)
    row = {
        "id": "1", "key": "示例/1", "name": "示例", "location_type": "physical", "kind": "nursery", "county": "鹿城区",
        "source": "示例", "imported_on": date(2026, 11, 1), "last_modified": "2026-11-01", "fingerprint": "0",
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(tables.location), row)
    assert not build(engine).skipped
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.location)).scalar() == 1
