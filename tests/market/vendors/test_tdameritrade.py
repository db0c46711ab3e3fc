"""TD Ameritrade's chains: expirations, in them strikes, in them contracts; percent volatilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError, UsageError
from tests.market.vendors.made_files import (
    ameritrade_answer,
    ameritrade_row,
    counted,
    damaged,
    imported,
    rows_of,
    stamp,
    write_json,
)

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot


def made(folder: Path, body: object, **parts: object) -> Snapshot:
    """The snapshot of this answer."""
    return imported(write_json(folder, body), **parts)


def test_an_answer_becomes_a_snapshot(tmp_path: Path) -> None:
    """Volatilities and the rate are percentages there, and fractions here."""
    snapshot = made(tmp_path, ameritrade_answer())
    call, put = rows_of(snapshot)
    assert (call["right"], put["right"]) == ("call", "put")
    assert str(call["expiration"].date()) == "2026-08-28"
    assert (call["strike"], call["bid"], call["ask"], call["last"]) == (100, 2.4, 2.6, 2.5)
    assert (call["volume"], call["open_interest"]) == (40, 300)
    assert call["vendor_implied_volatility"] == 0.25
    assert snapshot.quote.spot == 101.5
    assert snapshot.rate is not None
    assert snapshot.rate.value == pytest.approx(0.0425)
    assert snapshot.as_of.isoformat() == "2026-08-21T15:30:00-04:00"
    assert snapshot.source.name == "TD Ameritrade"


def test_the_newest_quote_says_the_time_and_the_close_caps_it(tmp_path: Path) -> None:
    late = ameritrade_row(quoteTimeInLong=stamp("2026-08-21T16:15:00-04:00") * 1000)
    assert made(tmp_path, ameritrade_answer(late)).as_of.isoformat() == "2026-08-21T16:00:00-04:00"
    never = ameritrade_row(quoteTimeInLong=0)
    assert made(tmp_path, ameritrade_answer(never)).as_of.isoformat() == "2026-08-21T15:30:00-04:00"


@pytest.mark.parametrize("volatility", ["NaN", -999.0, 0, None])
def test_a_volatility_that_stands_for_none_is_unknown(tmp_path: Path, volatility: object) -> None:
    snapshot = made(tmp_path, ameritrade_answer(ameritrade_row(volatility=volatility)))
    assert np.isnan(snapshot.contracts["vendor_implied_volatility"].iloc[0])


@pytest.mark.parametrize(
    "parts", [{"nonStandard": True}, {"mini": True}, {"multiplier": 10.0}, {"multiplier": 150}]
)
def test_contracts_of_another_deliverable_are_marked(
    tmp_path: Path, parts: dict[str, object]
) -> None:
    snapshot = made(tmp_path, ameritrade_answer(ameritrade_row(**parts)))
    assert snapshot.contracts["standard"].tolist() == [False, True]


def test_a_volume_of_an_earlier_session_counts_as_none_traded(tmp_path: Path) -> None:
    old = ameritrade_row(tradeTimeInLong=stamp("2026-08-20T15:59:00-04:00") * 1000)
    snapshot = made(tmp_path, ameritrade_answer(old))
    assert snapshot.contracts["volume"].tolist() == [0, 40]
    assert counted(snapshot.issues) == {"stale_volume": 1}


def test_an_index_is_called_one(tmp_path: Path) -> None:
    body = ameritrade_answer(symbol="$SPX", isIndex=True)
    snapshot = made(tmp_path, body, symbol="SPX")
    assert snapshot.context == {"instrument_type": "index"}
    assert set(snapshot.contracts["settlement"]) == {"AM"}


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (ameritrade_answer(symbol="SPY"), "symbol_mismatch", "is about SPY, not IWM"),
        (ameritrade_answer(underlyingPrice=0), "no_spot", "has no price of IWM"),
        (ameritrade_answer(underlyingPrice=None), "no_spot", "has no price of IWM"),
        (ameritrade_answer(callExpDateMap={}, putExpDateMap={}), "empty_chain", "no contract"),
        (ameritrade_answer(callExpDateMap=[]), "schema_drift", "callExpDateMap is"),
        (ameritrade_answer(callExpDateMap={"soon:7": {}}), "schema_drift", "key is 'soon:7', not"),
        (ameritrade_answer(putExpDateMap={"2026-08-28:7": 5}), "schema_drift", "MapP?.* is 5"),
        (ameritrade_answer(5), "schema_drift", r"callExpDateMap\[…\] is 5, not an object"),
        (ameritrade_answer(ameritrade_row(bid="two")), "schema_drift", "bid is 'two'"),
        (ameritrade_answer(ameritrade_row(strikePrice=None)), "schema_drift", "strikePrice is"),
        (
            ameritrade_answer(
                ameritrade_row(quoteTimeInLong=None),
                putExpDateMap={},
            ),
            "schema_drift",
            "quoteTimeInLong is missing, not a time",
        ),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    tmp_path: Path, body: object, code: str, message: str
) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        made(tmp_path, body)
    assert caught.value.code == code


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.composite(damaged)(ameritrade_answer()))
def test_any_answer_is_a_snapshot_or_an_import_error(
    tmp_path: Path,
    body: Any,  # noqa: ANN401 - any JSON
) -> None:
    try:
        made(tmp_path, body)
    except (ImportFileError, UsageError) as error:
        assert str(error)  # noqa: PT017 - some are read
