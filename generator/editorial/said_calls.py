"""The calls of what readers have: kept when it goes out, marked when it is taken back.

A correction takes the place of the text before, and so do its calls, until the first session that
could prove them has closed; from then on they stay as they were said, and a withdrawal leaves them
in any case, as a record that forgets what was wrong would be worth nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.archive.calls import NoteKey, calls_of_note, keep_calls, mark_withdrawn
from generator.archive.note_object import hashes_of
from generator.calls.harvest import harvest
from generator.editorial.summaries import MARKDOWN, facts_of, record_of
from generator.market.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


def keep_said(connection: Connection, files: Mapping[str, bytes], now: datetime) -> None:
    """Keep the calls of an edition in the place of those of the edition before.

    Args:
        connection: A transaction of the archive.
        files: Of the edition.
        now: When it goes out; what it says about sessions that have closed by then is no call.
    """
    record, facts = record_of(files), facts_of(files)
    key = _key(files)
    if calls_of_note(connection, key) and _is_known(facts.as_of, now):
        return
    calls = harvest(record, facts, hashes_of(files)[MARKDOWN], "published")
    keep_calls(connection, key, calls)


def _is_known(said: datetime, now: datetime) -> bool:
    """Whether the first session after ``said`` has closed."""
    calendar = Sessions.covering(said.date())
    return calendar.close(calendar.first_ending_after(said)) <= now


def mark_taken_back(connection: Connection, files: Mapping[str, bytes]) -> None:
    """Mark the calls of an edition that readers no longer have."""
    mark_withdrawn(connection, _key(files))


def _key(files: Mapping[str, bytes]) -> NoteKey:
    record, facts = record_of(files), facts_of(files)
    return NoteKey(record.symbol, facts.as_of, "published", record.playbook)
