"""The catalogue's tables and its search index, as of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
    )
    op.create_table(
        "clause",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("plan", sa.String, nullable=False),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("section", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.String, sa.ForeignKey("clause.id"), primary_key=True),
        sa.Column("plan", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("value_2020", sa.String, nullable=False),
        sa.Column("target_2025", sa.String),
        sa.Column("oddity", sa.Text),
    )
    op.create_table(
        "hotline",
        sa.Column("number", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("what_for", sa.Text, nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "division",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("county_code", sa.String, nullable=False),
        sa.Column("county", sa.String, nullable=False),
        sa.Column("town", sa.String),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("slug", sa.String, nullable=False, unique=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("organization_id", sa.String, sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("eligibility_description", sa.Text),
        sa.Column("application_process", sa.Text),
        sa.Column("fees_description", sa.Text),
        sa.Column("alert", sa.Text),
        sa.Column("place_kind", sa.String),
    )
    op.create_table(
        "phone",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("service_id", sa.String, sa.ForeignKey("service.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("number", sa.String, sa.ForeignKey("hotline.number"), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
    )
    op.create_table(
        "taxonomy",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
    )
    op.create_table(
        "taxonomy_term",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("taxonomy_id", sa.String, sa.ForeignKey("taxonomy.id"), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
    )
    op.create_table(
        "attribute",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("link_id", sa.String, nullable=False, index=True),
        sa.Column("link_entity", sa.String, nullable=False),
        sa.Column("taxonomy_term_id", sa.String, sa.ForeignKey("taxonomy_term.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "service_area",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("extent", sa.String, nullable=False),
        sa.Column("extent_type", sa.String, nullable=False),
    )
    op.create_table(
        "everyday_name",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("service_id", sa.String, sa.ForeignKey("service.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "service_clause",
        sa.Column("service_id", sa.String, sa.ForeignKey("service.id"), primary_key=True),
        sa.Column("clause_id", sa.String, sa.ForeignKey("clause.id"), primary_key=True, index=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "service_relation",
        sa.Column("service_id", sa.String, sa.ForeignKey("service.id"), primary_key=True),
        sa.Column("related_slug", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("service_id", sa.String, sa.ForeignKey("service.id"), nullable=False, index=True),
        sa.Column("facet", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("clause_id", sa.String, sa.ForeignKey("clause.id")),
        sa.Column("quote", sa.Text),
    )
    op.create_table(
        "oddity",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("service_id", sa.String, sa.ForeignKey("service.id"), nullable=False, index=True),
        sa.Column("clause_id", sa.String, sa.ForeignKey("clause.id"), nullable=False),
        sa.Column("quote", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "build_info",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5("
        'kind UNINDEXED, ref UNINDEXED, title, names, body, tokenize = "unicode61 remove_diacritics 0")'
    )


def downgrade() -> None:
    for table in (
        "search_index",
        "build_info",
        "oddity",
        "fact",
        "service_relation",
        "service_clause",
        "everyday_name",
        "service_area",
        "attribute",
        "taxonomy_term",
        "taxonomy",
        "phone",
        "service",
        "division",
        "hotline",
        "indicator",
        "clause",
        "organization",
    ):
        op.drop_table(table)
