"""A series told day by day: each note knows the days before it, names how many, and no other."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.replays import (
    DAYS,
    HOLIDAYS,
    TOGETHER,
    Series,
    draft,
    histories,
    histories_of,
    json_of,
    quoted_series,
    sentences,
    series,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from generator.pipeline import Draft
    from generator.signals.history import History

DAYS_A_TEST: Final = 13
FULL: Final = bool(os.environ.get("STRIKEDESK_FULL"))
"""Each day; every second one in a usual run."""
ENOUGH: Final = 30
AFTER_THE_BIG_EXPIRATION: Final = date(2026, 6, 22)
RATIO: Final = "put_call_oi_ratio_tradable"
QUOTED: Final = {"SPY": 25, "NVDA": 21}
"""Sessions of the quoted series."""
WITHHELD: Final = ("put_call_oi_percentile", "put_call_oi_zscore", "iv_rank", "iv_percentile")


@pytest.fixture(params=TOGETHER)
def told(request: pytest.FixtureRequest, data_dir: Path) -> tuple[Series, Mapping[date, History]]:
    """All chains of one symbol, each with what the sessions before it stored."""
    pytest.importorskip("pyarrow")
    return series(data_dir, request.param), histories(data_dir, request.param)


def facts_in(made: Draft) -> dict[str, Any]:
    """The facts of a note."""
    facts: dict[str, Any] = json_of(made, "facts.json")["facts"]
    return facts


def prose(made: Draft) -> str:
    """The note as it is read."""
    return made.files["article.md"].decode()


@pytest.mark.parametrize("first", range(0, DAYS, DAYS_A_TEST))
def test_each_note_sets_its_ratio_beside_the_sessions_before_it_and_names_their_number(
    told: tuple[Series, Mapping[date, History]], first: int
) -> None:
    chains, past = told
    for place in range(first, first + DAYS_A_TEST, 1 if FULL else 2):
        day = chains.days[place]
        made = draft(chains.snapshot(day), None, past[day])
        assert [str(finding) for finding in made.findings] == []
        before = [item for item in chains.days[:place] if item not in HOLIDAYS]
        facts, text = facts_in(made), prose(made)
        assert facts["stored_sessions"]["value"] == len(before)
        assert sorted(past[day].by_session) == before
        if len(before) < ENOUGH:
            assert facts["put_call_oi_percentile"]["reason_code"] == "too_few_sessions"
            assert "standard deviations" not in text
            continue
        values = np.array(_ratios(past, day))
        now = facts[RATIO]["value"]
        assert facts["put_call_oi_percentile"]["value"] == np.mean(values < now)
        assert facts["put_call_oi_percentile"]["sessions"] == len(before)
        expected = (now - values.mean()) / values.std(ddof=1)
        assert facts["put_call_oi_zscore"]["value"] == pytest.approx(expected)
        assert f"past {len(before)} stored sessions" in text
        _says_the_change(facts, text, day)


def _ratios(past: Mapping[date, History], day: date) -> list[float]:
    return [numbers[RATIO] for _, numbers in sorted(past[day].by_session.items())]


def _says_the_change(facts: dict[str, Any], text: str, day: date) -> None:
    change = facts["put_call_oi_change_1d"]["value"]
    assert (change is None) == (day in HOLIDAYS)
    if change is not None and round(abs(change), 2) > 0:
        assert re.search(rf"(?:by|up|down) {abs(change):.2f}", text), (day, change)


def test_the_first_day_says_that_there_is_no_history_yet(
    told: tuple[Series, Mapping[date, History]],
) -> None:
    chains, past = told
    first = chains.days[0]
    text = prose(draft(chains.snapshot(first), None, past[first]))
    assert re.search("no (?:stored )?history|no earlier session is stored", text)
    assert "since the session before" not in text


def test_the_day_after_a_big_expiration_does_not_tell_its_roll_off_as_a_change(
    told: tuple[Series, Mapping[date, History]],
) -> None:
    """Contracts alive on both days are compared, so what expired on June 18 is in no change."""
    chains, past = told
    day = AFTER_THE_BIG_EXPIRATION
    made = draft(chains.snapshot(day), None, past[day])
    facts = facts_in(made)
    naive = facts["put_call_oi_ratio"]["value"] - past[day].by_session[date(2026, 6, 18)].get(
        "put_call_oi_ratio", np.nan
    )
    change = facts["put_call_oi_change_1d"]["value"]
    assert abs(change) < 0.03
    assert abs(naive) > 5 * abs(change)
    assert not re.search(r"\b(?:surged|plunged|jumped|slid)\b", prose(made))


def test_a_note_of_enough_sessions_shows_the_ratio_with_its_band(
    told: tuple[Series, Mapping[date, History]],
) -> None:
    chains, past = told
    last = chains.days[-1]
    made = draft(chains.snapshot(last), None, past[last])
    chart = made.files["charts/put_call_ratio.svg"].decode()
    assert "<polygon" in chart
    assert chart in made.files["article.html"].decode() or "put_call_ratio" in prose(made)
    early = chains.days[10]
    early_chart = draft(chains.snapshot(early), None, past[early]).files[
        "charts/put_call_ratio.svg"
    ]
    assert b"<polyline" in early_chart
    assert b"<polygon" not in early_chart


def test_later_sessions_change_nothing_in_a_note(
    told: tuple[Series, Mapping[date, History]],
) -> None:
    """The history of a day is the same whether the series goes on after it or stops before it."""
    chains, past = told
    day = chains.days[40]
    truncated = histories_of([chains.snapshot(item) for item in chains.days[:41]])
    assert truncated[day].digest() == past[day].digest()


@pytest.mark.parametrize("symbol", sorted(QUOTED))
def test_a_quoted_series_near_the_money_tells_changes_of_volatility_and_withholds_totals(
    symbol: str, data_dir: Path
) -> None:
    """Weekend files are no sessions; changes stand where two sessions in a row carry them."""
    pytest.importorskip("pyarrow")
    days = quoted_series(data_dir, symbol)
    past = histories_of(days)
    sessions = [item for item in days if item.sessions().is_session(item.as_of_date)]
    assert len(sessions) == QUOTED[symbol]
    assert len(days) - len(sessions) <= 2
    changes, ideas = 0, 0
    for snapshot in days:
        day = snapshot.as_of_date
        made = draft(snapshot, None, past[day])
        assert [str(finding) for finding in made.findings] == []
        facts = facts_in(made)
        _check_withheld(facts)
        is_session = snapshot.sessions().is_session(day)
        before = past[day].of_session(snapshot.sessions().before(day)) if is_session else {}
        change = facts["iv_30d_change_1d"]["value"]
        here = facts["iv_30d"]["value"]
        assert (change is not None) == ("iv_30d" in before and here is not None)
        if change is not None:
            assert change == pytest.approx(here - before["iv_30d"])
            assert "volatility_changed" in {item["rule"] for item in sentences(made)}
        changes += change is not None
        ideas += any(row["structure"] != "stock" for row in facts["trade_ideas"]["value"] or ())
        assert facts["put_call_by_expiration"]["value"]
    assert changes >= 5
    assert ideas >= 5


def _check_withheld(facts: dict[str, Any]) -> None:
    for name in ("put_call_oi_ratio", "put_open_interest", "call_open_interest"):
        assert facts[name]["value"] is None
        assert facts[name]["reason"]
    for name in WITHHELD:
        assert facts[name]["value"] is None
        assert facts[name]["reason"]


def test_a_history_is_not_asked_for_what_it_does_not_carry(data_dir: Path) -> None:
    chains = series(data_dir, "IWM")
    history = histories(data_dir, "IWM")[chains.days[-1]]
    with pytest.raises(KeyError, match="spot"):
        replace(history).values("spot")
