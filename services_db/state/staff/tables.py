"""What the staff desk remembers: who may sign in, who is signed in, and who changed what."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()

account: Final = Table(
    "staff_account",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True, doc="never used again: the audit log means one person"),
    Column("name", String, nullable=False, doc="as shown"),
    Column("folded_name", String, nullable=False, unique=True, doc="as compared when somebody signs in"),
    Column("role", String, nullable=False, doc="one of ROLES"),
    Column("password_hash", String, doc="Argon2; NULL until the person opened the one-time link"),
    Column("created_at", Float, nullable=False, doc="seconds since 1970, as all times here"),
    Column("disabled_at", Float, doc="NULL while the account may be used"),
    Column("signed_in_at", Float, doc="the last time"),
    sqlite_autoincrement=True,
)

session: Final = Table(
    "staff_session",
    metadata,
    Column("key", String, primary_key=True, doc="SHA-256 of the cookie, never the cookie itself"),
    Column("account_id", ForeignKey("staff_account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("seen_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
    Column("kept", Text, doc="JSON: the form that was posted after the last session ended; see kept_forms.py"),
)

link: Final = Table(
    "staff_link",
    metadata,
    Column("key", String, primary_key=True, doc="SHA-256 of the one-time link"),
    Column("account_id", ForeignKey("staff_account.id", ondelete="CASCADE"), index=True, doc="NULL: the first admin"),
    Column("expires_at", Float, nullable=False),
)

throttle: Final = Table(
    "staff_throttle",
    metadata,
    Column("subject", String, primary_key=True, doc="HMAC of an account's name or of an address"),
    Column("since", Float, nullable=False, index=True, doc="when the counting began"),
    Column("tries", Integer, nullable=False),
)

audit: Final = Table(
    "staff_audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False, index=True),
    Column("who", String, nullable=False, doc="the account's name, or 命令行"),
    Column("what", String, nullable=False, doc="the action, e.g. account.role"),
    Column("subject", String, nullable=False, index=True, doc="what was acted on"),
    Column("before", Text, doc="as it was; NULL when there was nothing"),
    Column("after", Text, doc="as it became; NULL when nothing is left"),
    sqlite_autoincrement=True,
)
