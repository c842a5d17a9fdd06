"""The migrations: up from empty, down again, and the same tables that the code knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, inspect

import services_db
from services_db import CatalogueUnavailable, revisions, schema
from services_db.database import migrate, open_engine
from services_db.state import conversations, daily_counts, edit_tables, unanswered
from services_db.state.staff import tables as staff_tables

MIGRATIONS = Path(services_db.__file__).parent / "migrations"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_engine(f"sqlite:///{tmp_path}/schema.db")


def downgrade_to_nothing(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def test_migrations_go_down_to_nothing_and_up_again(engine: Engine) -> None:
    migrate(engine)
    tables = set(inspect(engine).get_table_names())
    assert {"service", "search_index", "conversation"} <= tables
    downgrade_to_nothing(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == tables


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    tables = set(inspect(engine).get_table_names())
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == tables


@pytest.mark.parametrize(
    "metadata",
    [
        schema.metadata,
        conversations.metadata,
        revisions.metadata,
        staff_tables.metadata,
        daily_counts.metadata,
        edit_tables.metadata,
        unanswered.metadata,
    ],
    ids=["catalogue", "state", "revisions", "staff", "counts", "edits", "unanswered"],
)
def test_migrated_columns_are_those_of_the_code(engine: Engine, metadata: MetaData) -> None:
    migrate(engine)
    inspector = inspect(engine)
    for table in metadata.sorted_tables:
        made = {(c["name"], c["nullable"], bool(c["primary_key"])) for c in inspector.get_columns(table.name)}
        assert made == {(c.name, bool(c.nullable), c.primary_key) for c in table.columns}, table.name
        keys = {(k["constrained_columns"][0], k["referred_table"]) for k in inspector.get_foreign_keys(table.name)}
        assert keys == {(k.parent.name, k.column.table.name) for k in table.foreign_keys}, table.name


def test_file_that_is_no_database_cannot_be_migrated(tmp_path: Path) -> None:
    (tmp_path / "schema.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(CatalogueUnavailable, match=r"schema\.db"):
        migrate(open_engine(f"sqlite:///{tmp_path}/schema.db"))


def test_folder_of_the_database_is_made(tmp_path: Path) -> None:
    migrate(open_engine(f"sqlite:///{tmp_path}/not/there/yet.db"))
    assert (tmp_path / "not/there/yet.db").is_file()
