"""Cboe's delayed-quote JSON: contracts by their own symbols, times of the exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError, UsageError
from tests.market.vendors.made_files import (
    cboe_answer,
    counted,
    damaged,
    imported,
    rows_of,
    write_json,
)

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot


def row(option: str = "IWM260828C00100000", **parts: object) -> dict[str, Any]:
    """A contract."""
    usual: dict[str, Any] = cboe_answer()["data"]["options"][0]
    return usual | {"option": option} | parts


def made(folder: Path, body: object, **parts: object) -> Snapshot:
    """The snapshot of this answer."""
    return imported(write_json(folder, body), **parts)


def test_an_answer_becomes_a_snapshot(tmp_path: Path) -> None:
    snapshot = made(tmp_path, cboe_answer())
    call, put = rows_of(snapshot)
    assert (call["right"], put["right"], call["strike"]) == ("call", "put", 100)
    assert (call["bid"], call["ask"], call["last"]) == (2.4, 2.6, 2.5)
    assert (call["volume"], call["open_interest"], call["vendor_implied_volatility"]) == (
        40,
        300,
        0.25,
    )
    quote = snapshot.quote
    assert (quote.spot, quote.open, quote.high, quote.low) == (101.5, 100, 102, 99)
    assert (quote.previous_close, quote.volume) == (100.5, 123456)
    assert snapshot.as_of.isoformat() == "2026-08-21T15:30:00-04:00"
    assert snapshot.context == {"instrument_type": "etf"}


@pytest.mark.parametrize(
    ("traded", "as_of"),
    [
        ("2026-08-21T16:15:04", "2026-08-21T16:00:00-04:00"),
        ("2026-08-22T10:00:00", "2026-08-22T16:00:00-04:00"),
        ("2026-08-21T19:30:00+00:00", "2026-08-21T15:30:00-04:00"),
        ("2026-08-22T01:00:00Z", "2026-08-21T16:00:00-04:00"),
    ],
)
def test_the_time_is_exchange_time_unless_it_has_an_offset(
    tmp_path: Path, traded: str, as_of: str
) -> None:
    assert made(tmp_path, cboe_answer(last_trade_time=traded)).as_of.isoformat() == as_of


def test_an_index_keeps_its_two_roots_apart(tmp_path: Path) -> None:
    options = [row("RUT260918C02000000"), row("RUTW260918C02000000")]
    body = cboe_answer(symbol="^RUT", security_type="index", options=options, volume=0, open=0.0)
    snapshot = made(tmp_path, body, symbol="RUT")
    assert snapshot.contracts[["root", "settlement"]].to_numpy().tolist() == [
        ["RUT", "AM"],
        ["RUTW", "PM"],
    ]
    assert snapshot.context == {"instrument_type": "index"}
    assert (snapshot.quote.open, snapshot.quote.volume) == (None, None)


def test_strings_nulls_and_absent_keys_are_figures_or_unknown(tmp_path: Path) -> None:
    odd = row(bid="1,002.5", ask=None, iv="NaN", last_trade_price=0.0, last_trade_time=None)
    del odd["open_interest"]
    call = made(tmp_path, cboe_answer(options=[odd])).contracts.iloc[0]
    assert call["bid"] == 1002.5
    names = ["ask", "vendor_implied_volatility", "last", "open_interest"]
    assert np.isnan(call[names].to_numpy(dtype=float)).all()


def test_a_volume_of_an_earlier_session_counts_as_none_traded(tmp_path: Path) -> None:
    old = row(last_trade_time="2026-08-20T15:59:59")
    snapshot = made(tmp_path, cboe_answer(options=[old]))
    assert snapshot.contracts["volume"].tolist() == [0]
    assert counted(snapshot.issues) == {"stale_volume": 1}


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        ({"symbol": "IWN"}, "symbol_mismatch", "is about IWN, not IWM"),
        ({"current_price": 0}, "no_spot", "has no price of IWM for 2026-08-21"),
        ({"current_price": "up"}, "schema_drift", "data.current_price is 'up', not a number"),
        ({"options": []}, "empty_chain", "holds no contract"),
        ({"options": {}}, "schema_drift", "data.options is"),
        ({"options": [5]}, "schema_drift", r"data.options\[…\] is 5, not an object"),
        ({"options": [row("IWM")]}, "bad_cell", "'IWM' is no OCC option symbol"),
        ({"options": [row("IWM260231C00100000")]}, "bad_cell", "data.options: day"),
        ({"options": [row(bid=True)]}, "schema_drift", "data.options.bid is True"),
        ({"options": [row(last_trade_time="noon")]}, "schema_drift", "last_trade_time is 'noon'"),
        ({"last_trade_time": None}, "schema_drift", "data.last_trade_time is missing"),
        ({"last_trade_time": "9999-12-31T00:00:00"}, "schema_drift", "last_trade_time is '9999"),
        ({"last_trade_time": "0001-01-01T00:00:00"}, "schema_drift", "last_trade_time is '0001"),
        ({"last_trade_time": 5}, "schema_drift", "data.last_trade_time is 5, not text"),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    tmp_path: Path, data: dict[str, object], code: str, message: str
) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        made(tmp_path, cboe_answer(**data))
    assert caught.value.code == code


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.composite(damaged)(cboe_answer()))
def test_any_answer_is_a_snapshot_or_an_import_error(
    tmp_path: Path,
    body: Any,  # noqa: ANN401 - any JSON
) -> None:
    try:
        made(tmp_path, body)
    except (ImportFileError, UsageError) as error:
        assert str(error)  # noqa: PT017 - some are read
