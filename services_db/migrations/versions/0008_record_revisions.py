"""When each published record last changed, and what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "record_revision",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("modified_at", sa.String, nullable=False),
    )
    op.create_table(
        "record_change",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("resource_id", sa.String, nullable=False, index=True),
        sa.Column("resource_type", sa.String, nullable=False),
        sa.Column("action_date", sa.String, nullable=False),
        sa.Column("action_type", sa.String, nullable=False),
        sa.Column("field_name", sa.String, nullable=False),
        sa.Column("previous_value", sa.Text, nullable=False),
        sa.Column("replacement_value", sa.Text, nullable=False),
        sa.Column("updated_by", sa.String, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("record_change")
    op.drop_table("record_revision")
