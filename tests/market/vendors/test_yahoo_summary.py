"""Yahoo's summaries become context in the catalogue's names, and what is odd in them is named."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError
from generator.market.vendors.context_file import FIELDS
from generator.market.vendors.yahoo_summary import read_summary
from tests.market.vendors.made_files import damaged, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = Path("summary.json")


def summary(**modules: object) -> dict[str, Any]:
    """An answer with these modules."""
    return {"quoteSummary": {"result": [modules], "error": None}}


def earnings(*times: str, **parts: object) -> dict[str, Any]:
    """An answer with these times of earnings."""
    stamps = [stamp(time) for time in times]
    return summary(calendarEvents={"earnings": {"earningsDate": stamps} | parts})


WHOLE: Final = summary(
    quoteType={"quoteType": "EQUITY", "longName": "Made-up Motors, Inc.", "shortName": "Made-up"},
    assetProfile={"sector": "Industrials"},
    summaryDetail={"totalAssets": {}, "marketCap": {"raw": 5.5e9, "fmt": "5.5B"}},
    financialData={
        "targetMeanPrice": {"raw": 120.5},
        "operatingMargins": 0.125,
        "profitMargins": "0.1",
    },
    fundProfile={"feesExpensesInvestment": {"annualReportExpenseRatio": {"raw": 0.002}}},
    calendarEvents={
        "exDividendDate": {"raw": stamp("2026-09-10"), "fmt": "2026-09-10"},
        "earnings": {
            "earningsDate": [stamp("2026-10-28T16:05:00-04:00")],
            "isEarningsDateEstimate": False,
        },
    },
)


def read(*bodies: object) -> Mapping[str, str | float]:
    """The context of these answers."""
    return read_summary(bodies, file=FILE)


def test_an_answer_becomes_context_in_the_catalogue_s_names() -> None:
    found = read(WHOLE)
    assert found == {
        "instrument_type": "equity",
        "name": "Made-up Motors, Inc.",
        "sector": "Industrials",
        "expense_ratio": 0.002,
        "market_value": 5.5e9,
        "price_target": 120.5,
        "operating_margin": 0.125,
        "profit_margin": 0.1,
        "ex_dividend_date": "2026-09-10",
        "next_earnings_date": "2026-10-28",
        "earnings_date_state": "given",
        "earnings_time": "after the close",
    }
    assert set(found) <= set(FIELDS)


def test_answers_for_one_module_each_are_put_together() -> None:
    parts = [summary(**{name: part}) for name, part in WHOLE["quoteSummary"]["result"][0].items()]
    assert read(*parts) == read(WHOLE)
    assert read(*parts[::-1]) == read(WHOLE)


def test_an_answer_that_says_not_found_adds_nothing() -> None:
    missing = {
        "quoteSummary": {
            "result": None,
            "error": {"code": "Not Found", "description": "No fundamentals data found"},
        }
    }
    assert read(missing) == {}
    assert read(missing, WHOLE, missing) == read(WHOLE)


def test_the_ex_dividend_date_is_the_date_in_utc() -> None:
    """It is stamped with midnight there, which is the evening before in New York."""
    body = summary(summaryDetail={"exDividendDate": stamp("2026-09-10T00:00:00+00:00")})
    assert read(body) == {"ex_dividend_date": "2026-09-10"}
    assert read(summary(summaryDetail={"exDividendDate": {}})) == {}


def test_a_range_of_earnings_dates_is_an_estimate() -> None:
    found = read(earnings("2026-10-28T10:59:00-04:00", "2026-11-02T07:00:00-05:00"))
    assert (found["next_earnings_date"], found["earnings_date_state"]) == (
        "2026-10-28",
        "estimated",
    )
    assert "earnings_time" not in found


@pytest.mark.parametrize(
    ("times", "flag", "state"),
    [
        (1, False, "given"),
        (1, True, "estimated"),
        (1, None, "given"),
        (2, None, "estimated"),
        (2, True, "estimated"),
        (2, False, "given"),
    ],
)
def test_what_yahoo_says_of_an_estimate_outweighs_how_many_dates_there_are(
    times: int, flag: object, state: str
) -> None:
    dates = ["2026-10-28T08:00:00-04:00", "2026-11-02T08:00:00-05:00"][:times]
    found = read(earnings(*dates, isEarningsDateEstimate=flag))
    assert found["earnings_date_state"] == state


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("08:00", "before the open"),
        ("09:29", "before the open"),
        ("09:30", None),
        ("15:59", None),
        ("16:00", "after the close"),
        ("20:00", "after the close"),
    ],
)
def test_the_time_of_earnings_is_said_where_it_is_outside_of_the_session(
    time: str, said: str | None
) -> None:
    assert read(earnings(f"2026-10-28T{time}:00-04:00")).get("earnings_time") == said


def test_no_earnings_date_is_none() -> None:
    assert read(earnings()) == {}
    assert read(summary(calendarEvents={"earnings": None})) == {}
    assert read(summary(calendarEvents={"earnings": {"earningsDate": None}})) == {}


@pytest.mark.parametrize(
    ("kind", "ours"), [("EQUITY", "equity"), ("ETF", "etf"), ("INDEX", "index"), ("FUTURE", None)]
)
def test_what_can_have_options_is_told_in_our_words(kind: str, ours: str | None) -> None:
    assert read(summary(price={"quoteType": kind})).get("instrument_type") == ours


def test_the_first_place_that_has_a_value_gives_it() -> None:
    found = read(
        summary(
            quoteType={"longName": " ", "shortName": "Short"},
            price={"longName": "Long\u202e\n name", "marketCap": None},
            summaryDetail={"marketCap": 7},
        )
    )
    assert found == {"name": "Long name", "market_value": 7.0}


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"financialData": {"targetMeanPrice": "high"}}, "financialData.targetMeanPrice is 'high'"),
        ({"financialData": {"profitMargins": True}}, "financialData.profitMargins is True"),
        ({"summaryDetail": {"totalAssets": [1]}}, r"summaryDetail.totalAssets is \[1\]"),
        ({"assetProfile": {"sector": 5}}, "assetProfile.sector is 5, not text"),
        ({"quoteType": {"longName": {"a": 1}}}, "quoteType.longName is"),
        ({"calendarEvents": {"exDividendDate": "2026-09-10"}}, "exDividendDate is '2026-09-10'"),
        ({"calendarEvents": {"earnings": {"earningsDate": 5}}}, "earnings.earningsDate is 5"),
        ({"calendarEvents": {"earnings": {"earningsDate": [None]}}}, "earningsDate is missing"),
        (
            {"fundProfile": {"feesExpensesInvestment": {"annualReportExpenseRatio": "x"}}},
            "feesExpensesInvestment.annualReportExpenseRatio is 'x'",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_and_its_field_named(
    modules: dict[str, object], message: str
) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        read(summary(**modules))
    assert caught.value.code == "schema_drift"


@settings(max_examples=200)
@given(st.composite(damaged)(copy.deepcopy(WHOLE)))
def test_any_answer_is_context_or_an_import_error(body: Any) -> None:  # noqa: ANN401 - any JSON
    try:
        found = read(body)
    except ImportFileError as error:
        assert str(error).startswith("summary.json: ")  # noqa: PT017 - some are read
        return
    assert set(found) <= set(FIELDS)
    assert all(value != "" for value in found.values())
