"""What every layout has to set right: roots, volumes of earlier days, words for nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market.sessions import EXCHANGE_ZONE
from generator.market.vendors.raw_contracts import contracts_of
from tests.market.vendors.made_files import counted

if TYPE_CHECKING:
    import pandas as pd

    from generator.market.issues import Issue

DAY: Final = date(2026, 8, 21)
NOON: Final = datetime(2026, 8, 21, 12, tzinfo=EXCHANGE_ZONE)


def made(
    *rows: dict[str, object], symbol: str = "IWM", as_of: datetime | date = NOON
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """The table of these rows."""
    usual: dict[str, object] = {
        "root": symbol,
        "expiration": date(2026, 8, 28),
        "strike": 100.0,
        "right": "call",
        "bid": 1.0,
        "volume": 5.0,
    }
    filled = [usual | row for row in rows]
    columns = {name: [row.get(name) for row in filled] for row in filled for name in row}
    return contracts_of(columns, symbol=symbol, as_of=as_of)


def test_what_a_vendor_does_not_give_is_unknown() -> None:
    table, issues = made({})
    row = table.iloc[0]
    assert np.isnan([row[name] for name in ("ask", "last", "open_interest")]).all()
    assert np.isnan(row["vendor_implied_volatility"])
    assert (row["settlement"], row["contract_size"], row["standard"]) == ("PM", 100.0, True)
    assert issues == ()


@pytest.mark.parametrize(
    ("volatility", "kept"),
    [(0.25, 0.25), (5.0, 5.0), (0.0, None), (1e-5, None), (1.0000000000000003e-05, None)],
)
def test_a_volatility_that_stands_for_none_is_unknown(
    volatility: float, kept: float | None
) -> None:
    table, _ = made({"vendor_implied_volatility": volatility})
    found = table["vendor_implied_volatility"].iloc[0]
    assert found == kept or (kept is None and np.isnan(found))


def test_a_negative_volatility_is_a_vendor_s_word_for_none() -> None:
    table, _ = made({"vendor_implied_volatility": -9.99})
    assert table["vendor_implied_volatility"].isna().all()


def test_a_last_price_of_zero_is_none() -> None:
    table, _ = made({"last": 0.0}, {"last": 0.01, "strike": 101.0})
    assert np.isnan(table["last"].iloc[0])
    assert table["last"].iloc[1] == 0.01


@pytest.mark.parametrize(
    ("as_of", "traded", "volume"),
    [
        ("2026-08-21T12:00", "2026-08-21", 5.0),
        ("2026-08-21T12:00", "2026-08-20", 0.0),
        ("2026-08-21T09:00", "2026-08-20", 5.0),
        ("2026-08-21T09:30", "2026-08-20", 0.0),
        ("2026-08-21T09:00", "2026-08-19", 0.0),
        ("2026-08-23T12:00", "2026-08-21", 5.0),
        ("2026-08-23T12:00", "2026-08-20", 0.0),
        ("2026-08-22", "2026-08-21", 5.0),
        ("2026-08-21", "2026-08-20", 0.0),
        ("2026-11-26", "2026-11-25", 5.0),
        ("2026-08-21T12:00", None, 5.0),
    ],
)
def test_a_volume_counts_where_the_contract_traded_in_the_latest_session(
    as_of: str, traded: str | None, volume: float
) -> None:
    """Before the open that is the session before; on a day off the last one."""
    moment = datetime.fromisoformat(as_of).replace(tzinfo=EXCHANGE_ZONE)
    table, issues = made(
        {"last_trade_day": traded and date.fromisoformat(traded)},
        as_of=moment if "T" in as_of else moment.date(),
    )
    assert table["volume"].tolist() == [volume]
    assert counted(issues) == ({} if volume else {"stale_volume": 1})


def test_volumes_that_are_unknown_or_nothing_are_not_counted_as_stale() -> None:
    old = {"last_trade_day": date(2026, 8, 1)}
    table, issues = made(old | {"volume": None}, old | {"volume": 0.0, "strike": 101.0})
    assert np.isnan(table["volume"].iloc[0])
    assert table["volume"].iloc[1] == 0.0
    assert issues == ()


def test_the_contract_s_symbol_gives_the_root_and_the_root_its_settlement() -> None:
    """Two series of one date and strike, settled at the open and at the close, stay two."""
    third_friday: dict[str, object] = {"expiration": date(2026, 9, 18), "strike": 6500.0}
    table, issues = made(
        third_friday | {"contract": "SPX260918C06500000"},
        third_friday | {"contract": "SPXW260918C06500000"},
        third_friday | {"contract": "SPXW  260918C06500000", "strike": 6500.0},
        symbol="^SPX",
    )
    assert table[["root", "settlement"]].to_numpy().tolist() == [
        ["SPX", "AM"],
        ["SPXW", "PM"],
        ["SPXW", "PM"],
    ]
    assert issues == ()


def test_a_root_that_ends_in_a_digit_is_no_standard_contract() -> None:
    table, _ = made({"contract": "IWM7260828C00100000"}, {"contract": "IWM260828C00100000"})
    assert dict(zip(table["root"], table["standard"], strict=True)) == {"IWM": True, "IWM7": False}


@pytest.mark.parametrize(
    "contract",
    [
        "IWM260829C00100000",
        "IWM260828P00100000",
        "IWM260828C00100500",
        "IWM269999C00100000",
        "IWM260828C0010000",
        "IWM\uff12\uff160828C00100000",
        "IWM260828C0010000\u0660",
        "iwm260828C00100000",
        "not a contract",
        "",
    ],
)
def test_a_row_whose_symbol_says_something_else_is_left_out_and_counted(contract: str) -> None:
    good = {"contract": "IWM260828C00101000", "strike": 101.0}
    table, issues = made({"contract": contract}, good, good | {"contract": None, "strike": 102.0})
    assert table["strike"].tolist() == [101.0, 102.0]
    assert counted(issues) == {"inconsistent_rows": 1}
    assert [issue.verdict for issue in issues] == ["degrade"]


def test_a_stale_volume_of_a_row_that_is_left_out_is_not_counted_twice() -> None:
    _, issues = made({"contract": "other", "last_trade_day": date(2026, 8, 1)})
    assert counted(issues) == {"inconsistent_rows": 1}


def test_a_contract_given_twice_stays_twice_the_larger_volume_last() -> None:
    """Which of them counts is for the gates to say; the order given does not matter."""
    rows: list[dict[str, object]] = [{"volume": 7.0}, {"volume": 3.0}]
    assert made(*rows)[0]["volume"].tolist() == [3.0, 7.0]
    assert made(*rows[::-1])[0]["volume"].tolist() == [3.0, 7.0]


ROWS: Final = st.lists(
    st.fixed_dictionaries(
        {
            "strike": st.sampled_from([99.0, 100.0, 100.5]),
            "right": st.sampled_from(["call", "put"]),
            "bid": st.sampled_from([0.0, 1.0, None]),
            "volume": st.sampled_from([0.0, 5.0, None]),
            "contract": st.sampled_from([None, "IWM260828C00100000", "IWM7260828P00099000", "?"]),
            "last_trade_day": st.sampled_from([None, date(2026, 8, 3), DAY]),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_rows_says_nothing(both: tuple[list[dict[str, Any]], Any]) -> None:
    one, two = (made(*rows) for rows in both)
    assert one[0].equals(two[0])
    assert one[1] == two[1]
