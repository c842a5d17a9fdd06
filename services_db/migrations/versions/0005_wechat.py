"""What the WeChat door remembers: turns, pages, outbox, allowances, the access token."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "wechat_turn",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("user", sa.String, nullable=False, index=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("lease_until", sa.Float, nullable=False),
        sa.Column("awaited_until", sa.Float, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("taken_by", sa.String),
        sa.Column("created_at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "wechat_pages",
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("pages", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "wechat_outbox",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("user", sa.String, nullable=False, index=True),
        sa.Column("open_id", sa.String),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("due_at", sa.Float),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_until", sa.Float, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "wechat_quota",
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("window", sa.String, primary_key=True),
        sa.Column("since", sa.Float, nullable=False),
        sa.Column("until", sa.Float, nullable=False, index=True),
        sa.Column("remaining", sa.Integer, nullable=False),
    )
    op.create_table(
        "wechat_token",
        sa.Column("app_id", sa.String, primary_key=True),
        sa.Column("sealed", sa.Text),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("lease_until", sa.Float, nullable=False),
        sa.Column("forced_at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    for name in ("wechat_token", "wechat_quota", "wechat_outbox", "wechat_pages", "wechat_turn"):
        op.drop_table(name)
