"""How Alembic runs the steps: in the one transaction that it is handed."""

from __future__ import annotations

from alembic import context

from generator.archive.tables import METADATA


def run() -> None:
    """Run the steps that are missing."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=False)
    context.run_migrations()


run()
