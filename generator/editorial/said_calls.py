"""The calls of what readers have: kept when it goes out, marked when it is taken back.

A correction takes the place of the text before, and so do its calls; a withdrawal leaves them, as a
record that forgets what was wrong would be worth nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.archive.calls import NoteKey, keep_calls, mark_withdrawn
from generator.archive.note_object import hashes_of
from generator.calls.harvest import harvest
from generator.editorial.summaries import MARKDOWN, facts_of, record_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


def keep_said(connection: Connection, files: Mapping[str, bytes]) -> None:
    """Keep the calls of an edition in the place of those of the edition before."""
    record, facts = record_of(files), facts_of(files)
    calls = harvest(record, facts, hashes_of(files)[MARKDOWN], "published")
    keep_calls(connection, _key(files), calls)


def mark_taken_back(connection: Connection, files: Mapping[str, bytes]) -> None:
    """Mark the calls of an edition that readers no longer have."""
    mark_withdrawn(connection, _key(files))


def _key(files: Mapping[str, bytes]) -> NoteKey:
    record, facts = record_of(files), facts_of(files)
    return NoteKey(record.symbol, facts.as_of, "published", record.playbook)
