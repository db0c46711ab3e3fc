"""Whole notes as snapshots: read by eye when they change.

``pytest tests/test_whole_notes.py --snapshot-update`` writes them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.replays import note
from tests.variants import modelled_days

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


READ: Final = (
    "demo",
    "overbought",
    "quiet",
    "open interest not reported",
    "before the open",
    "one expiration",
    "few contracts",
    "price apart",
    "two series",
    "company",
)


@pytest.mark.parametrize("day", READ)
def test_the_note_of_a_modelled_day_reads_as_it_was_read_by_eye(
    day: str, snapshot: SnapshotAssertion
) -> None:
    assert note(modelled_days()[day]).written.note.text == snapshot
