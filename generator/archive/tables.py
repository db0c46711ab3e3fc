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

from generator.archive.packed_text import PackedText

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
    Column("record", PackedText, nullable=False),  # article.json
    UniqueConstraint("symbol", "as_of", "markdown_sha256"),
)
"""The notes that were drafted from the archive: the memory of a newsletter."""

CALLS: Final = Table(
    "calls",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("symbol", String(16), nullable=False),
    Column("as_of", String(32), nullable=False),
    Column("origin", String(16), nullable=False),  # published or replay
    Column("playbook", String(80), nullable=False),
    Column("place", Integer, nullable=False),  # in the note, from 0
    Column("session", String(10), nullable=False),  # exchange date of the note
    Column("markdown_sha256", String(64), nullable=False),
    Column("kind", String(16), nullable=False),  # level, direction or idea
    Column("rule", String(80), nullable=False),
    Column("structure", String(40), nullable=False),
    Column("regime", String(40), nullable=False),
    Column("horizon", String(10), nullable=False),  # the last session that may decide
    Column("predicate", Text, nullable=False),  # JSON
    Column("words", Text, nullable=False),  # of the note
    Column("withdrawn", Integer, nullable=False),  # whether the note was taken back
    Column("state", String(8), nullable=False),  # open, hit, miss or void
    Column("reason", String(40)),  # why it is void
    Column("resolved_at", String(10)),  # the session that decided
    Column("numbers", Text),  # JSON: those that decided
    Column("base_hits", Integer),  # of the sessions stored when it was resolved
    Column("base_n", Integer),
    UniqueConstraint("symbol", "as_of", "origin", "playbook", "place"),
)
"""What notes said would come, and what came."""


PEOPLE: Final = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),  # to log in with
    Column("display_name", String(80), nullable=False),  # as bylines print it
    Column("role", String(16), nullable=False),
    Column("password_hash", String(200)),  # none where only links let in
    Column("active", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
)
"""Who may use the desk."""

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
)
"""Who is logged in; the token itself is in a browser alone."""

LINKS: Final = Table(
    "links",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id")),  # none: whoever comes first
    Column("role", String(16), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("used_at", String(32)),
)
"""One-time links, with which a person sets a password."""

LOGIN_FAILURES: Final = Table(
    "login_failures",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("subject", String(160), nullable=False),  # a name or a network address
    Column("at", String(32), nullable=False),
    Index(None, "subject", "at"),
)
"""Logins that failed lately, by which the next ones are slowed."""

NOTES: Final = Table(
    "notes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("symbol", String(16), nullable=False),
    Column("as_of", String(32), nullable=False),
    Column("playbook", String(400), nullable=False),  # a plain name, or a resolved folder
    Column("state", String(16), nullable=False),
    Column("head", String(64), nullable=False),  # the revision that is worked on
    Column("approved", String(64)),  # the edition that was approved
    Column("live", String(64)),  # the edition that readers have
    Column("embargo", String(32)),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    UniqueConstraint("symbol", "as_of", "playbook"),
    Index(None, "state"),
)
"""The notes of the desk, and where each of them stands."""

REVISIONS: Final = Table(
    "revisions",
    METADATA,
    Column("note_id", Integer, ForeignKey("notes.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("number", Integer, nullable=False),  # from 1 in its note
    Column("kind", String(16), nullable=False),
    Column("parent", String(64)),
    Column("author", String(64)),  # none: the program
    Column("at", String(32), nullable=False),
    Column("object_key", String(200), nullable=False),
    Column("summary", Text, nullable=False),  # what lists show of it, as JSON
    UniqueConstraint("note_id", "number"),
)
"""Every text that a note had; none is ever changed."""

COMMENTS: Final = Table(
    "comments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("note_id", Integer, ForeignKey("notes.id"), nullable=False),
    Column("revision", String(64), nullable=False),
    Column("quote", Text, nullable=False),  # the sentence it is about; empty for the whole note
    Column("text", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("settled_by", String(64)),
    Index(None, "note_id"),
)
"""What people say of sentences."""

PUBLICATIONS: Final = Table(
    "publications",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("note_id", Integer, ForeignKey("notes.id"), nullable=False),
    Column("edition", String(64), nullable=False),
    Column("destination", String(400), nullable=False),
    Column("state", String(16), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Index(None, "note_id"),
)
"""What went where; the key is made of note, edition and destination."""

EVENTS: Final = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1, without gaps
    Column("at", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("note_id", Integer),
    Column("revision", String(64)),
    Column("detail", Text, nullable=False),  # JSON
    Column("previous", String(64), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Index(None, "note_id"),
)
"""The trail: each event carries the hash of the one before."""
