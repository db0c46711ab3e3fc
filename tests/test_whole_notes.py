"""Whole notes as snapshots: read by eye when they change.

``pytest tests/test_whole_notes.py --snapshot-update`` writes them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from generator.config import Settings
from generator.market.bundle import snapshot_digest
from generator.narrative.edition_facts import Member, edition_facts, note_address
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import ObservedEdition, draft_edition, facts_of, gate
from tests.made_symbols import made_symbol
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


def test_an_edition_of_modelled_symbols_reads_as_it_was_read_by_eye(
    snapshot: SnapshotAssertion,
) -> None:
    settings, symbols = Settings(), [made_symbol(number) for number in range(5)]
    made = [
        (item, facts_of(item, snapshot_digest(item), settings, gate(item, settings)))
        for item in symbols
    ]
    members = [Member(facts, note_address(item.symbol, item.as_of_date)) for item, facts in made]
    observed = ObservedEdition(edition_facts("EDITION", members, ("GONE",)), {})
    playbook = load_playbook(playbook_folder("morning_letter"))
    draft = draft_edition(observed, playbook, settings, None)
    assert draft.findings == ()
    assert draft.files["article.md"].decode() == snapshot
