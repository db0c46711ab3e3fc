"""A change is called ordinary only where it is small beside the changes before it."""

from __future__ import annotations

from typing import Final

import pytest

from generator.audit.claims.note import read_note
from generator.audit.claims.stance import change_verb
from tests.audit.claims.notes import DEMO_FACTS, told

SAID: Final = (
    "Like for like, the ratio is up 0.16 in one session, which is ordinary against 40 changes.",
    "Over contracts alive on both days it is up 0.16, nothing unusual beside 40 earlier changes.",
    "With expirations left out, the ratio is up 0.16, as is ordinary next to 40 past changes.",
    "Over contracts alive on both days it is up 0.16, within the ordinary run of 40 changes.",
    "Over contracts alive on both days the ratio is up 0.16, well inside the spread of 40 changes.",
    "Over contracts alive on both days only, the ratio is up 0.16, small against 40 changes.",
)


@pytest.mark.parametrize("sentence", SAID)
@pytest.mark.parametrize(("deviations", "findings"), [(0.3, 0), (-0.8, 0), (2.3, 1), (-1.4, 1)])
def test_what_is_ordinary_is_held_to_its_deviations(
    sentence: str, deviations: float, findings: int
) -> None:
    facts = told(DEMO_FACTS, put_call_oi_change_zscore=deviations)
    note = read_note(f"# IWM at $249.52\n\n{sentence}\n", facts, foreign=True)
    assert len(list(change_verb(note))) == findings
