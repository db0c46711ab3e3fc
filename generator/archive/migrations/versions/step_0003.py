"""The scorecard: what notes said would come, and what came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of calls."""
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("as_of", sa.String(32), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("playbook", sa.String(80), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("session", sa.String(10), nullable=False),
        sa.Column("markdown_sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("structure", sa.String(40), nullable=False),
        sa.Column("regime", sa.String(40), nullable=False),
        sa.Column("horizon", sa.String(10), nullable=False),
        sa.Column("predicate", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("resolved_at", sa.String(10)),
        sa.Column("numbers", sa.Text),
        sa.Column("base_hits", sa.Integer),
        sa.Column("base_n", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint(
            "symbol", "as_of", "origin", "playbook", "place",
            name="uq_calls_symbol_as_of_origin_playbook_place",
        ),
    )  # fmt: skip
