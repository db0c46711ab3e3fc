"""Snapshots, their facts, and the issues drafted from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("session", sa.String(10)),
        sa.Column("as_of", sa.String(32), nullable=False),
        sa.Column("fetched_at", sa.String(32)),
        sa.Column("object_key", sa.String(200), nullable=False),
        sa.Column("raw_key", sa.String(200)),
        sa.Column("layout", sa.String(60), nullable=False),
        sa.Column("contracts", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("sha256", name="uq_snapshots_sha256"),
    )
    op.create_index("ix_snapshots_symbol_session", "snapshots", ["symbol", "session"])
    op.create_table(
        "facts",
        sa.Column("snapshot_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("text", sa.Text),
        sa.Column("reason_code", sa.String(40)),
        sa.PrimaryKeyConstraint("snapshot_id", "name", name="pk_facts"),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name="fk_facts_snapshot_id_snapshots"
        ),
    )
    op.create_index("ix_facts_name_snapshot_id", "facts", ["name", "snapshot_id"])
    op.create_table(
        "issues",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("as_of", sa.String(32), nullable=False),
        sa.Column("snapshot_sha256", sa.String(64), nullable=False),
        sa.Column("playbook", sa.String(80), nullable=False),
        sa.Column("markdown_sha256", sa.String(64), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issues"),
        sa.UniqueConstraint(
            "symbol", "as_of", "markdown_sha256", name="uq_issues_symbol_as_of_markdown_sha256"
        ),
    )
