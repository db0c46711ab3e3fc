"""The desk: people, notes with their revisions, comments, what went out, and the trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import select

from generator.archive.kept_rows import tell_kept, tell_remembered
from generator.archive.tables import ISSUES, SNAPSHOTS

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of the desk."""
    _people()
    _notes()
    _trail()
    _adopt()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("display_name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("active", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("name", name="uq_people_name"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id_people"),
    )
    op.create_table(
        "links",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("used_at", sa.String(32)),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_links"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_links_person_id_people"),
    )
    op.create_table(
        "login_failures",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_failures"),
    )
    op.create_index("ix_login_failures_subject_at", "login_failures", ["subject", "at"])


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.String(16), nullable=False),
        sa.Column("as_of", sa.String(32), nullable=False),
        sa.Column("playbook", sa.String(400), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("approved", sa.String(64)),
        sa.Column("live", sa.String(64)),
        sa.Column("embargo", sa.String(32)),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.UniqueConstraint("symbol", "as_of", "playbook", name="uq_notes_symbol_as_of_playbook"),
    )
    op.create_index("ix_notes_state", "notes", ["state"])
    op.create_table(
        "revisions",
        sa.Column("note_id", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("parent", sa.String(64)),
        sa.Column("author", sa.String(64)),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("object_key", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("note_id", "sha256", name="pk_revisions"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_revisions_note_id_notes"),
        sa.UniqueConstraint("note_id", "number", name="uq_revisions_note_id_number"),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("note_id", sa.Integer, nullable=False),
        sa.Column("revision", sa.String(64), nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("settled_by", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_comments_note_id_notes"),
    )
    op.create_index("ix_comments_note_id", "comments", ["note_id"])
    op.create_table(
        "publications",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("note_id", sa.Integer, nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("destination", sa.String(400), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_publications"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_publications_note_id_notes"),
    )
    op.create_index("ix_publications_note_id", "publications", ["note_id"])


def _trail() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("note_id", sa.Integer),
        sa.Column("revision", sa.String(64)),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
        sa.UniqueConstraint("sha256", name="uq_events_sha256"),
    )
    op.create_index("ix_events_note_id", "events", ["note_id"])


def _adopt() -> None:
    """Tell the trail of what was kept before there was one."""
    connection = op.get_bind()
    for number in list(connection.scalars(select(SNAPSHOTS.c.id).order_by(SNAPSHOTS.c.id))):
        tell_kept(connection, number)
    for number in list(connection.scalars(select(ISSUES.c.id).order_by(ISSUES.c.id))):
        tell_remembered(connection, number)
