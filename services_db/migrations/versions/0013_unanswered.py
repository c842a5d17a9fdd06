"""Questions that could not be answered, and what people said of them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False, index=True),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("offered", sa.Text, nullable=False),
        sa.Column("verdict", sa.String),
        sa.Column("target", sa.String),
        sa.Column("facet", sa.String),
        sa.Column("reviewed_by", sa.String),
        sa.Column("reviewed_at", sa.Float),
        sa.Column("exported_at", sa.Float),
    )


def downgrade() -> None:
    op.drop_table("unanswered")
