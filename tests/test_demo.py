"""The modelled demo: the published figures hold, quotes allow no arbitrage, it says what it is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from generator.market import demo_chain
from generator.market.counting import two_sided
from generator.market.demo import demo_snapshot
from generator.market.quality import assess
from generator.market.sessions import EXCHANGE_ZONE, years_between
from generator.signals.catalogue import compute_facts
from generator.signals.history import History

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Facts

AS_OF: Final = datetime(2025, 12, 29, 12, 37, tzinfo=EXCHANGE_ZONE)
FRONT: Final = date(2026, 1, 2)
SECOND: Final = date(2026, 1, 9)
CENT: Final = 0.01
MID_ERROR: Final = 0.0025
"""Mids lie on half cents, so a quarter of a cent at most from the price of the model."""

FINGERPRINT: Final = "da53350e5c179acafb5e2ab8dd79935592ba6deb13726d84297ebfb4aee61dbf"
"""Of the tables; the same on every version of Python, machine and hash seed."""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The demo."""
    return demo_snapshot()


@pytest.fixture(scope="module")
def facts(snapshot: Snapshot) -> Facts:
    """Its facts, without history."""
    return compute_facts(snapshot, History(), snapshot_sha256="x")


def number(facts: Facts, name: str) -> float:
    value = facts[name].value
    assert isinstance(value, (int, float)), facts[name].unavailable
    return value


def leaders(facts: Facts, name: str) -> list[tuple[object, object]]:
    return [(row["strike"], row["open_interest"]) for row in facts[name].rows]


def side(snapshot: Snapshot, expiration: date, right: str) -> pd.DataFrame:
    """The quotes of one side of one expiration, by strike."""
    table = snapshot.contracts
    of_side = (table["expiration"] == np.datetime64(expiration)) & (table["right"] == right)
    return table[of_side].set_index("strike")


def mid(quotes: pd.DataFrame) -> NDArray[np.float64]:
    mids: NDArray[np.float64] = (quotes["bid"].to_numpy() + quotes["ask"].to_numpy()) / 2
    return mids


EXPIRATIONS: Final = tuple(term.expiration for term in demo_chain.TERMS)
each_expiration: Final = pytest.mark.parametrize("expiration", EXPIRATIONS, ids=str)


# The published figures


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("spot", "249.52"),
        ("day_low", "249.47"),
        ("previous_close", "251.43"),
        ("high_52w", "251.50"),
        ("bollinger_lower_20_2", "244.92"),
        ("beta_252d", "1.34"),
        ("put_call_oi_ratio", "2.17"),
    ],
)
def test_published_figures_are_met_to_the_digit(facts: Facts, name: str, published: str) -> None:
    assert f"{number(facts, name):.2f}" == published


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("day_change", "-0.76"),
        ("distance_from_high_52w", "-0.79"),
        ("return_ytd", "14.45"),
        ("return_1y", "11.96"),
    ],
)
def test_published_changes_are_met_to_the_hundredth_of_a_percent(
    facts: Facts, name: str, published: str
) -> None:
    assert f"{100 * number(facts, name):.2f}" == published


def test_the_volatility_of_the_year_is_the_published_one(facts: Facts) -> None:
    assert f"{100 * number(facts, 'realized_volatility_252d'):.1f}" == "17.6"


def test_no_published_figure_hangs_on_the_edge_of_its_last_digit(facts: Facts) -> None:
    edges = {
        "bollinger_lower_20_2": (244.92, 0.004),
        "beta_252d": (1.34, 0.004),
        "realized_volatility_252d": (0.176, 0.0004),
        "put_call_oi_ratio": (2.17, 0.0001),
    }
    for name, (published, allowed) in edges.items():
        assert abs(number(facts, name) - published) < allowed, name


def test_the_calls_of_this_friday_are_led_by_the_published_strikes(facts: Facts) -> None:
    assert facts["expiration_front"].value == FRONT
    calls = leaders(facts, "top_otm_calls_front")
    assert calls[:2] == [(260.0, 17_177.0), (255.0, 10_000.0)]
    assert calls[2][0] == 265.0


def test_the_puts_of_this_friday_are_led_by_the_published_strikes(facts: Facts) -> None:
    puts = leaders(facts, "top_otm_puts_front")
    assert puts[:2] == [(245.0, 7_739.0), (240.0, 5_682.0)]
    assert 249.0 in [strike for strike, _ in puts]


def test_the_calls_of_next_friday_are_led_by_the_published_strike(facts: Facts) -> None:
    assert facts["expiration_second"].value == SECOND
    assert leaders(facts, "top_otm_calls_second")[0] == (255.0, 2_625.0)


def test_the_puts_of_next_friday_are_led_by_a_few_more_contracts(facts: Facts) -> None:
    _, held = leaders(facts, "top_otm_puts_second")[0]
    assert isinstance(held, float)
    assert 2_625 < held < 2 * 2_625


def test_the_benchmark_is_the_usual_one(facts: Facts, snapshot: Snapshot) -> None:
    assert facts["benchmark"].value == "SPY"
    assert snapshot.benchmark is not None
    assert 680 < snapshot.benchmark.bars.table["close"].iloc[-1] < 700


# What it says of itself


def test_it_says_that_a_model_made_it(facts: Facts, snapshot: Snapshot) -> None:
    assert snapshot.source.modelled
    assert snapshot.source.layout == "model"
    assert facts["data_kind"].value == "modelled"
    assert facts["data_source"].value == "modelled demo"
    assert "no market data" in str(facts["data_note"].value)
    assert facts["risk_free_rate_source"].value == "modelled"


def test_its_note_is_one_sentence_without_a_figure(snapshot: Snapshot) -> None:
    note = snapshot.source.note
    assert note is not None
    assert note.count(".") == 1
    assert not any(character.isdigit() for character in note)


def test_no_gate_finds_anything_wrong(snapshot: Snapshot) -> None:
    assert assess(snapshot) == ()


def test_nothing_but_history_is_missing_during_the_session(facts: Facts) -> None:
    codes = {name: fact.unavailable.code for name, fact in facts.items() if fact.unavailable}
    assert codes.pop("volume_ratio_20d") == "during_session"
    instrument = {name for name in codes if facts[name].source == "context"}
    assert {codes.pop(name) for name in instrument} == {"does_not_apply", "not_given"}
    assert codes.pop("event_implied_move") == "does_not_apply"
    unusual = ("unusual_contracts", "contract_above_open_interest")
    assert {codes.pop(name) for name in unusual} == {"none_unusual"}
    assert {codes.pop(name) for name in ("block_trades", "block_trades_left_out")} == {"no_tape"}
    earlier = {"stored sessions", "contracts of two sessions"}
    assert all(facts[name].source in earlier for name in codes), codes


def test_it_is_a_monday_during_the_session(facts: Facts, snapshot: Snapshot) -> None:
    assert snapshot.as_of == AS_OF
    assert facts["session_state"].value == "open"
    assert facts["open_interest_date"].value == date(2025, 12, 26)
    assert number(facts, "quote_delay") == 15


def test_its_headlines_are_dated_samples_of_the_days_before(facts: Facts) -> None:
    rows = facts["headlines"].rows
    assert [row["publisher"] for row in rows] == ["Sample Wire"] * 3
    for row in rows:
        published = row["published"]
        assert isinstance(published, datetime)
        assert date(2025, 12, 26) <= published.date()
        assert published < AS_OF
        assert not any(character.isdigit() for character in str(row["title"]))


# Daily bars


def test_bars_are_those_of_the_exchange_s_sessions(snapshot: Snapshot) -> None:
    calendar = snapshot.sessions()
    expected = calendar.last(len(snapshot.bars.table), until=date(2025, 12, 26))
    assert snapshot.benchmark is not None
    for bars in (snapshot.bars, snapshot.benchmark.bars):
        assert tuple(day.date() for day in bars.table["session"]) == expected


def test_bars_hold_their_opens_and_closes(snapshot: Snapshot) -> None:
    assert snapshot.benchmark is not None
    for bars in (snapshot.bars, snapshot.benchmark.bars):
        table = bars.table
        assert (table["low"] <= table[["open", "close"]].min(axis=1)).all()
        assert (table["high"] >= table[["open", "close"]].max(axis=1)).all()
        prices = table[["open", "high", "low", "close"]].to_numpy()
        assert (prices == np.round(prices, 2)).all()


def test_the_session_so_far_lies_between_its_low_and_its_high(snapshot: Snapshot) -> None:
    quote = snapshot.quote
    assert quote.low is not None
    assert quote.open is not None
    assert quote.high is not None
    assert quote.low <= quote.spot < quote.open <= quote.high < 251.50


def test_the_high_of_the_year_was_made_in_an_earlier_session(snapshot: Snapshot) -> None:
    highs = snapshot.bars.table["high"]
    assert highs.max() == 251.50
    assert (highs == 251.50).sum() == 1


def test_no_day_moves_by_four_percent(snapshot: Snapshot) -> None:
    closes = np.append(snapshot.bars.table["close"].to_numpy(), snapshot.quote.spot)
    assert np.abs(closes[1:] / closes[:-1] - 1).max() < 0.04


def test_volumes_are_those_of_a_large_fund(snapshot: Snapshot) -> None:
    volumes = snapshot.bars.table["volume"]
    assert volumes.between(24e6, 36e6).all()
    assert volumes.std() > 1e6


def test_support_and_resistance_are_swings_apart_from_the_published_levels(facts: Facts) -> None:
    assert 244.92 < number(facts, "support") < 249.47
    assert 249.52 < number(facts, "resistance") < 251.43


def test_price_indicators_are_of_a_calm_market(facts: Facts) -> None:
    assert 45 < number(facts, "rsi_14") < 62
    assert 0.10 < number(facts, "realized_volatility_20d") < 0.18


# Positions


def test_the_chain_holds_millions_of_contracts_mostly_puts_of_third_fridays(
    facts: Facts, snapshot: Snapshot
) -> None:
    assert 1.5e6 < number(facts, "call_open_interest") < 3e6
    assert number(facts, "put_open_interest") > 4e6
    calendar = snapshot.sessions()
    puts = snapshot.contracts[snapshot.contracts["right"] == "put"]
    monthly = np.array([calendar.is_monthly(day.date()) for day in puts["expiration"]])
    deep = puts["strike"].to_numpy() < 0.95 * snapshot.quote.spot
    held = puts["open_interest"].to_numpy()
    assert held[monthly].sum() > 0.9 * held.sum()
    assert held[monthly & deep].sum() > 0.5 * held.sum()


@pytest.mark.parametrize(("right", "wall"), [("call", 260.0), ("put", 240.0)])
def test_walls_stand_out(facts: Facts, snapshot: Snapshot, right: str, wall: float) -> None:
    assert number(facts, f"{right}_wall") == wall
    table = snapshot.contracts
    near = (
        (table["right"] == right)
        & (table["expiration"] <= np.datetime64("2026-02-12"))
        & ((table["strike"] / snapshot.quote.spot - 1).abs() <= 0.10)
    )
    totals = table[near].groupby("strike")["open_interest"].sum().sort_values(ascending=False)
    assert totals.index[0] == wall
    assert totals.iloc[0] > 1.25 * totals.iloc[1]


def test_max_pain_of_this_friday_lies_at_the_price(facts: Facts) -> None:
    assert 249 <= number(facts, "max_pain_front") <= 250


def test_no_contract_trades_far_from_the_money_or_more_than_a_fifth_of_what_is_held(
    snapshot: Snapshot,
) -> None:
    table = snapshot.contracts
    assert (table["volume"] <= 0.2 * table["open_interest"]).all()
    weekly = table[table["expiration"] <= np.datetime64("2026-01-16")]
    wings = (weekly["strike"] / snapshot.quote.spot - 1).abs() > 0.16
    assert (weekly.loc[wings, "volume"] == 0).all()
    assert (table["volume"] > 0).mean() > 0.5


# Quotes


def test_every_listed_expiration_is_there(facts: Facts, snapshot: Snapshot) -> None:
    assert number(facts, "expirations_listed") == len(EXPIRATIONS)
    assert number(facts, "expirations_covered") == len(EXPIRATIONS)
    assert all(snapshot.sessions().is_session(day) for day in EXPIRATIONS)


def test_bids_stand_below_asks_on_ticks_of_a_cent(snapshot: Snapshot) -> None:
    table = snapshot.contracts
    assert (table["bid"] < table["ask"]).all()
    assert (table["bid"] >= 0).all()
    assert table["last"].between(table["bid"], table["ask"]).all()
    for name in ("bid", "ask", "last"):
        assert (table[name] == table[name].round(2)).all()


def test_most_options_have_both_sides_and_only_the_cheapest_no_bid(snapshot: Snapshot) -> None:
    table = snapshot.contracts
    quoted = two_sided(table)
    assert quoted.mean() > 0.8
    assert (table.loc[~quoted, "ask"] <= 2 * CENT).all()
    assert table["vendor_implied_volatility"].isna().all()


def test_liquid_spreads_are_tight(snapshot: Snapshot) -> None:
    table = snapshot.contracts
    near = table[(table["strike"] / snapshot.quote.spot - 1).abs() <= 0.05]
    dear = near[near["bid"] > 0.5]
    width = (dear["ask"] - dear["bid"]) / ((dear["ask"] + dear["bid"]) / 2)
    assert width.max() < 0.05
    assert width.median() < 0.03


@each_expiration
@pytest.mark.parametrize(("right", "sign"), [("call", -1), ("put", 1)])
def test_prices_move_with_the_strike_in_one_direction(
    snapshot: Snapshot, expiration: date, right: str, sign: int
) -> None:
    quotes = side(snapshot, expiration, right)
    steps = np.diff(mid(quotes)) * sign
    strikes = np.diff(quotes.index.to_numpy())
    assert (steps >= 0).all()
    assert (steps <= strikes + CENT).all()


@each_expiration
@pytest.mark.parametrize("right", ["call", "put"])
def test_prices_are_convex_in_the_strike(snapshot: Snapshot, expiration: date, right: str) -> None:
    quotes = side(snapshot, expiration, right)
    strikes, prices = quotes.index.to_numpy(), mid(quotes)
    weight = (strikes[2:] - strikes[1:-1]) / (strikes[2:] - strikes[:-2])
    butterfly = weight * prices[:-2] + (1 - weight) * prices[2:] - prices[1:-1]
    assert butterfly.min() >= -4 * MID_ERROR


@each_expiration
def test_calls_less_puts_are_the_discounted_forward_less_the_strike(
    snapshot: Snapshot, expiration: date
) -> None:
    assert snapshot.rate is not None
    assert snapshot.dividend_yield is not None
    calls, puts = side(snapshot, expiration, "call"), side(snapshot, expiration, "put")
    years = years_between(AS_OF, snapshot.sessions().settlement_time(expiration))
    forward = snapshot.quote.spot * np.exp((snapshot.rate.value - snapshot.dividend_yield) * years)
    parity = np.exp(-snapshot.rate.value * years) * (forward - calls.index.to_numpy())
    assert (calls["ask"] - puts["bid"] >= parity).all()
    assert (calls["bid"] - puts["ask"] <= parity).all()


def test_a_later_expiration_is_worth_no_less_at_the_same_forward_moneyness() -> None:
    years = np.array([0.0004, 0.003, 0.01, 0.03, 0.05, 0.1, 0.25, 0.5, 1.05])
    for distance in np.linspace(-0.6, 0.6, 61):
        deviations = demo_chain.deviation(np.full(len(years), distance), years)
        assert (np.diff(deviations) > 0).all(), distance


def test_volatilities_at_the_money_come_back_from_the_mids(facts: Facts) -> None:
    rows = facts["atm_iv_by_expiration"].rows
    assert [row["expiration"] for row in rows] == list(EXPIRATIONS)
    for row in rows:
        expiration, found = row["expiration"], row["implied_volatility"]
        assert isinstance(expiration, date)
        assert isinstance(found, float)
        end = datetime(expiration.year, expiration.month, expiration.day, 16, tzinfo=EXCHANGE_ZONE)
        years = np.array([years_between(AS_OF, end)])
        assert abs(found - demo_chain.at_the_money(years)[0]) < 0.003, expiration
        assert row["basis"] == "quotes"


def test_the_smile_is_smooth_where_a_cent_is_little(facts: Facts) -> None:
    rows = facts["contract_implied_volatility"].rows
    by_expiration: dict[object, list[float]] = {}
    for row in rows:
        delta, found, expiration = row["delta"], row["implied_volatility"], row["expiration"]
        assert isinstance(delta, float)
        assert isinstance(found, float)
        assert isinstance(expiration, date)
        if abs(delta) > 0.05 and expiration >= SECOND:
            by_expiration.setdefault(expiration, []).append(found)
    for smile in by_expiration.values():
        assert np.abs(np.diff(smile, 2)).max() < 0.003


def test_volatility_is_that_of_small_caps(facts: Facts) -> None:
    assert abs(number(facts, "iv_30d") - 0.185) < 0.002
    assert abs(number(facts, "skew_25d") - 0.04) < 0.005
    assert 0 < number(facts, "term_slope") < 0.02


# The same everywhere


def fingerprint(snapshot: Snapshot) -> str:
    """A hash of all numbers, in the order of the tables."""
    assert snapshot.benchmark is not None
    digest = hashlib.sha256()
    for table, columns in (
        (snapshot.contracts, ["strike", "bid", "ask", "last", "volume", "open_interest"]),
        (snapshot.bars.table, ["open", "high", "low", "close", "volume"]),
        (snapshot.benchmark.bars.table, ["open", "high", "low", "close", "volume"]),
    ):
        digest.update(repr(table[columns].to_numpy().tolist()).encode())
    return digest.hexdigest()


def test_its_numbers_are_the_same_on_every_version_and_machine(snapshot: Snapshot) -> None:
    assert fingerprint(snapshot) == FINGERPRINT


def test_it_is_the_same_in_every_process_hash_seed_and_time_zone() -> None:
    statement = (
        "from generator.market.bundle import snapshot_digest\n"
        "from generator.market.demo import demo_snapshot\n"
        "print(snapshot_digest(demo_snapshot()))"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", statement],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("4242", "America/Los_Angeles"))
    }
    assert len(digests) == 1


def test_it_is_made_anew_on_every_call(snapshot: Snapshot) -> None:
    other = demo_snapshot()
    assert fingerprint(other) == fingerprint(snapshot)
    assert other.contracts is not snapshot.contracts


def test_it_imports_nothing_beyond_the_market() -> None:
    statement = (
        "import sys\n"
        "from generator.market.demo import demo_snapshot\n"
        "demo_snapshot()\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", statement], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    ours = {name for name in loaded if name.startswith("generator.")}
    assert {name.split(".")[1] for name in ours} == {"market"}
    assert not loaded & {"exchange_calendars", "scipy", "talib"}
