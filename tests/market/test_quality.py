"""Each gate fires on its fault, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from generator.market.counting import counted_mask, two_sided
from generator.market.issues import Issue
from generator.market.quality import assess
from tests.snapshots import NEXT_FRIDAY, Row, chain, contract, daily_bars, pair, snapshot

if TYPE_CHECKING:
    from generator.market.snapshot import Snapshot

BARS: Final = daily_bars([100.0] * 30, until=date(2026, 8, 21))
QUOTED: Final[list[Row]] = [
    row | {"bid": 1.0, "ask": 1.1} for row in pair(NEXT_FRIDAY, 100, 10, 10)
]


def clean(rows: list[Row], **parts: object) -> Snapshot:
    """A snapshot at which no gate has anything to say but what ``rows`` and ``parts`` bring."""
    return snapshot(rows, **{"bars": BARS} | parts)


def codes(made: Snapshot) -> dict[str, tuple[str, int | None]]:
    """Verdict and number of rows by code."""
    return {issue.code: (issue.verdict, issue.rows) for issue in assess(made)}


def test_a_sound_snapshot_has_no_issue() -> None:
    assert codes(clean(QUOTED)) == {}


@pytest.mark.parametrize(
    ("rows", "code", "verdict", "count"),
    [
        ([], "empty_chain", "block", None),
        (
            [row | {"expiration": "2026-08-20"} for row in QUOTED],
            "no_counted_contracts",
            "block",
            None,
        ),
        ([*QUOTED, QUOTED[0] | {"expiration": "2026-08-20"}], "expired_rows", "note", 1),
        (
            [*QUOTED, QUOTED[0] | {"strike": 90.0, "standard": False}],
            "adjusted_contracts",
            "note",
            1,
        ),
        ([*QUOTED, QUOTED[0], QUOTED[0]], "duplicate_contracts", "note", 2),
        (
            [*QUOTED, *pair(NEXT_FRIDAY, 90, 1, 1), *pair(NEXT_FRIDAY, 90, 2, 2)],
            "conflicting_contracts",
            "degrade",
            4,
        ),
        ([*QUOTED, contract(NEXT_FRIDAY, 90, "call", oi=-1.0)], "impossible_rows", "degrade", 1),
        (
            [*QUOTED, contract(NEXT_FRIDAY, 90, "call", volume=-1.0)],
            "impossible_rows",
            "degrade",
            1,
        ),
        ([*QUOTED, contract(NEXT_FRIDAY, 0, "call")], "impossible_rows", "degrade", 1),
        ([*QUOTED, contract(NEXT_FRIDAY, np.nan, "call")], "impossible_rows", "degrade", 1),
        (QUOTED[:1], "one_side_only", "degrade", None),
        (QUOTED[1:], "one_side_only", "degrade", None),
        (pair(NEXT_FRIDAY, 100, 10, 10), "no_quotes", "degrade", None),
        ([row | {"bid": 1.2} for row in QUOTED], "no_quotes", "degrade", None),
        ([row | {"bid": 0.0} for row in QUOTED], "no_quotes", "degrade", None),
        (
            [row | {"open_interest": 0.0} for row in QUOTED],
            "open_interest_unavailable",
            "degrade",
            None,
        ),
        (
            [row | {"open_interest": np.nan} for row in QUOTED],
            "open_interest_unavailable",
            "degrade",
            None,
        ),
    ],
)
def test_a_fault_of_the_chain_has_its_code_verdict_and_count(
    rows: list[Row], code: str, verdict: str, count: int | None
) -> None:
    assert codes(clean(rows)) == {code: (verdict, count)}


def test_zero_and_missing_open_interest_are_told_apart() -> None:
    """One source says 0 everywhere, another says nothing: two sentences, one code."""
    messages = {
        assess(clean([row | {"open_interest": value} for row in QUOTED]))[0].message
        for value in (0.0, np.nan)
    }
    assert messages == {"open interest is 0 everywhere", "open interest is not reported"}


@pytest.mark.parametrize("spot", [0.0, -1.0, np.nan])
def test_no_note_without_a_price(spot: float) -> None:
    assert codes(clean(QUOTED, spot=spot))["no_spot"] == ("block", None)


def test_a_day_without_a_session_is_remarked() -> None:
    made = clean(QUOTED, as_of="2026-06-19T16:00")
    assert codes(made) == {"not_a_session": ("degrade", None)}


def test_missing_and_adjusted_bars_are_remarked() -> None:
    assert codes(snapshot(QUOTED)) == {"no_bars": ("degrade", None)}
    adjusted = clean(QUOTED, bars=replace(BARS, adjustment="dividends"))
    assert codes(adjusted) == {"bars_adjusted_for_dividends": ("degrade", None)}


def test_the_importer_s_issues_come_first_and_stay() -> None:
    issue = Issue("bars_off_session", "note", "bars dated on days without a session", 3)
    made = clean(pair(NEXT_FRIDAY, 100, 10, 10), issues=(issue,))
    assert [item.code for item in assess(made)] == ["bars_off_session", "no_quotes"]
    assert Issue.from_dict(issue.as_dict()) == issue


def test_of_equal_rows_the_first_counts_and_of_contradictory_ones_none() -> None:
    table = chain([*QUOTED, QUOTED[0], *pair(NEXT_FRIDAY, 90, 1, 1), *pair(NEXT_FRIDAY, 90, 1, 2)])
    mask = counted_mask(replace(clean([]), contracts=table))
    counted = table[mask]
    assert list(zip(counted["strike"], counted["right"], strict=True)) == [
        (90.0, "call"),
        (100.0, "call"),
        (100.0, "put"),
    ]


def test_unknown_open_interest_and_volume_do_not_disqualify() -> None:
    rows = [contract(NEXT_FRIDAY, 100, "call", oi=np.nan, volume=np.nan)]
    assert counted_mask(clean(rows)).all()


@pytest.mark.parametrize(
    ("bid", "ask", "expected"),
    [
        (1.0, 1.1, True),
        (1.0, 1.0, True),
        (1.1, 1.0, False),
        (0.0, 1.0, False),
        (-1.0, 1.0, False),
        (np.nan, 1.0, False),
        (1.0, np.nan, False),
        (0.0, 0.0, False),
    ],
)
def test_a_two_sided_quote_has_a_bid_above_zero_and_no_ask_below_it(
    bid: float, ask: float, *, expected: bool
) -> None:
    table = chain([contract(NEXT_FRIDAY, 100, "call", bid=bid, ask=ask)])
    assert two_sided(table).tolist() == [expected]
