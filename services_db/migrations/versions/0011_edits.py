"""Drafts of edits, everything that was ever saved in them, and what was published."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "edit_draft",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("updated_by", sa.String, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_open_draft", "edit_draft", ["kind", "subject"], unique=True, sqlite_where=sa.text("status = 'open'")
    )
    op.create_table(
        "edit_saving",
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("edit_draft.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "edit_publication",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False, index=True),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("edit_draft.id")),
        sa.Column("reverts", sa.Integer, sa.ForeignKey("edit_publication.id")),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.Float, nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("merged_at", sa.Float),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for name in ("edit_publication", "edit_saving", "edit_draft"):
        op.drop_table(name)
