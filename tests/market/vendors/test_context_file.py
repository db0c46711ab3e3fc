"""Context from a file is Yahoo's summary or a flat object of the catalogue's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import ImportFileError
from generator.market.vendors.content import read_content
from generator.market.vendors.context_file import FIELDS, read_context
from tests.market.vendors.made_files import (
    JSON_VALUES,
    PAIRS,
    counted,
    imported,
    write,
    write_json,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def read(folder: Path, body: object) -> Mapping[str, str | float]:
    """The context of this JSON."""
    return read_context(read_content(write_json(folder, body, "context.json")))


def test_a_flat_object_is_taken_as_it_is(tmp_path: Path) -> None:
    body = {
        "instrument_type": "equity",
        "name": " Made-up\nMotors\u202e ",
        "market_value": "5,500,000",
        "dividend_yield": 0.015,
        "next_earnings_date": "2026-10-28",
        "earnings_date_state": "estimated",
        "earnings_time": "before the open",
        "ex_dividend_date": "20260910",
        "sector": None,
        "price_target": "N/A",
    }
    assert read(tmp_path, body) == {
        "instrument_type": "equity",
        "name": "Made-up Motors",
        "market_value": 5_500_000.0,
        "dividend_yield": 0.015,
        "next_earnings_date": "2026-10-28",
        "earnings_date_state": "estimated",
        "earnings_time": "before the open",
        "ex_dividend_date": "2026-09-10",
    }


def test_yahoo_s_summary_is_context_too(tmp_path: Path) -> None:
    body = {"quoteSummary": {"result": [{"price": {"longName": "Made-up Motors"}}]}}
    assert read(tmp_path, body) == {"name": "Made-up Motors"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"market_value": "large"}, "market_value is 'large', not a number"),
        ({"market_value": True}, "market_value is True"),
        ({"name": 5}, "name is 5, not text"),
        ({"next_earnings_date": "soon"}, "next_earnings_date is 'soon', not a date like"),
        ({"next_earnings_date": "2026-02-30"}, "not a date like 2026-08-21"),
        ({"next_earnings_date": "9999-12-31"}, "not a date like 2026-08-21"),
        ({"instrument_type": "ETF"}, "instrument_type is 'ETF', not one of equity, etf, index"),
        ({"earnings_date_state": "sure"}, "not one of given, estimated"),
        ({"earnings_time": "noon"}, "not one of before the open, after the close"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(
    tmp_path: Path, body: object, message: str
) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        read(tmp_path, body)
    assert caught.value.code == "schema_drift"


def test_an_unknown_key_is_named_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="has the keys pe, peg; known are") as caught:
        read(tmp_path, {"peg": 2, "pe": 1, "name": "x"})
    assert caught.value.code == "unknown_layout"
    for content in ("name,sector\na,b\n", "[1]"):
        with pytest.raises(ImportFileError, match="context is Yahoo's quoteSummary JSON or a flat"):
            read_context(read_content(write(tmp_path, content)))


def test_an_import_takes_context_of_several_files_later_ones_winning(tmp_path: Path) -> None:
    chain = write(tmp_path, PAIRS)
    files = [
        write_json(tmp_path, {"name": "Old", "sector": "Energy"}, "one.json"),
        write_json(tmp_path, {"name": "New", "dividend_yield": 0.01}, "two.json"),
        write_json(tmp_path, {"quoteSummary": {"result": None}}, "three.json"),
    ]
    made = imported(chain, spot=101.5, context=files)
    assert made.context == {"name": "New", "sector": "Energy"}
    assert made.dividend_yield == 0.01
    assert counted(made.issues) == {"context_empty": None}
    assert made.issues[0].message == "three.json holds no fact about IWM"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*FIELDS, "other"]), JSON_VALUES, max_size=3))
def test_any_object_is_context_or_an_import_error(tmp_path: Path, body: dict[str, Any]) -> None:
    try:
        found = read(tmp_path, body)
    except ImportFileError as error:
        assert error.code in {"schema_drift", "unknown_layout"}  # noqa: PT017 - some are read
        return
    assert all(value != "" for value in found.values())
