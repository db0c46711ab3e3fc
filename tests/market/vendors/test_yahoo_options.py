"""Yahoo's option chains: several answers become one chain, and each oddity has its code."""

from __future__ import annotations

import copy
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError
from generator.market.bundle import snapshot_digest
from generator.market.vendors.yahoo_options import read_options
from tests.market.vendors.made_files import (
    counted,
    damaged,
    imported,
    rows_of,
    stamp,
    write_json,
    yahoo_answer,
    yahoo_row,
)

if TYPE_CHECKING:
    from generator.market.vendors.chain_day import ChainDay

FILE: Final = Path("answer.json")


def read(*bodies: object, symbol: str = "IWM") -> ChainDay:
    """The chain of these answers."""
    return read_options(bodies, file=FILE, symbol=symbol)


def refusal(*bodies: object, symbol: str = "IWM") -> ImportFileError:
    """The error that these answers are refused with."""
    with pytest.raises(ImportFileError) as caught:
        read(*bodies, symbol=symbol)
    return caught.value


def september(**quote: object) -> dict[str, Any]:
    """The answer for another expiration."""
    return yahoo_answer(
        [yahoo_row("IWM260918C00100000", 100)],
        [yahoo_row("IWM260918P00100000", 100)],
        expiration="2026-09-18",
        listed=("2026-08-28", "2026-09-18"),
        **quote,
    )


def test_an_answer_becomes_a_snapshot(tmp_path: Path) -> None:
    made = imported(write_json(tmp_path, yahoo_answer()))
    call, put = rows_of(made)
    assert (call["right"], put["right"]) == ("call", "put")
    assert str(call["expiration"].date()) == "2026-08-28"
    assert (call["bid"], call["ask"], call["last"]) == (2.4, 2.6, 2.5)
    assert (call["volume"], call["open_interest"]) == (40, 300)
    assert call["vendor_implied_volatility"] == 0.25
    quote = made.quote
    assert (quote.spot, quote.open, quote.high, quote.low) == (101.5, 100, 102, 99)
    assert (quote.previous_close, quote.volume, quote.delay_minutes) == (100.5, 123456, 15)
    assert quote.currency == "USD"
    assert made.as_of.isoformat() == "2026-08-21T15:30:00-04:00"
    assert made.expirations_listed == 2
    assert made.context == {"instrument_type": "etf", "name": "Made-up Small Caps"}
    assert made.issues == ()


def test_figures_come_as_numbers_texts_objects_or_not_at_all() -> None:
    """An absent key, null and "NaN" are unknown, never 0."""
    odd = {"volume": "1,240", "openInterest": {"raw": 300, "fmt": "300"}, "bid": "NaN", "ask": None}
    row = yahoo_row("IWM260828C00100000", 100) | odd
    del row["lastPrice"]
    call = read(yahoo_answer([row], [])).contracts.iloc[0]
    assert (call["volume"], call["open_interest"]) == (1240, 300)
    assert np.isnan([call["bid"], call["ask"], call["last"]]).all()


def test_several_answers_of_one_moment_are_one_chain(tmp_path: Path) -> None:
    one, two = write_json(tmp_path, yahoo_answer(), "a"), write_json(tmp_path, september(), "b")
    made = imported(one, two)
    assert len(made.contracts) == 4
    assert made.contracts["expiration"].nunique() == 2
    assert made.source.files == ("a", "b")
    assert made.issues == ()


def test_the_order_of_answers_and_rows_says_nothing(tmp_path: Path) -> None:
    rows = [yahoo_row(f"IWM260828C00{strike}000", strike) for strike in (100, 101, 102)]
    one = imported(
        write_json(tmp_path, yahoo_answer(rows), "a"), write_json(tmp_path, september(), "b")
    )
    two = imported(
        write_json(tmp_path, september(), "a"), write_json(tmp_path, yahoo_answer(rows[::-1]), "b")
    )
    assert snapshot_digest(one) == snapshot_digest(two)


def test_of_an_expiration_given_twice_the_newest_answer_counts() -> None:
    old = yahoo_answer(
        [yahoo_row("IWM260828C00100000", 100, openInterest=1)],
        regularMarketTime=stamp("2026-08-21T15:20:00-04:00"),
        regularMarketPrice=99,
    )
    for bodies in ((old, yahoo_answer()), (yahoo_answer(), old)):
        made = read(*bodies)
        assert made.contracts["open_interest"].tolist() == [300, 300]
        assert made.quote is not None
        assert made.quote.spot == 101.5
        assert counted(made.issues) == {"superseded_answers": 1}


def test_of_two_answers_of_one_moment_the_one_received_later_counts() -> None:
    """Open interest is renewed at night, while the time of the quote stands still."""
    renewed = yahoo_answer([yahoo_row("IWM260828C00100000", 100, openInterest=7)])
    assert read(yahoo_answer(), renewed).contracts["open_interest"].tolist() == [7, 300]
    assert read(renewed, yahoo_answer()).contracts["open_interest"].tolist() == [300, 300]


def test_answers_more_than_fifteen_minutes_apart_degrade_the_note() -> None:
    near = read(yahoo_answer(), september(regularMarketTime=stamp("2026-08-21T15:15:00-04:00")))
    assert near.issues == ()
    far = read(yahoo_answer(), september(regularMarketTime=stamp("2026-08-21T15:14:59-04:00")))
    assert [(issue.code, issue.verdict) for issue in far.issues] == [("mixed_times", "degrade")]


def test_answers_of_different_days_are_not_mixed() -> None:
    error = refusal(yahoo_answer(), september(regularMarketTime=stamp("2026-08-20T15:30:00-04:00")))
    assert error.code == "mixed_days"
    assert "answers are of 2026-08-20 and 2026-08-21: import them apart" in str(error)


def test_an_answer_about_another_symbol_is_refused_and_its_file_named(tmp_path: Path) -> None:
    other = yahoo_answer(symbol="IWN")
    assert refusal(other).code == "symbol_mismatch"
    one, two = write_json(tmp_path, yahoo_answer(), "a"), write_json(tmp_path, other, "b")
    with pytest.raises(ImportFileError, match=r"b: is about IWN, not IWM \[symbol_mismatch\]"):
        imported(one, two)
    named = copy.deepcopy(yahoo_answer())
    named["optionChain"]["result"][0]["underlyingSymbol"] = "IWN"
    assert refusal(named).code == "symbol_mismatch"


def test_a_class_of_shares_is_the_same_symbol_however_it_is_written() -> None:
    body = copy.deepcopy(yahoo_answer(symbol="BRK-B"))
    body["optionChain"]["result"][0]["underlyingSymbol"] = "BRK-B"
    part = body["optionChain"]["result"][0]["options"][0]
    part["calls"] = [yahoo_row("BRKB260828C00100000", 100)]
    part["puts"] = []
    assert read(body, symbol="BRK.B").contracts["root"].tolist() == ["BRKB"]


def test_an_index_keeps_its_two_roots_of_one_date_apart() -> None:
    friday = "2026-09-18"
    rows = [yahoo_row("SPX260918C06500000", 6500), yahoo_row("SPXW260918C06500000", 6500)]
    body = copy.deepcopy(yahoo_answer(rows, [], expiration=friday, symbol="^SPX"))
    body["optionChain"]["result"][0]["underlyingSymbol"] = "^SPX"
    made = read(body, symbol="^SPX").contracts
    assert made[["root", "settlement"]].to_numpy().tolist() == [["SPX", "AM"], ["SPXW", "PM"]]


def test_a_symbol_that_yahoo_does_not_know_is_said() -> None:
    error = refusal({"optionChain": {"result": [], "error": None}}, symbol="QQQQQ")
    assert error.code == "unknown_symbol"
    assert "Yahoo does not know QQQQQ" in str(error)


def test_a_symbol_without_options_is_not_a_date_that_is_no_expiration() -> None:
    """Both are empty chains; what is listed tells them apart."""
    none = refusal(yahoo_answer([], [], listed=[], quoteType="MUTUALFUND"))
    assert none.code == "no_listed_options"
    assert "IWM has no listed options (Yahoo calls it mutualfund)" in str(none)
    wrong_date = refusal(yahoo_answer([], [], expiration="2026-08-27"))
    assert wrong_date.code == "empty_chain"
    assert "though 2 expirations are listed" in str(wrong_date)
    parts = copy.deepcopy(yahoo_answer([], [], listed=[]))
    parts["optionChain"]["result"][0]["options"] = []
    assert refusal(parts).code == "no_listed_options"


def test_a_side_that_is_null_or_absent_is_an_empty_one() -> None:
    for missing in (True, False):
        body = copy.deepcopy(yahoo_answer())
        part = body["optionChain"]["result"][0]["options"][0]
        part["puts"] = None
        if missing:
            del part["puts"]
        assert read(body).contracts["right"].tolist() == ["call"]


@pytest.mark.parametrize(
    ("state", "counted_on"),
    [
        ("REGULAR", date(2026, 8, 20)),
        ("POST", date(2026, 8, 20)),
        ("PRE", date(2026, 8, 21)),
        ("PREPRE", None),
        ("POSTPOST", None),
        ("CLOSED", None),
        (None, None),
    ],
)
def test_the_market_s_state_says_of_which_close_open_interest_is(
    state: str | None, counted_on: date | None
) -> None:
    """At night and on days off it may be the old count or the new one, so nothing is said."""
    assert read(yahoo_answer(marketState=state)).open_interest_date == counted_on


def test_after_a_weekend_or_holiday_the_session_before_is_meant() -> None:
    quoted = stamp("2026-09-08T11:00:00-04:00")
    made = read(yahoo_answer(regularMarketTime=quoted, marketState="REGULAR"))
    assert made.open_interest_date == date(2026, 9, 4)


def test_a_volume_of_an_earlier_session_counts_as_none_traded() -> None:
    old = yahoo_row(
        "IWM260828C00100000", 100, lastTradeDate=stamp("2026-08-20T15:59:00-04:00"), volume=99
    )
    made = read(yahoo_answer([old]))
    assert made.contracts["volume"].tolist() == [0, 40]
    assert counted(made.issues) == {"stale_volume": 1}


def test_contracts_that_a_corporate_action_changed_are_marked() -> None:
    rows = [
        yahoo_row("IWM260828C00100000", 100, contractSize="MINI"),
        yahoo_row("IWM260828C00101000", 101, contractSize=None),
        yahoo_row("IWM1260828C00102000", 102),
    ]
    made = read(yahoo_answer(rows, [])).contracts.set_index("strike")["standard"]
    assert made.to_dict() == {100.0: False, 101.0: True, 102.0: False}


def test_another_currency_in_the_chain_than_in_the_quote_blocks() -> None:
    foreign = yahoo_row("IWM260828C00100000", 100, currency="GBp")
    made = read(yahoo_answer([foreign]))
    assert [(issue.code, issue.verdict) for issue in made.issues] == [
        ("currency_mismatch", "block")
    ]
    unsaid = read(yahoo_answer([foreign | {"currency": None}]))
    assert unsaid.issues == ()


@pytest.mark.parametrize("price", [None, 0, "NaN"])
def test_without_a_price_there_is_no_spot(tmp_path: Path, price: object) -> None:
    path = write_json(tmp_path, yahoo_answer(regularMarketPrice=price))
    with pytest.raises(ImportFileError, match="has no price of IWM") as caught:
        imported(path)
    assert caught.value.code == "no_spot"
    assert imported(path, spot=101.0).quote.spot == 101.0


def test_names_are_cleaned_before_a_note_may_print_them() -> None:
    made = read(yahoo_answer(longName="Made\u202e-up\x1b \n Caps"))
    assert made.context["name"] == "Made-up Caps"
    assert read(yahoo_answer(longName=" ", shortName="Caps")).context["name"] == "Caps"
    assert "name" not in read(yahoo_answer(longName="\u200b", shortName=None)).context
    assert read(yahoo_answer(quoteType="FUTURE")).context == {"name": "Made-up Small Caps"}


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("quote", "regularMarketTime"), None, "quote.regularMarketTime is missing, not a time"),
        (("quote", "regularMarketTime"), "soon", "quote.regularMarketTime is 'soon'"),
        (("quote", "regularMarketPrice"), "\uff15", "quote.regularMarketPrice is '\uff15', not"),
        (("quote",), [], "optionChain.quote is"),
        (("expirationDates",), None, "optionChain.expirationDates is missing, not a list"),
        (("expirationDates",), ["x"], "optionChain.expirationDates is 'x', not a number"),
        (("options",), {}, "optionChain.options is"),
        (("options", 0, "expirationDate"), None, "options.expirationDate is missing, not a date"),
        (("options", 0, "calls"), 5, "options.calls is 5, not a list"),
        (("options", 0, "calls", 0), 5, r"options.calls\[…\] is 5, not an object"),
        (("options", 0, "calls", 0, "strike"), None, "options.call.strike is missing"),
        (("options", 0, "puts", 0, "bid"), True, "options.put.bid is True, not a number"),
        (("options", 0, "puts", 0, "contractSymbol"), 5, "options.put.contractSymbol is 5"),
    ],
)
def test_a_shape_that_has_drifted_names_the_field(
    place: tuple[Any, ...], value: object, message: str
) -> None:
    body = copy.deepcopy(yahoo_answer())
    inner = body["optionChain"]["result"][0]
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    error = refusal(body)
    assert error.code == "schema_drift"
    with pytest.raises(ImportFileError, match=message):
        raise error


BODIES: Final = st.composite(damaged)(yahoo_answer())


@settings(max_examples=200)
@given(st.lists(BODIES, min_size=1, max_size=2))
def test_any_answer_is_a_chain_or_an_import_error(bodies: list[Any]) -> None:
    try:
        made = read(*bodies)
    except ImportFileError as error:
        assert str(error).startswith("answer.json: ")  # noqa: PT017 - some are read
        return
    assert made.contracts["expiration"].dt.year.min() >= 1990


def test_files_of_one_moment_make_the_same_snapshot_in_any_order(tmp_path: Path) -> None:
    """Where their times are equal too, the text of the files decides, not how they were named."""
    renewed = yahoo_answer([yahoo_row("IWM260828C00100000", 100, openInterest=7)])
    one, two = write_json(tmp_path, yahoo_answer(), "a"), write_json(tmp_path, renewed, "b")
    assert snapshot_digest(imported(one, two)) == snapshot_digest(imported(two, one))


def test_of_one_quote_the_answer_of_the_later_hours_counts() -> None:
    old = yahoo_answer([yahoo_row("IWM260828C00100000", 100, openInterest=1)], marketState="POST")
    new = yahoo_answer([yahoo_row("IWM260828C00100000", 100, openInterest=9)], marketState="PRE")
    for bodies in ((old, new), (new, old)):
        made = read(*bodies)
        assert made.contracts["open_interest"].tolist()[0] == 9
        assert made.open_interest_date is None, "the answers are of two counts"


def test_a_time_that_the_file_contradicts_is_refused(tmp_path: Path) -> None:
    chain = write_json(tmp_path, yahoo_answer())
    asked = datetime(2026, 8, 21, 10)  # noqa: DTZ001 - as asked
    with pytest.raises(ImportFileError, match="for files that say none") as refused:
        imported(chain, as_of=asked)
    assert refused.value.code == "other_time"
