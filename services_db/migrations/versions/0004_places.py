"""Places out of imported directories; see services_db/places/tables.py."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _owner() -> "sa.Column[int]":
    return sa.Column(
        "location_number",
        sa.Integer,
        sa.ForeignKey("location.number", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )


def upgrade() -> None:
    op.create_table(
        "location",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("location_type", sa.String, nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("county", sa.String, nullable=False),
        sa.Column("town", sa.String),
        sa.Column("given_latitude", sa.Float),
        sa.Column("given_longitude", sa.Float),
        sa.Column("given_datum", sa.String),
        sa.Column("cell", sa.Integer),
        sa.Column("hours", sa.Text),
        sa.Column("holidays", sa.String),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("checked_on", sa.Date),
        sa.Column("imported_on", sa.Date, nullable=False),
        sa.Column("last_modified", sa.String, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("fingerprint", sa.String, nullable=False),
    )
    op.create_index("location_by_district", "location", ["kind", "county", "town", "name"])
    op.create_index("location_by_cell", "location", ["kind", "cell"])
    op.create_index("location_by_source", "location", ["source"])
    op.create_table(
        "address",
        sa.Column("id", sa.String, primary_key=True),
        _owner(),
        sa.Column("address_1", sa.String, nullable=False),
        sa.Column("city", sa.String, nullable=False),
        sa.Column("region", sa.String, nullable=False),
        sa.Column("state_province", sa.String, nullable=False),
        sa.Column("postal_code", sa.String),
        sa.Column("country", sa.String, nullable=False),
        sa.Column("address_type", sa.String, nullable=False),
    )
    op.create_table(
        "location_phone",
        sa.Column("id", sa.String, primary_key=True),
        _owner(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("extension", sa.String),
        sa.Column("type", sa.String, nullable=False),
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.String, primary_key=True),
        _owner(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("freq", sa.String, nullable=False),
        sa.Column("byday", sa.String, nullable=False),
        sa.Column("opens_at", sa.String, nullable=False),
        sa.Column("closes_at", sa.String, nullable=False),
        sa.Column("valid_from", sa.String),
        sa.Column("valid_to", sa.String),
    )
    op.create_table(
        "accessibility",
        sa.Column("id", sa.String, primary_key=True),
        _owner(),
        sa.Column("description", sa.Text, nullable=False),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
    )
    op.create_table(
        "service_capacity",
        sa.Column("id", sa.String, primary_key=True),
        _owner(),
        sa.Column("unit_id", sa.String, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("available", sa.Integer),
        sa.Column("maximum", sa.Integer),
        sa.Column("updated", sa.String, nullable=False),
    )
    op.execute('CREATE VIRTUAL TABLE place_index USING fts5(name, address, tokenize = "unicode61")')


def downgrade() -> None:
    op.execute("DROP TABLE place_index")
    for table in (
        "service_capacity",
        "unit",
        "accessibility",
        "schedule",
        "location_phone",
        "address",
        "location",
    ):
        op.drop_table(table)
