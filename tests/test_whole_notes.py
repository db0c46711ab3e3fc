"""Whole notes as snapshots: read by eye when they change.

``pytest tests/test_whole_notes.py --snapshot-update`` writes them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.replays import note
from tests.variants import modelled_days

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize("day", ["demo", "overbought", "quiet", "open interest not reported"])
def test_the_note_of_a_modelled_day_reads_as_it_was_read_by_eye(
    day: str, snapshot: SnapshotAssertion
) -> None:
    assert note(modelled_days()[day]).written.note.text == snapshot
