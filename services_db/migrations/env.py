"""Alembic's entry: migrate over the connection that services_db.database hands in."""

from alembic import context

from services_db.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
