"""The words of the search index, and the keys under which a mistyped one is found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.String, primary_key=True),
        sa.Column("documents", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_key",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("term", sa.String, primary_key=True),
        sa.Column("uses", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("search_key")
    op.drop_table("search_word")
