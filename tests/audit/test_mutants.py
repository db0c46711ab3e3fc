"""Whatever is done to a number of a note's Markdown is found, and an untouched note has nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.proving import audit_text
from tests.audit import mutations
from tests.audit.notes import DEMO, STORED, Tally, note_of, some

if TYPE_CHECKING:
    from pathlib import Path

    from generator.audit.findings import Finding
    from tests.replays import Note

FILE = "article.md"
EVERY = 12
"""In a usual run, one of so many mutants of a class."""


@pytest.fixture(params=[DEMO, *STORED])
def note(request: pytest.FixtureRequest) -> Note:
    """Five different notes; four of them need the real data."""
    if request.param == DEMO:
        return note_of(None, DEMO)
    pytest.importorskip("pyarrow")
    folder: Path = request.getfixturevalue("data_dir")
    return note_of(folder, request.param)


def audited(note: Note, text: str) -> tuple[Finding, ...]:
    """The findings of ``text`` against the record of ``note``."""
    return audit_text(text, note.written.record, note.written.composition.facts, file=FILE)


def test_an_untouched_note_has_no_finding(note: Note) -> None:
    assert audited(note, note.written.record.markdown) == ()


def test_every_mutant_of_a_number_is_found(note: Note) -> None:
    """Swapped, changed, deleted, doubled, re-signed, re-scaled, re-dated: each is an error."""
    tally = Tally.empty()
    record = note.written.record
    for mutant in some(mutations.of_markdown(record, note.written.composition.facts), EVERY):
        tally.add(mutant, audited(note, mutant.text))
    tally.show(f"{record.symbol} {record.as_of[:10]}, Markdown")
    assert tally.survivors == []
    assert len(tally.tried) >= 12
