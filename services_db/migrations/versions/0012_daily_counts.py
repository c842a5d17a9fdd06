"""Counters by day."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "daily_count",
        sa.Column("day", sa.String, primary_key=True),
        sa.Column("measure", sa.String, primary_key=True),
        sa.Column("label", sa.String, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("daily_count")
