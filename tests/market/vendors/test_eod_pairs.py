"""End-of-day pairs as JSON: the chain of one day, which stands in the file's name alone."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError, UsageError
from generator.market.bundle import snapshot_digest
from tests.market.vendors.made_files import (
    PAIRS,
    counted,
    damaged,
    imported,
    rows_of,
    write,
    write_json,
)

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

HEADER, ROW = PAIRS.splitlines()


def pair(named: str = "2026-08-28_100.00_Call", **parts: object) -> dict[str, object]:
    """A call and a put of one strike."""
    return {
        "callOption": named,
        "callPrice": 2.5,
        "callVolume": 40,
        "callIv": 25.5,
        "callOi": 300,
        "putOption": named.replace("Call", "Put"),
        "putPrice": 0,
        "putVolume": 50,
        "putIv": 0,
        "putOi": 400,
    } | parts


def answer(*pairs: object, **header: object) -> dict[str, Any]:
    """The chain of a day."""
    return {
        "header": {"underlyingPrice": 101.5} | header,
        "contracts": list(pairs) or [pair()],
    }


def made(
    folder: Path, body: object, name: str = "IWM_2026-08-21.json", **parts: object
) -> Snapshot:
    """The snapshot of a file of this name."""
    return imported(write_json(folder, body, name), **parts)


def test_an_object_of_pairs_is_the_chain_of_the_day_in_its_name(tmp_path: Path) -> None:
    snapshot = made(tmp_path, answer())
    call, put = rows_of(snapshot)
    assert (call["strike"], call["last"], call["volume"], call["open_interest"]) == (
        100,
        2.5,
        40,
        300,
    )
    assert call["vendor_implied_volatility"] == pytest.approx(0.255)
    assert np.isnan([put["last"], put["vendor_implied_volatility"]]).all()
    assert snapshot.quote.spot == 101.5
    assert snapshot.as_of.isoformat() == "2026-08-21T16:00:00-04:00"
    assert snapshot.open_interest_date == date(2026, 8, 20)
    assert counted(snapshot.issues) == {"date_from_name": None}


def test_the_same_chain_as_a_table_is_the_same_contracts(tmp_path: Path) -> None:
    one = made(tmp_path, answer(pair(putPrice=1.25, putIv=26.5)))
    two = imported(write(tmp_path, PAIRS), spot=101.5)
    assert one.contracts.equals(two.contracts)


def test_the_order_of_rows_says_nothing(tmp_path: Path) -> None:
    rows = [ROW.replace(",100,", f",{strike},", 1) for strike in (100, 101, 99)]
    one, two = (
        imported(write(tmp_path, "\n".join([HEADER, *lines])), spot=101.5)
        for lines in (rows, rows[::-1])
    )
    assert snapshot_digest(one) == snapshot_digest(two)


def test_figures_that_are_absent_or_texts_are_unknown_or_numbers(tmp_path: Path) -> None:
    odd = pair(callOi="1,300", callVolume=None, callIv="NaN")
    del odd["callPrice"]
    call = made(tmp_path, answer(odd)).contracts.iloc[0]
    assert call["open_interest"] == 1300
    assert np.isnan([call["volume"], call["vendor_implied_volatility"], call["last"]]).all()


@pytest.mark.parametrize("header", [{"underlyingPrice": 0}, {"underlyingPrice": None}])
def test_a_header_without_a_price_leaves_the_spot_to_be_given(
    tmp_path: Path, header: dict[str, object]
) -> None:
    with pytest.raises(ImportFileError, match="has no price of IWM") as caught:
        made(tmp_path, answer(**header))
    assert caught.value.code == "no_spot"
    empty = answer() | {"header": {}}
    assert made(tmp_path, empty, spot=101.0).quote.spot == 101


def test_the_day_must_be_in_the_name_or_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="give --as-of"):
        made(tmp_path, answer(), "chain.json")
    assert str(made(tmp_path, answer(), "x.json", as_of=date(2026, 8, 21)).as_of_date) == (
        "2026-08-21"
    )


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (answer() | {"contracts": []}, "empty_chain", "holds no contract of IWM"),
        (answer() | {"contracts": {}}, "schema_drift", "contracts is"),
        (answer() | {"header": []}, "schema_drift", "header is"),
        (answer(5), "schema_drift", r"contracts\[…\] is 5, not an object"),
        (answer(underlyingPrice="\uff15"), "schema_drift", "header.underlyingPrice is '\uff15'"),
        (answer(pair("2026-08-28 100 Call")), "schema_drift", "contracts.callOption is '2026-08-"),
        (answer(pair("2026-02-30_100.00_Call")), "schema_drift", "callOption is '2026-02-30_100"),
        (answer(pair("9999-12-31_100.00_Call")), "schema_drift", "callOption is '9999-12-31_100"),
        (answer(pair("2026-08-28_\uff11_Call")), "schema_drift", "callOption is"),
        (answer(pair(callOi=True)), "schema_drift", "contracts.callOi is True, not a number"),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    tmp_path: Path, body: object, code: str, message: str
) -> None:
    with pytest.raises(ImportFileError, match=message) as caught:
        made(tmp_path, body)
    assert caught.value.code == code


def test_a_parquet_file_of_other_types_is_read_as_text_would_be(tmp_path: Path) -> None:
    """Dates as days, times or text, figures as whole numbers or text."""
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    wanted = imported(write(tmp_path, PAIRS), spot=101.5).contracts
    columns: dict[str, Any] = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    day = date(2026, 8, 21)
    for odd in (
        {},
        {"date": day, "callOi": 300, "putOi": 400.0},
        {"date": np.datetime64("2026-08-21T00:00", "ns"), "strike": 100},
    ):
        path = tmp_path / "chain.parquet"
        table = {name: [value] for name, value in (columns | odd).items()}
        parquet.write_table(arrow.table(table), path)
        assert imported(path, spot=101.5).contracts.equals(wanted)


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        ({"callOi": float("inf")}, "callOi is infinite in a row"),
        ({"callOi": "many"}, r"chain\.parquet:1:1: callOi is 'many', not a number"),
        ({"date": 20260821}, r"chain\.parquet:1:1: date is '20260821', not a date"),
        ({"date": None}, r"chain\.parquet:1:1: date is 'None', not a date"),
        ({"strike": [1.0]}, r"chain\.parquet:1:1: strike is"),
    ],
)
def test_a_bad_cell_of_a_parquet_file_is_refused_with_its_row(
    tmp_path: Path, odd: dict[str, object], message: str
) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns: dict[str, Any] = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    path = tmp_path / "chain.parquet"
    table = arrow.table({name: [value] for name, value in (columns | odd).items()})
    parquet.write_table(table, path)
    with pytest.raises(ImportFileError, match=message):
        imported(path, spot=101.5)


WHOLE: Final = answer()


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.composite(damaged)(copy.deepcopy(WHOLE)))
def test_any_answer_is_a_snapshot_or_an_import_error(
    tmp_path: Path,
    body: Any,  # noqa: ANN401 - any JSON
) -> None:
    try:
        made(tmp_path, body)
    except (ImportFileError, UsageError) as error:
        assert str(error)  # noqa: PT017 - some are read
