"""Every number has rows that it was made from, and they are those that it was made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from generator.market.demo import demo_snapshot
from generator.market.snapshot import Rate
from generator.market.tables import trade_table
from generator.signals.catalogue import CATALOGUE, compute_facts, evaluation_of
from generator.signals.evidence import TABLE, Evidence, evidence_of
from generator.signals.facts import Facts, Unit
from generator.signals.history import History
from tests.replays import series
from tests.snapshots import NEXT_FRIDAY, contract, snapshot
from tests.variants import modelled_days, of_company, two_series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from generator.market.snapshot import Snapshot
    from generator.signals.catalogue import Evaluation

SUMS: Final = tuple(name for name, (entry, *_) in TABLE.items() if entry.adds is not None)


@dataclass(frozen=True, slots=True)
class Explained:
    """A snapshot with its facts and what they were computed from."""

    snapshot: Snapshot
    facts: Facts
    evaluation: Evaluation

    def rows(self, name: str) -> pd.DataFrame:
        """The rows of a fact that has some."""
        return self.evidence(name).rows

    def evidence(self, name: str) -> Evidence:
        """What a fact rests on that rests on something."""
        found = evidence_of(name, self.evaluation)
        assert found is not None, name
        return found

    def value(self, name: str) -> float:
        """A numeric fact."""
        number = self.facts[name].number
        assert number is not None, name
        return number


def explained(made: Snapshot, history: History | None = None) -> Explained:
    """Facts and evidence of one snapshot."""
    past = History() if history is None else history
    facts = compute_facts(made, past, snapshot_sha256="0" * 64)
    return Explained(made, facts, evaluation_of(made, past))


@cache
def demo() -> Explained:
    """The modelled demo."""
    return explained(demo_snapshot())


@cache
def iwm(folder: Path) -> Explained:
    """A day of IWM after a stored day."""
    days = series(folder, "IWM")
    rate = Rate(value=0.04, source="assumption")
    before, today = (replace(days.snapshot(day), rate=rate) for day in days.days[-2:])
    return explained(today, History({before.as_of_date: {"iv_30d": 0.2}}, previous=before))


@pytest.fixture(params=["demo", "iwm", "two series"])
def case(request: pytest.FixtureRequest) -> Explained:
    """The demo, real market data where it is there, and a chain of two roots."""
    if request.param == "iwm":
        pytest.importorskip("pyarrow")
        return iwm(request.getfixturevalue("data_dir"))
    return demo() if request.param == "demo" else explained(two_series(demo_snapshot()))


def is_made_from_more_than_facts(name: str) -> bool:
    return any(parameter not in CATALOGUE for parameter in CATALOGUE[name].parameters)


def test_the_table_has_every_fact_that_is_made_from_more_than_facts_and_no_other() -> None:
    assert set(TABLE) == {name for name in CATALOGUE if is_made_from_more_than_facts(name)}


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_fact_of_the_demo_has_rows_or_inputs_that_have(name: str) -> None:
    fact = demo().facts[name]
    if not fact.ok:
        assert evidence_of(name, demo().evaluation) is None
    elif fact.value == 0 and CATALOGUE[name].unit is Unit.COUNT:
        assert evidence_of(name, demo().evaluation) is None, "a count of 0 counts no row"
    elif name in TABLE:
        assert len(demo().evidence(name)) > 0
    else:
        assert fact.inputs
        assert set(fact.inputs) <= set(CATALOGUE)


@pytest.mark.parametrize("day", sorted(modelled_days()))
def test_whatever_is_special_about_a_day_a_fact_with_a_value_has_rows(day: str) -> None:
    """But for a count of nothing, a table of nothing, and the word that no bars came."""
    made = explained(modelled_days()[day])
    lacking = {
        name
        for name in TABLE
        if made.facts[name].ok
        and made.facts[name].value not in (0, (), "none")
        and evidence_of(name, made.evaluation) is None
    }
    assert not lacking


def test_a_name_that_is_no_fact_of_the_catalogue_has_no_rows() -> None:
    assert evidence_of("trend", demo().evaluation) is None


def sums(made: Explained) -> Iterator[tuple[str, float]]:
    """Each sum that is known, with what its rows add up to."""
    for name in SUMS:
        if made.facts[name].ok:
            found = made.evidence(name)
            assert found.adds is not None
            yield name, float(found.rows[found.adds].sum())


def test_the_rows_of_a_sum_add_up_to_it(case: Explained) -> None:
    found = dict(sums(case))
    totals = {"call_open_interest", "put_open_interest", "call_volume", "put_volume"}
    assert totals | {"call_wall_open_interest", "put_wall_open_interest"} <= set(found)
    for name, total in found.items():
        assert total == pytest.approx(case.value(name), rel=1e-12, abs=1e-6), name


def test_the_rows_of_put_call_by_expiration_add_up_series_by_series(case: Explained) -> None:
    rows = case.rows("put_call_by_expiration")
    table = case.facts["put_call_by_expiration"].rows
    for row in table:
        of_series = (rows["expiration"].dt.date == row["expiration"]) & (
            rows["root"] == row["root"]
        )
        for right in ("call", "put"):
            part = rows[of_series & (rows["right"] == right)]
            assert part["open_interest"].sum() == (row[f"{right}_open_interest"] or 0)
            assert part["volume"].sum() == (row[f"{right}_volume"] or 0)
    columns = ("call_open_interest", "put_open_interest")
    held = sum(float(str(row[name] or 0)) for row in table for name in columns)
    assert rows["open_interest"].sum() == held


def test_the_rows_of_open_interest_by_strike_add_up_strike_by_strike(case: Explained) -> None:
    rows = case.rows("open_interest_by_strike")
    by_strike = rows.groupby(["strike", "right"])["open_interest"].sum()
    for row in case.facts["open_interest_by_strike"].rows:
        for right in ("call", "put"):
            assert by_strike.get((row["strike"], right), 0.0) == row[f"{right}_open_interest"]
    assert set(rows["strike"]) == {
        row["strike"] for row in case.facts["open_interest_by_strike"].rows
    }


def test_contracts_are_the_rows_of_the_snapshot_of_their_number(case: Explained) -> None:
    for name in ("put_open_interest", "call_wall", "iv_30d", "gamma_by_strike"):
        rows = case.rows(name)
        table = case.snapshot.contracts.loc[rows.index]
        for column in ("root", "strike", "right", "expiration"):
            assert rows[column].tolist() == table[column].tolist()
        np.testing.assert_array_equal(rows["open_interest"], table["open_interest"])


def test_the_largest_contributions_come_first(case: Explained) -> None:
    for name, column in (("put_open_interest", "open_interest"), ("call_volume", "volume")):
        values = case.rows(name)[column].dropna().to_numpy()
        assert (values[:-1] >= values[1:]).all()
    sizes = case.rows("gamma_signed_total")["gamma"].abs().to_numpy()
    assert (sizes[:-1] >= sizes[1:]).all()


def test_shares_begin_with_what_they_are_a_share_of(case: Explained) -> None:
    rows = case.rows("pin_share_front")
    spot = case.value("spot")
    near = ((rows["strike"] - spot).abs() <= 0.01 * spot).to_numpy()
    assert (near[:-1] >= near[1:]).all()
    share = rows["open_interest"][near].sum() / rows["open_interest"].sum()
    assert share == pytest.approx(case.value("pin_share_front"), rel=1e-12)


@pytest.mark.parametrize("side", ["calls", "puts"])
@pytest.mark.parametrize("which", ["front", "second"])
def test_leaders_are_the_contracts_of_their_strikes(case: Explained, side: str, which: str) -> None:
    name = f"top_otm_{side}_{which}"
    rows = case.rows(name)
    assert set(rows["right"]) == {side.removesuffix("s")}
    told = [(row["strike"], row["expiration"]) for row in case.facts[name].rows]
    dates = rows["expiration"].dt.date
    assert list(zip(rows["strike"], dates, strict=True)) == told


def test_liquid_and_unusual_contracts_are_those_of_the_table(case: Explained) -> None:
    for name in ("liquid_contracts", "liquid_pairs", "unusual_contracts"):
        if case.facts[name].ok:
            found = case.evidence(name)
            contracts = {row["contract"] for row in found.top(len(found))}
            assert contracts == {row["contract"] for row in case.facts[name].rows}


def test_volatility_at_the_money_lies_between_those_of_its_contracts(case: Explained) -> None:
    rows = case.rows("atm_iv_by_expiration").groupby(["expiration"])["implied_volatility"]
    between = rows.agg(["min", "max"])
    for row in case.facts["atm_iv_by_expiration"].rows:
        level = float(str(row["implied_volatility"]))
        bounds = between.loc[str(row["expiration"])]
        assert bounds["min"] - 1e-12 <= level <= bounds["max"] + 1e-12


@pytest.mark.parametrize(("name", "days"), [("iv_30d", 30), ("iv_90d", 90)])
def test_a_constant_maturity_rests_on_two_terms_around_it(
    case: Explained, name: str, days: int
) -> None:
    first, *rest = sorted(set(case.rows(name)["expiration"].dt.date))
    today = case.snapshot.as_of_date
    assert (first - today).days <= days
    assert all((day - today).days >= days - 1 for day in rest)
    assert len(rest) <= 1


def test_skew_rests_on_puts_and_calls_around_25_delta(case: Explained) -> None:
    rows = case.rows("skew_25d")
    assert 4 <= len(rows) <= 8
    for right in ("put", "call"):
        deltas = rows[rows["right"] == right]["delta"].abs()
        assert deltas.min() <= 0.25 <= deltas.max()


def test_gamma_rests_on_contracts_that_give_the_table_by_strike(case: Explained) -> None:
    by_strike = dict(case.rows("gamma_by_strike").groupby("strike")["gamma"].sum())
    told = {row["strike"]: row["total_gamma"] for row in case.facts["gamma_by_strike"].rows}
    assert by_strike == pytest.approx(told, rel=1e-12)
    assert set(case.rows("gamma_peak_strike")["strike"]) == {case.value("gamma_peak_strike")}


def closes(made: Explained, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The closes of a window, oldest first."""
    return made.rows(name)["close"].to_numpy()[::-1]


def test_averages_and_deviations_come_out_of_their_window() -> None:
    for count in (20, 30, 50, 100, 200):
        window = closes(demo(), f"sma_{count}")
        assert window.mean() == pytest.approx(demo().value(f"sma_{count}"), rel=1e-12)
    for count in (20, 60, 252):
        name = f"realized_volatility_{count}d"
        returns = np.diff(np.log(closes(demo(), name)))
        assert returns.std(ddof=1) * 252**0.5 == pytest.approx(demo().value(name), rel=1e-12)
    band = closes(demo(), "bollinger_upper_20_2")
    assert band.mean() + 2 * band.std() == pytest.approx(demo().value("bollinger_upper_20_2"))
    before = closes(demo(), "day_change_zscore")
    deviation = (before[1:] / before[:-1] - 1).std(ddof=1)
    change = demo().value("day_change")
    assert change / deviation == pytest.approx(demo().value("day_change_zscore"), rel=1e-12)


def test_returns_come_out_of_two_closes() -> None:
    for name in ("return_5d", "return_1m", "return_ytd", "return_1y"):
        start, end = closes(demo(), name)
        assert end / start - 1 == pytest.approx(demo().value(name), rel=1e-12)


def test_the_first_row_of_an_extreme_or_a_level_is_where_it_was() -> None:
    for name, column in (
        ("high_52w", "high"), ("low_52w", "low"), ("support", "low"), ("resistance", "high"),
    ):  # fmt: skip
        assert demo().rows(name)[column].iloc[0] == demo().value(name)
    (bar,) = demo().evidence("previous_close").top(1)
    assert bar["close"] == demo().value("previous_close")
    assert bar["from"] == "bar"


def test_beta_comes_out_of_the_closes_of_both() -> None:
    rows = demo().rows("beta_252d")
    own, other = (np.diff(np.log(rows[name].to_numpy())) for name in ("close", "benchmark_close"))
    covariance = np.cov(own, other)
    beta = covariance[0, 1] / covariance[1, 1]
    assert beta == pytest.approx(demo().value("beta_252d"), rel=1e-12)


def test_the_chart_of_prices_rests_on_its_sessions_and_those_of_their_first_band() -> None:
    sessions = demo().rows("price_history")["session"].dt.date
    charted = [row["session"] for row in demo().facts["price_history"].rows]
    assert sessions.tolist()[::-1][19:] == charted


def test_without_bars_the_previous_close_is_the_quotes() -> None:
    quote = replace(snapshot([]).quote, previous_close=99.0)
    made = explained(snapshot([contract(NEXT_FRIDAY, 100, "call", oi=200)], quote=quote))
    found = made.evidence("previous_close")
    assert found.source.name == "quote"
    assert found.top(1) == ({"spot": 100.0, "previous_close": 99.0},)


def test_contracts_are_told_by_their_symbol_and_unknown_cells_are_none() -> None:
    made = explained(snapshot([contract(NEXT_FRIDAY, 100, "call", oi=200)]))
    (row,) = made.evidence("contracts_counted").top(5)
    assert row["contract"] == "IWM260828C00100000"
    assert row["expiration"] == date(2026, 8, 28)
    assert row["open_interest"] == 200.0
    assert row["bid"] is None
    assert "root" not in row


def test_trades_of_a_tape_are_rows_too_in_exchange_time() -> None:
    time = datetime(2026, 8, 21, 14, 30, tzinfo=UTC).replace(tzinfo=None)
    columns = {"time": [time] * 2, "contract": ["IWM260828C00100000", "IWM260828C00200000"]}
    trades = trade_table(columns | {"size": [5.0, 6.0], "price": [1.5, 1.0], "side": ["buy", ""]})
    made = explained(snapshot([contract(NEXT_FRIDAY, 100, "call")], trades=trades))
    (row,) = made.evidence("block_trades").top(5)
    assert row["premium"] == 750.0
    assert str(row["time"]) == "2026-08-21 10:30:00-04:00"
    assert made.value("block_trades_left_out") == 1
    assert len(made.evidence("block_trades_left_out")) == 2


def test_the_context_of_a_company_is_told_field_by_field() -> None:
    made = explained(of_company(demo_snapshot()))
    (row,) = made.evidence("days_to_earnings").top(1)
    assert row["next_earnings_date"] == made.snapshot.context["next_earnings_date"]
    (row,) = made.evidence("operating_margin").top(1)
    assert row == {"operating_margin": 0.214}


def test_the_move_of_earnings_rests_on_contracts_around_two_forwards() -> None:
    made = explained(of_company(demo_snapshot(), earnings_time="after the close"))
    rows = made.rows("event_implied_move")
    assert len(set(rows["expiration"])) == 2
    assert made.facts["event_implied_move"].ok


def test_facts_of_history_rest_on_the_earlier_sessions() -> None:
    today = demo_snapshot().as_of_date
    levels = {"put_call_oi_ratio_tradable": 2.0, "iv_30d": 0.2, "put_call_oi_change_1d": 0.1}
    past = {
        today - timedelta(days=step): {name: value + step / 1000 for name, value in levels.items()}
        for step in range(1, 41)
    }
    made = explained(demo_snapshot(), History(past))
    assert len(made.evidence("stored_sessions")) == made.value("stored_sessions") == 40
    ratios = made.rows("put_call_oi_percentile")["put_call_oi_ratio_tradable"]
    now = made.value("put_call_oi_ratio_tradable")
    assert (ratios < now).mean() == made.value("put_call_oi_percentile")
    assert made.evidence("iv_rank").top(1) == ({"session": max(past), "iv_30d": 0.201},)


def test_changes_rest_on_contracts_of_both_days(data_dir: Path) -> None:
    pytest.importorskip("pyarrow")
    made = iwm(data_dir)
    rows = made.rows("put_call_oi_change_1d")
    puts, calls = (rows[rows["right"] == right] for right in ("put", "call"))
    now = puts["open_interest"].sum() / calls["open_interest"].sum()
    before = puts["before"].sum() / calls["before"].sum()
    assert now - before == pytest.approx(made.value("put_call_oi_change_1d"), rel=1e-12)
    builds = [row["change"] for row in made.facts["open_interest_builds"].rows]
    first = made.rows("open_interest_builds")["change"].abs().iloc[0]
    assert first == max(abs(float(str(change))) for change in builds)
