"""A note tells what became of the calls before it only where something is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from generator.config import Settings
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.track_record import TrackRecord
from generator.pipeline import Observed, draft_note
from tests.replays import json_of, playbook, sentences

if TYPE_CHECKING:
    from generator.pipeline import Draft

FEW: Final = TrackRecord(kind="levels", n=12, hits=7, base_rate=0.6, base_n=700)
ENOUGH: Final = TrackRecord(
    kind="directions", n=64, hits=40, interval=(0.5027, 0.7335), base_rate=0.61, base_n=4000
)


def drafted(known: TrackRecord) -> Draft:
    """The demo's note after such a record."""
    snapshot = demo_snapshot()
    observed = Observed(snapshot, snapshot_digest(snapshot), track_record=known)
    return draft_note(observed, playbook(), Settings(), None)


def told(made: Draft) -> list[str]:
    """The sentences on the track record."""
    return [item["text"] for item in sentences(made) if item["slot"] == "record"]


def test_a_note_without_a_record_says_nothing_of_it() -> None:
    made = drafted(TrackRecord())
    assert told(made) == []
    facts = json_of(made, "facts.json")["facts"]
    found = {fact["reason_code"] for name, fact in facts.items() if name.startswith("track_record")}
    assert found == {"no_record"}
    assert "track_record" not in json_of(made, "article.json")["hashes"]


def test_a_record_of_few_calls_is_accumulating_and_prints_no_rate() -> None:
    made = drafted(FEW)
    [sentence] = told(made)
    assert made.passed
    assert "accumulating" in sentence
    assert "12" in sentence
    assert "%" not in sentence
    facts = json_of(made, "facts.json")["facts"]
    assert facts["track_record_rate"]["reason_code"] == "accumulating"


def test_a_record_of_enough_calls_prints_rate_interval_and_base_rate_as_proven_numbers() -> None:
    made = drafted(ENOUGH)
    [sentence] = told(made)
    assert made.passed
    for number in ("64", "40", "directions", "62.5%", "50.3%", "73.4%", "61.0%"):
        assert number in sentence
    assert json_of(made, "article.json")["hashes"]["track_record"] == ENOUGH.digest()


@pytest.mark.parametrize("other", [FEW, TrackRecord(kind="levels", n=12, hits=8)])
def test_another_record_has_another_hash(other: TrackRecord) -> None:
    assert other.digest() != ENOUGH.digest()
