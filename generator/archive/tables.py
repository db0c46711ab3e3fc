"""The tables of the archive's database; times are ISO text in UTC, alike in every database."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SNAPSHOTS: Final = Table(
    "snapshots",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("symbol", String(16), nullable=False),
    Column("session", String(10)),  # exchange date; none for a day without a session
    Column("as_of", String(32), nullable=False),
    Column("fetched_at", String(32)),
    Column("object_key", String(200), nullable=False),
    Column("raw_key", String(200)),
    Column("layout", String(60), nullable=False),
    Column("contracts", Integer, nullable=False),
    Index(None, "symbol", "session"),
)
"""Which snapshots are kept, and where."""

FACTS: Final = Table(
    "facts",
    METADATA,
    Column("snapshot_id", Integer, ForeignKey("snapshots.id"), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("value", Float),  # numbers
    Column("text", Text),  # texts, dates and times in ISO form
    Column("reason_code", String(40)),  # why there is neither
    Index(None, "name", "snapshot_id"),
)
"""The facts of each snapshot that are no tables."""

ISSUES: Final = Table(
    "issues",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("symbol", String(16), nullable=False),
    Column("as_of", String(32), nullable=False),
    Column("snapshot_sha256", String(64), nullable=False),
    Column("playbook", String(80), nullable=False),
    Column("markdown_sha256", String(64), nullable=False),
    Column("record", Text, nullable=False),  # article.json
    UniqueConstraint("symbol", "as_of", "markdown_sha256"),
)
"""The notes that were drafted from the archive: the memory of a newsletter."""
