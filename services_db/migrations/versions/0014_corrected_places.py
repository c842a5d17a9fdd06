"""When an editor corrected a place, so that the next import of the same row leaves the correction alone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("location") as table:
        table.add_column(sa.Column("corrected_on", sa.Date))


def downgrade() -> None:
    with op.batch_alter_table("location") as table:
        table.drop_column("corrected_on")
