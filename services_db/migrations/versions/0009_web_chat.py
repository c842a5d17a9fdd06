"""What the web door keeps: allowances, answered messages, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "allowance",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("full_at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "answered_message",
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("message_id", sa.String, primary_key=True),
        sa.Column("reply", sa.Text),
        sa.Column("at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False, index=True),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("facet", sa.String),
        sa.Column("services", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("answered_message")
    op.drop_table("allowance")
