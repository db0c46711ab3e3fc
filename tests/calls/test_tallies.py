"""Every call is counted; a rate is told from thirty on, with Wilson's interval."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

import pytest

from generator.archive.calls import KeptCall, NoteKey, Verdict
from generator.calls.tallies import Based, tally, wilson

if TYPE_CHECKING:
    from generator.archive.calls import State


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_published_examples(
    hits: int, count: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998): the score method, uncorrected."""
    assert wilson(hits, count) == pytest.approx((low, high), abs=5e-5)
    mirrored = wilson(count - hits, count)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=5e-5)


@pytest.mark.parametrize(("hits", "count"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_proportion_has_no_interval(hits: int, count: int) -> None:
    with pytest.raises(ValueError, match="is no proportion"):
        wilson(hits, count)


def call(state: str, *, withdrawn: bool = False) -> KeptCall:
    """A call with that outcome."""
    return KeptCall(
        note=NoteKey("XYZ", datetime.fromisoformat("2026-08-03T16:00:00-04:00"), "replay", "p"),
        place=0,
        session=date(2026, 8, 3),
        markdown_sha256="0" * 64,
        kind="level",
        rule="levels",
        structure="support",
        regime="quiet",
        horizon=date(2026, 8, 7),
        predicate={},
        words="",
        withdrawn=withdrawn,
        verdict=Verdict(state=cast("State", state)),
    )


def test_open_and_void_are_counted_apart_and_withdrawn_ones_like_others() -> None:
    calls = [call("hit", withdrawn=True), call("miss"), call("open"), call("void"), call("void")]
    found = tally(Based(item, 1, 2) for item in calls)
    counts = dataclasses.asdict(found)
    assert counts == {
        "hits": 1, "n": 2, "closes": 1, "open": 1, "void": 2, "withdrawn": 1, "base_rate": 0.5,
        "base_n": 4,
    }  # fmt: skip


def test_below_thirty_no_rate_is_told_and_from_thirty_on_it_is() -> None:
    few = tally(Based(call("hit"), 1, 2) for _ in range(29))
    assert (few.accumulating, few.rate, few.interval) == (True, None, None)
    assert few.as_json()["state"] == "accumulating"
    enough = tally(Based(call("hit"), 1, 2) for _ in range(30))
    assert (enough.accumulating, enough.rate) == (False, 1.0)
    assert enough.interval == wilson(30, 30)


def test_the_base_rate_is_the_mean_of_those_that_there_are() -> None:
    calls = [Based(call("hit"), 3, 4), Based(call("miss"), 1, 4), Based(call("miss"), 0, 0)]
    assert tally(calls).base_rate == 0.5
    assert tally([]).base_rate is None


def test_calls_that_one_close_decided_are_counted_with_how_few_closes_there_are() -> None:
    """Thirty levels of one close are thirty calls and one observation of the market."""
    days = [date(2026, 8, 7)] * 30 + [date(2026, 8, 10)] * 5
    calls = [replace(call("hit"), verdict=Verdict(state="hit", resolved_at=day)) for day in days]
    found = tally(Based(item, 1, 2) for item in calls)
    assert (found.n, found.closes, found.as_json()["closes"]) == (35, 2, 2)
