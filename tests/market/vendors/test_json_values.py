"""Values of JSON are read in each form that vendors give them, or refused by name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ImportFileError
from generator.market.sessions import EXCHANGE_ZONE
from generator.market.vendors.json_values import items, mapping, moment, number, text
from tests.market.vendors.made_files import JSON_VALUES

FILE = Path("answer.json")


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (1.5, 1.5),
        (3, 3.0),
        ("1.5", 1.5),
        ("1,234.5", 1234.5),
        ({"raw": 1.5, "fmt": "1.50"}, 1.5),
        ({"raw": "1,000"}, 1000.0),
        ({}, None),
        ({"fmt": "1.50"}, None),
        ({"raw": None}, None),
        (None, None),
        ("", None),
        ("NaN", None),
        ("N/A", None),
        ("null", None),
        ("-", None),
    ],
)
def test_a_figure_is_understood_in_each_form_that_vendors_give_it(
    value: object, figure: float | None
) -> None:
    assert number(value, "bid", FILE) == figure


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        [],
        [1],
        "five",
        "\uff11\uff12",
        "1.234,5",
        "1e999",
        "Infinity",
        {"raw": True},
        10**400,
    ],
)
def test_what_is_no_figure_is_refused_and_its_field_named(value: object) -> None:
    with pytest.raises(
        ImportFileError, match=r"answer\.json: quote\.bid is .*, not a number"
    ) as caught:
        number(value, "quote.bid", FILE)
    assert caught.value.code == "schema_drift"
    assert len(str(caught.value)) < 200


def test_shapes_and_words_are_what_they_should_be_or_named() -> None:
    assert mapping({"a": 1}, "quote", FILE) == {"a": 1}
    assert items([1], "options", FILE) == [1]
    assert text("  SPX ", "symbol", FILE) == "SPX"
    assert text(" ", "symbol", FILE) is None
    for read, value, wanted in (
        (mapping, [], "quote is \\[\\], not an object"),
        (mapping, None, "quote is missing, not an object"),
        (items, {}, "quote is \\{\\}, not a list"),
        (text, 5, "quote is 5, not text"),
    ):
        with pytest.raises(ImportFileError, match=wanted):
            read(value, "quote", FILE)


@pytest.mark.parametrize(
    "value", [1787340600, 1787340600.0, "1787340600", 1787340600000, {"raw": 1787340600}]
)
def test_a_stamp_counts_seconds_or_milliseconds_and_becomes_exchange_time(value: object) -> None:
    assert moment(value, "time", FILE) == datetime(2026, 8, 21, 15, 30, tzinfo=EXCHANGE_ZONE)


@pytest.mark.parametrize("value", [None, 0, "", {}])
def test_a_stamp_of_zero_is_no_time(value: object) -> None:
    assert moment(value, "time", FILE) is None


@pytest.mark.parametrize("value", [1, -5, 5e11, 1e18, 1e300, -1e300, "soon", True])
def test_a_stamp_outside_of_the_calendar_is_refused(value: object) -> None:
    with pytest.raises(ImportFileError, match="regularMarketTime is"):
        moment(value, "quote.regularMarketTime", FILE)


@given(value=JSON_VALUES, read=st.sampled_from([number, moment, text, mapping, items]))
def test_any_value_is_read_or_refused(value: Any, read: Any) -> None:  # noqa: ANN401 - any JSON
    try:
        read(value, "field", FILE)
    except ImportFileError as error:
        assert "field is" in str(error)  # noqa: PT017 - most values are one or the other
