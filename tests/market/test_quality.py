"""Each gate fires on its fault, with its verdict and code, and on nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from generator.config import GateLimits
from generator.market.demo import demo_snapshot
from generator.market.issues import Issue
from generator.market.quality import assess, gates
from generator.market.snapshot import Bars, Quote, Split
from tests.outcomes import Outcome, snapshots, sources
from tests.snapshots import NEXT_FRIDAY, Row, contract, daily_bars, pair, snapshot
from tests.variants import dead_quotes, expirations, split_grids, unpublished, with_contracts

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

BARS: Final = daily_bars([100.0] * 30, until=date(2026, 8, 21))
STRIKES: Final = range(90, 111)
STEP: Final = 1 if os.environ.get("STRIKEDESK_FULL") else 2
"""In a usual run, one of so many stored days of a symbol."""
RATIOS: Final = (2, 3, 4, 5, 7, 10, 15, 20)


def quoted(strike: float, **columns: object) -> list[Row]:
    """A call and a put of ``strike`` with quotes around their value at a price of 100."""
    rows = pair(NEXT_FRIDAY, strike, 10, 10)
    for row, value in zip(rows, (100 - strike, strike - 100), strict=True):
        middle = max(value, 0) + 1.0
        row.update({"bid": middle - 0.05, "ask": middle + 0.05, "last": middle, "volume": 5.0})
        row.update(columns)
    return rows


SOUND: Final[list[Row]] = [row for strike in STRIKES for row in quoted(strike)]


def clean(rows: list[Row], **parts: object) -> Snapshot:
    """A snapshot at which no gate has anything to say but what ``rows`` and ``parts`` bring."""
    return snapshot(rows, **{"bars": BARS} | parts)


def codes(made: Snapshot, limits: GateLimits | None = None) -> dict[str, tuple[str, int | None]]:
    """Verdict and number of rows by code."""
    return {issue.code: (issue.verdict, issue.rows) for issue in assess(made, limits)}


def verdicts(made: Snapshot) -> dict[str, str]:
    """Verdict by code."""
    return {code: verdict for code, (verdict, _) in codes(made).items()}


def test_a_sound_snapshot_has_no_issue() -> None:
    assert codes(clean(SOUND)) == {}
    assert codes(demo_snapshot()) == {}


def test_every_gate_has_a_code_of_its_own_and_says_what_it_does() -> None:
    assert len({gate.code for gate in gates()}) == len(gates())
    for gate in gates():
        assert gate.faults
        assert gate.verdict.split(":")[0].split()[0].rstrip(";,") in {"block", "degrade", "note"}


@pytest.mark.parametrize(
    ("rows", "code", "verdict", "count"),
    [
        ([*SOUND, SOUND[0] | {"expiration": "2026-08-20"}], "expired_rows", "note", 1),
        ([*SOUND, SOUND[0] | {"strike": 90.5, "standard": False}], "adjusted_contracts", "note", 1),
        ([*SOUND, SOUND[0], SOUND[0]], "duplicate_contracts", "note", 2),
        ([*SOUND, SOUND[0] | {"bid": 10.0, "volume": 9.0}], "duplicate_contracts", "note", 1),
        (
            [*SOUND, SOUND[0] | {"open_interest": 11.0}],
            "conflicting_contracts",
            "degrade",
            2,
        ),
        ([*SOUND, contract(NEXT_FRIDAY, 89, "call", oi=-1.0)], "impossible_rows", "degrade", 1),
        ([*SOUND, contract(NEXT_FRIDAY, 89, "call", volume=-1.0)], "impossible_rows", "degrade", 1),
        ([*SOUND, contract(NEXT_FRIDAY, 89, "call", bid=-0.1)], "impossible_rows", "degrade", 1),
        ([*SOUND, contract(NEXT_FRIDAY, 89, "call", last=-0.1)], "impossible_rows", "degrade", 1),
        ([*SOUND, contract(NEXT_FRIDAY, 0, "call")], "impossible_rows", "degrade", 1),
        ([*SOUND, contract(NEXT_FRIDAY, np.nan, "call")], "impossible_rows", "degrade", 1),
        (
            [*SOUND, *[contract(NEXT_FRIDAY, -1.0 * place, "put") for place in (1, 2)]],
            "impossible_rows",
            "block",
            2,
        ),
    ],
)
def test_a_fault_of_rows_has_its_code_verdict_and_count(
    rows: list[Row], code: str, verdict: str, count: int
) -> None:
    assert codes(clean(rows)) == {code: (verdict, count)}


def test_a_chain_without_contracts_or_with_expired_ones_alone_is_blocked() -> None:
    assert verdicts(clean([])) == {"empty_chain": "block"}
    expired = [row | {"expiration": "2026-08-20"} for row in SOUND]
    assert codes(clean(expired)) == {
        "no_counted_contracts": ("block", None),
        "expired_rows": ("note", len(SOUND)),
    }


@pytest.mark.parametrize("spot", [0.0, -1.0, np.nan, np.inf])
def test_an_underlying_without_a_price_is_blocked(spot: float) -> None:
    assert verdicts(clean(SOUND, spot=spot))["no_spot"] == "block"


def test_contracts_of_another_underlying_are_blocked_and_named() -> None:
    made = clean([row | {"root": "SPY"} for row in SOUND])
    (issue,) = assess(made)
    assert (issue.code, issue.verdict) == ("symbol_mismatch", "block")
    assert "SPY" in issue.message


def test_prices_in_another_currency_are_blocked() -> None:
    made = clean(SOUND, quote=Quote(spot=100.0, currency="GBp"))
    assert verdicts(made) == {"currency_not_dollars": "block"}
    assert codes(clean(SOUND, quote=Quote(spot=100.0, currency="USD"))) == {}


def test_one_side_alone_degrades() -> None:
    calls = [row for row in SOUND if row["right"] == "call"]
    assert verdicts(clean(calls)) == {"one_side_only": "degrade"}


def test_crossed_quotes_are_remarked_degrade_or_block_by_their_share() -> None:
    """The limits are shares of the quoted contracts: 5 and 25 per cent unless set otherwise."""
    for crossed, verdict in ((1, "note"), (3, "degrade"), (11, "block")):
        rows = [
            row | ({"bid": 9.0, "ask": 8.0} if place < crossed else {})
            for place, row in enumerate(SOUND)
        ]
        assert codes(clean(rows))["crossed_quotes"] == (verdict, crossed)
    rows = [SOUND[0] | {"bid": 9.0, "ask": 8.0}, *SOUND[1:]]
    strict = GateLimits(crossed_degrade=0.0, crossed_block=0.01)
    assert codes(clean(rows), strict)["crossed_quotes"][0] == "block"


def test_missing_quotes_and_dead_ones_are_told_apart() -> None:
    bare = [row | {"bid": np.nan, "ask": np.nan} for row in SOUND]
    assert verdicts(clean(bare)) == {"no_quotes": "degrade"}
    dead = [row | {"bid": 0.0, "ask": 0.0} for row in SOUND]
    assert verdicts(clean(dead)) == {"quotes_dead": "degrade"}
    some = [row | ({} if place < 6 else {"bid": 0.0}) for place, row in enumerate(SOUND)]
    assert verdicts(clean(some)) == {"quotes_dead": "degrade"}


def test_open_interest_that_is_missing_zero_or_not_published_is_told_apart() -> None:
    """Zero everywhere and missing everywhere say different things; nearly zero is not published."""
    messages = {}
    for name, value in (("zero", 0.0), ("missing", np.nan)):
        (issue,) = assess(clean([row | {"open_interest": value} for row in SOUND]))
        assert (issue.code, issue.verdict) == ("open_interest_unavailable", "degrade")
        messages[name] = issue.message
    assert messages["zero"] != messages["missing"]
    nearly = [
        row | ({} if place == 3 else {"open_interest": 0.0}) for place, row in enumerate(SOUND)
    ]
    assert verdicts(clean(nearly)) == {"open_interest_dead": "degrade"}
    assert verdicts(unpublished(demo_snapshot())) == {"open_interest_dead": "degrade"}


def test_a_few_contracts_are_no_chain() -> None:
    assert codes(clean(SOUND[18:22])) == {"thin_chain": ("degrade", 4)}
    assert codes(clean(SOUND[18:22]), GateLimits(thin_chain=4)) == {}


def test_a_part_of_the_expirations_is_no_whole_chain() -> None:
    demo = demo_snapshot()
    assert verdicts(expirations(demo, 2, 12)) == {"partial_chain": "degrade"}
    unknown = replace(expirations(demo, 2, 12), expirations_listed=None)
    assert verdicts(unknown) == {"partial_chain": "degrade"}


def test_a_day_without_a_session_is_remarked() -> None:
    rows = [row | {"expiration": "2026-06-26"} for row in SOUND]
    made = clean(
        rows, as_of="2026-06-19T16:00:00", bars=daily_bars([100.0] * 9, until=date(2026, 6, 18))
    )
    assert verdicts(made) == {"not_a_session": "degrade"}


def test_missing_and_adjusted_bars_are_remarked() -> None:
    assert verdicts(clean(SOUND, bars=Bars())) == {"no_bars": "degrade"}
    adjusted = Bars(table=BARS.table, adjustment="dividends")
    assert verdicts(clean(SOUND, bars=adjusted)) == {"bars_adjusted_for_dividends": "degrade"}


def test_a_share_that_did_not_trade_is_remarked_and_an_index_not() -> None:
    quote = Quote(spot=100.0, volume=0.0)
    assert verdicts(clean(SOUND, quote=quote)) == {"no_trades": "note"}
    index = clean(SOUND, quote=quote, context={"instrument_type": "index"})
    assert codes(index) == {}


def test_an_extreme_ratio_is_for_a_person_to_look_at() -> None:
    rows = [row | {"open_interest": 9000.0 if row["right"] == "put" else 1.0} for row in SOUND]
    assert verdicts(clean(rows)) == {"extreme_ratio": "note"}


def test_the_importer_s_issues_come_first_and_stay() -> None:
    own = Issue("bars_off_session", "note", "…", 1)
    made = clean(SOUND, issues=(own,), bars=Bars())
    assert [issue.code for issue in assess(made)] == ["bars_off_session", "no_bars"]


# --- where the price is -----------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [*RATIOS, *[1 / ratio for ratio in RATIOS]])
def test_a_price_on_the_other_side_of_a_split_is_always_blocked(ratio: float) -> None:
    """With quotes, with closes, and with bars that still stand on the old side."""
    demo = demo_snapshot()
    moved = replace(demo, quote=replace(demo.quote, spot=demo.quote.spot * ratio))
    assert verdicts(moved)["split_suspected"] == "block"
    bare = replace(moved, bars=Bars(), quote=Quote(spot=moved.quote.spot))
    assert verdicts(bare)["split_suspected"] == "block"
    closes = with_contracts(bare, bid=np.nan, ask=np.nan)
    assert "block" in {verdicts(closes).get("split_suspected"), verdicts(closes).get("no_spot")}


def test_both_strike_grids_block_while_the_price_is_on_the_old_one() -> None:
    after = split_grids(demo_snapshot())
    assert verdicts(after) == {"old_strikes": "degrade"}
    before = replace(after, quote=demo_snapshot().quote, bars=demo_snapshot().bars)
    assert verdicts(before)["split_suspected"] == "block"


def test_the_old_strikes_are_not_counted() -> None:
    """What is left is the chain of after the split, contract by contract."""
    demo = demo_snapshot()
    (issue,) = assess(split_grids(demo))
    assert issue.rows == len(demo.contracts)


def test_a_fresh_grid_without_open_interest_is_blocked() -> None:
    made = split_grids(demo_snapshot())
    table = made.contracts[made.contracts["strike"] < made.quote.spot * 3]
    fresh = replace(
        made,
        contracts=table.assign(open_interest=0.0, bid=np.nan, ask=np.nan).reset_index(drop=True),
    )
    assert verdicts(fresh)["split_suspected"] == "block"


@pytest.mark.parametrize(("gap", "verdict"), [(0.01, None), (0.05, "degrade"), (0.2, "block")])
def test_a_price_far_from_what_quotes_imply_degrades_or_blocks(
    gap: float, verdict: str | None
) -> None:
    demo = demo_snapshot()
    for factor in (1 + gap, 1 - gap):
        moved = replace(demo, bars=Bars(), quote=Quote(spot=demo.quote.spot * factor))
        assert verdicts(moved).get("spot_mismatch") == verdict


def test_a_price_far_from_its_own_bar_is_found_without_the_chain() -> None:
    dead = dead_quotes(demo_snapshot())
    bars = daily_bars([249.0] * 30, until=dead.as_of_date)
    moved = replace(dead, bars=bars, quote=Quote(spot=260.0))
    assert verdicts(moved)["spot_mismatch"] == "degrade"


def test_a_price_outside_all_strikes_is_blocked() -> None:
    rows = [row | {"bid": np.nan, "ask": np.nan, "volume": 0.0} for row in SOUND]
    assert verdicts(clean(rows, spot=118.0, bars=Bars()))["spot_outside_strikes"] == "block"


def test_a_jump_from_the_previous_close_is_for_a_person_to_look_at() -> None:
    closes = [60.0] * 29 + [100.0]
    made = clean(SOUND, bars=daily_bars(closes, until=date(2026, 8, 21)))
    assert verdicts(made) == {"price_jump": "degrade"}


def test_a_recent_split_degrades() -> None:
    for days, found in ((1, {"recent_split": "degrade"}), (20, {})):
        split = Split(session=date(2026, 8, 21) - timedelta(days=days), ratio=2.0)
        assert verdicts(clean(SOUND, bars=replace(BARS, splits=(split,)))) == found


def test_the_volatility_index_may_be_far_from_its_futures() -> None:
    rows = [row | {"root": "VIX", "settlement": "AM"} for row in SOUND]
    made = clean(rows, symbol="^VIX", spot=94.0, bars=Bars())
    assert verdicts(made) == {"no_bars": "degrade"}


# --- real days --------------------------------------------------------------------------------


def test_no_real_day_but_those_of_the_split_is_blocked(data_dir: Path) -> None:
    """AAPL of June 2014 lists both grids, then a new one alone; nothing else looks like a split."""
    pytest.importorskip("pyarrow")
    blocked = set()
    days = 0
    for source in sources(data_dir):
        for place, item in enumerate(snapshots(source)):
            step = 4 if source.symbol in {"SPY", "SMH"} else STEP
            if isinstance(item, Outcome) or (place % step and source.group != "lean"):
                continue
            days += 1
            found = verdicts(item)
            blocked |= {
                (source.symbol, str(item.as_of_date), code)
                for code, verdict in found.items()
                if verdict == "block"
            }
    assert days > 1000 / STEP
    assert blocked == {("AAPL", f"2014-06-0{day}", "split_suspected") for day in (2, 3, 4, 6)}


def test_after_the_split_the_old_strikes_are_left_out(data_dir: Path) -> None:
    found = {}
    for source in sources(data_dir, ["lean"]):
        for item in snapshots(source):
            if not isinstance(item, Outcome) and source.symbol == "AAPL":
                found[str(item.as_of_date)] = verdicts(item).get("old_strikes")
    after = ("2014-06-09", "2014-06-10", "2014-06-11", "2014-06-12", "2014-06-13", "2014-06-16")
    assert {day for day, verdict in found.items() if verdict == "degrade"} == set(after)
    assert found["2014-06-05"] is None
