"""When, what and from where; headlines of the last week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from generator.market.snapshot import Headline, Source
from tests.snapshots import FRIDAY_CLOSE, NEXT_FRIDAY, facts_of, pair, reason, snapshot

ROWS = pair(NEXT_FRIDAY, 100, 10, 10)


def headline(title: str, published: datetime) -> Headline:
    """A headline of the Example Wire."""
    return Headline(title=title, publisher="Example Wire", published=published)


@pytest.mark.parametrize(
    ("as_of", "state", "kind"),
    [
        ("2026-08-21T09:29:59", "before the open", "session"),
        ("2026-08-21T09:30", "open", "session"),
        ("2026-08-21T15:59:59", "open", "session"),
        ("2026-08-21T16:00", "closed", "session"),
        ("2026-11-27T12:59", "open", "half day"),
        ("2026-11-27T13:00", "closed", "half day"),
        ("2026-06-19T12:00", "closed", "no session"),
        ("2026-08-22T12:00", "closed", "no session"),
    ],
)
def test_the_state_of_the_session_is_told_by_the_exchange_s_hours(
    as_of: str, state: str, kind: str
) -> None:
    facts = facts_of(snapshot(pair("2026-12-18", 100), as_of=as_of))
    assert (facts["session_state"].value, facts["session_kind"].value) == (state, kind)


def test_headlines_are_those_of_the_last_seven_days_newest_first() -> None:
    """Older ones and those from after the quote are left out; the edge of a week is inside."""
    week = timedelta(days=7)
    facts = facts_of(
        snapshot(
            ROWS,
            headlines=(
                headline("edge", FRIDAY_CLOSE - week),
                headline("too old", FRIDAY_CLOSE - week - timedelta(seconds=1)),
                headline("now", FRIDAY_CLOSE.astimezone(UTC)),
                headline("future", FRIDAY_CLOSE + timedelta(seconds=1)),
            ),
        )
    )
    assert [row["title"] for row in facts["headlines"].rows] == ["now", "edge"]


def test_without_recent_headlines_there_is_no_table() -> None:
    old = headline("old", FRIDAY_CLOSE - timedelta(days=30))
    assert reason(facts_of(snapshot(ROWS, headlines=(old,))), "headlines") == "none"


def test_modelled_data_is_called_so() -> None:
    source = Source(name="demo", layout="model", modelled=True, note="Made by a model.")
    facts = facts_of(snapshot(ROWS, source=source))
    assert facts["data_kind"].value == "modelled"
    assert facts["data_note"].value == "Made by a model."
    plain = facts_of(snapshot(ROWS))
    assert plain["data_kind"].value == "market"
    assert reason(plain, "data_note") == "not_given"


def test_what_did_not_come_with_the_data_is_unavailable() -> None:
    facts = facts_of(snapshot(ROWS, context={"instrument_type": "etf", "name": ""}))
    assert facts["instrument_type"].value == "etf"
    for name in ("name", "open_interest_date", "quote_delay"):
        assert reason(facts, name) == "not_given"
    assert facts["as_of_date"].value == date(2026, 8, 21)
    assert facts["symbol"].value == "IWM"
