"""Indexes that hold all that finding a place needs, so that no row is read in vain."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.drop_index("location_by_district", "location")
    op.drop_index("location_by_cell", "location")
    op.create_index("location_by_district", "location", ["kind", "county", "town", "name", "closed_on"])
    op.create_index("location_by_cell", "location", ["kind", "cell", "closed_on", "county", "latitude", "longitude"])


def downgrade() -> None:
    op.drop_index("location_by_district", "location")
    op.drop_index("location_by_cell", "location")
    op.create_index("location_by_district", "location", ["kind", "county", "town", "name"])
    op.create_index("location_by_cell", "location", ["kind", "cell"])
