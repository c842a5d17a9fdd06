"""What the WeChat door remembers while serving; users by pseudonym, the OpenID only in the outbox until delivery."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text

metadata = MetaData()

turn: Final = Table(
    "wechat_turn",
    metadata,
    Column("key", String, primary_key=True, doc="HMAC of what identifies a push and its repeats"),
    Column("user", String, nullable=False, index=True, doc="pseudonym"),
    Column("owner", String, nullable=False, doc="the gateway process that works on it"),
    Column("lease_until", Float, nullable=False, doc="after this another process may take it over"),
    Column("awaited_until", Float, nullable=False, doc="until when another process's socket waits for the answer"),
    Column("answer", Text, doc="JSON of the answer; NULL while it is worked on"),
    Column("taken_by", String, doc="how the answer went out: passive, outbox; NULL until then"),
    Column("created_at", Float, nullable=False, index=True),
)

pages: Final = Table(
    "wechat_pages",
    metadata,
    Column("user", String, primary_key=True, doc="pseudonym"),
    Column("pages", Text, nullable=False, doc="JSON list: what follows on “更多”"),
    Column("updated_at", Float, nullable=False, index=True),
)

outbox: Final = Table(
    "wechat_outbox",
    metadata,
    Column("key", String, primary_key=True, doc="the turn whose answer this is"),
    Column("user", String, nullable=False, index=True, doc="pseudonym"),
    Column("open_id", String, doc="to deliver through the API; NULL when only the next message fetches it"),
    Column("answer", Text, nullable=False, doc="JSON of the answer"),
    Column("due_at", Float, doc="when to try the API; NULL when only the next message fetches it"),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Float, nullable=False, doc="somebody delivers it until then"),
    Column("created_at", Float, nullable=False, index=True),
)

quota: Final = Table(
    "wechat_quota",
    metadata,
    Column("user", String, primary_key=True, doc="pseudonym"),
    Column("window", String, primary_key=True, doc="message or click"),
    Column("since", Float, nullable=False, doc="when the citizen acted"),
    Column("until", Float, nullable=False, index=True),
    Column("remaining", Integer, nullable=False),
)

token: Final = Table(
    "wechat_token",
    metadata,
    Column("app_id", String, primary_key=True),
    Column("sealed", Text, doc="the access token, encrypted by the door"),
    Column("expires_at", Float, nullable=False),
    Column("owner", String, nullable=False, doc="the process that renews it now"),
    Column("lease_until", Float, nullable=False),
    Column("forced_at", Float, nullable=False, doc="when a new token was last forced"),
)
