"""Every file of the real market data becomes a note that passes its audit, or a coded refusal."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.outcomes import GROUPS, Outcome, outcome_of, outcomes, snapshots, sources
from tests.replays import json_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.pipeline import Draft

pytestmark = pytest.mark.xdist_group("every file")
STEP: Final = 1 if os.environ.get("STRIKEDESK_FULL") else 26
REFUSALS: Final = {
    "yahoo_options": {"no_listed_options": 16, "empty_chain": 2},
    "yfinance_csv": {"no_spot": 1},
    "lean": {"no_spot": 2},
    "other_vendors": {"no_spot": 1, "unknown_layout": 1},
    "eod_series": {"no_spot": 54, "empty_chain": 1},
}
"""Refused files and days by group and code; of the series of many days all are counted."""
BLOCKED: Final = {"lean": {"split_suspected": 4}}
RATIOS: Final = ("put_call_oi_ratio", "put_call_oi_ratio_tradable", "put_call_oi_ratio_front")
VOLATILITIES: Final = ("iv_30d", "iv_90d", "straddle_move_front", "skew_25d", "one_sigma_move_1d")


@cache
def found_in(folder: Path, group: str) -> tuple[Outcome, ...]:
    """The outcomes of a group, drafted once for the tests of this file."""
    return tuple(outcomes(folder, STEP, [group]))


@pytest.mark.parametrize("group", GROUPS)
def test_every_file_becomes_a_note_or_a_refusal_with_its_code(group: str, data_dir: Path) -> None:
    pytest.importorskip("pyarrow")
    found = found_in(data_dir, group)
    assert [one for one in found if one.kind == "failed"] == []
    refused = Counter(one.code for one in found if one.kind == "refused")
    assert refused == REFUSALS.get(group, {})
    blocked = Counter(one.code for one in found if one.kind == "blocked")
    assert blocked == BLOCKED.get(group, {})


def test_of_the_days_with_a_price_at_least_95_per_cent_give_a_note(data_dir: Path) -> None:
    pytest.importorskip("pyarrow")
    groups = [group for group in GROUPS if group != "eod_series"]
    kinds = Counter(one.kind for group in groups for one in found_in(data_dir, group))
    assert kinds["note"] >= 0.95 * (kinds["note"] + kinds["blocked"] + kinds["failed"])


def notes_of(folder: Path, group: str, symbol: str | None = None) -> dict[str, Draft]:
    """The notes of a group by file, or by file and day."""
    made = {}
    for source in sources(folder, [group]):
        if symbol not in {None, source.symbol}:
            continue
        for item in snapshots(source):
            if not isinstance(item, Outcome):
                outcome, note = outcome_of(source, item)
                if note is not None:
                    made[f"{outcome.name} {outcome.day}"] = note
    return made


def printed(note: Draft) -> set[str]:
    """Names of the facts that a note prints."""
    return {span["reference"].split("[")[0] for span in json_of(note, "article.json")["spans"]}


def codes(note: Draft) -> set[str]:
    """Codes of what degrades a note."""
    return {issue.code for issue in note.issues if issue.verdict == "degrade"}


def test_a_file_from_before_the_open_prints_no_ratio_and_no_volatility(data_dir: Path) -> None:
    """Open interest and quotes are dead in all but one file of that group; both are said so."""
    notes = notes_of(data_dir, "yahoo_options")
    assert len(notes) == 22
    for name, note in notes.items():
        assert not printed(note) & {*RATIOS, *VOLATILITIES}, name
        if not name.startswith("EPAC_2022-02-15"):
            assert "quotes_dead" in codes(note), name
    aapl = next(note for name, note in notes.items() if name.startswith("AAPL_2025-02-21"))
    assert {"open_interest_unavailable", "quotes_dead"} <= codes(aapl)


def test_one_or_two_contracts_make_a_note_of_one_paragraph(data_dir: Path) -> None:
    for name, note in notes_of(data_dir, "yahoo_options", "EPAC").items():
        sections = [item["id"] for item in json_of(note, "article.json")["sections"]]
        assert not printed(note) & set(RATIOS)
        if "2022-02-23" in name:
            assert sections == ["headline", "byline", "lead", "method"]


def test_one_expiration_of_many_is_labelled_as_that(data_dir: Path) -> None:
    """Nothing is said of the whole chain; the ratio is that expiration's."""
    notes = notes_of(data_dir, "yahoo_options_aapl_2025")
    assert len(notes) == 21
    for name, note in notes.items():
        facts = json_of(note, "facts.json")["facts"]
        assert facts["put_call_oi_ratio"]["status"] == "unavailable", name
        assert "put_call_oi_ratio" not in printed(note), name
        text = note.files["article.md"].decode()
        assert "nothing is said of the whole chain" in text, name
        if facts["put_call_oi_ratio_front"]["status"] == "ok":
            assert "for that expiration" in text, name


def test_series_that_settle_apart_are_never_added_up(data_dir: Path) -> None:
    """On 16 December 2022 SPX settles at the open and SPXW at the close: two rows, two roots."""
    (note,) = notes_of(data_dir, "cboe", "SPX").values()
    rows = json_of(note, "facts.json")["facts"]["put_call_by_expiration"]["value"]
    on_the_date = [row for row in rows if row["expiration"] == "2022-12-16"]
    assert sorted(row["root"] for row in on_the_date) == ["SPX", "SPXW"]
    keys = [(row["expiration"], row["root"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert "series that settle apart" in note.files["article.md"].decode()


def test_a_listing_given_twice_is_counted_once(data_dir: Path) -> None:
    """BAC stands twice in the file of 31 December 2020, the second time a moment later."""
    notes = notes_of(data_dir, "yfinance_csv", "BAC")
    note = next(note for name, note in notes.items() if "2020-12-31" in name)
    (repeated,) = [issue for issue in note.issues if issue.code == "duplicate_contracts"]
    assert repeated.rows == 146
    facts = json_of(note, "facts.json")["facts"]
    assert facts["contracts_counted"]["value"] == 146
