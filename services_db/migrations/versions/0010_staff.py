"""The staff desk: accounts, sessions, one-time links, counted tries to sign in, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "staff_account",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("folded_name", sa.String, nullable=False, unique=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password_hash", sa.String),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("disabled_at", sa.Float),
        sa.Column("signed_in_at", sa.Float),
        sqlite_autoincrement=True,
    )
    account = sa.ForeignKey("staff_account.id", ondelete="CASCADE")
    op.create_table(
        "staff_session",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, account, nullable=False, index=True),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False, index=True),
        sa.Column("kept", sa.Text),
    )
    op.create_table(
        "staff_link",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("staff_account.id", ondelete="CASCADE"), index=True),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "staff_throttle",
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("since", sa.Float, nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_table(
        "staff_audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Float, nullable=False, index=True),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False, index=True),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("staff_audit", "staff_throttle", "staff_link", "staff_session", "staff_account"):
        op.drop_table(table)
