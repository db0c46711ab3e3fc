"""A table is written in the very bytes of pandas, over which the hash of a snapshot is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.market.csv_table import csv_bytes
from generator.market.demo import demo_snapshot
from tests.replays import series

if TYPE_CHECKING:
    from pathlib import Path

ROWS: Final = st.integers(min_value=0, max_value=6)
TEXTS: Final = st.one_of(
    st.sampled_from(["call", "put", "", " ", "a,b", 'a"b', "a\nb", "a\rb", "é", "nan"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
COLUMNS: Final[dict[str, Any]] = {
    "float64": st.one_of(
        st.sampled_from([0.0, -0.0, 0.1, 1.0, 1e16, 1e-7, 1e300, 5e-324]), st.floats()
    ),
    "int64": st.integers(min_value=-(2**63), max_value=2**63 - 1),
    "bool": st.booleans(),
    "object": TEXTS,
}
FORM: Final = "%Y-%m-%d"


def as_pandas_writes(table: pd.DataFrame, times: str | None) -> bytes:
    """The bytes of pandas."""
    return table.to_csv(index=False, lineterminator="\n", date_format=times).encode()


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """A table of some columns of known types, with names that may need quotation marks."""
    rows = draw(ROWS)
    kinds = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=4))
    names = draw(st.lists(TEXTS, min_size=len(kinds), max_size=len(kinds), unique=True))
    cells = [
        np.array(draw(st.lists(COLUMNS[kind], min_size=rows, max_size=rows)), dtype=kind)
        for kind in kinds
    ]
    return pd.DataFrame(dict(zip(names, cells, strict=True)))


@given(tables())
def test_any_table_is_written_as_pandas_writes_it(table: pd.DataFrame) -> None:
    assert csv_bytes(table) == as_pandas_writes(table, None)


@given(
    st.lists(
        st.datetimes(
            min_value=pd.Timestamp(1900, 1, 1).to_pydatetime(),
            max_value=pd.Timestamp(2200, 1, 1).to_pydatetime(),
        )
        | st.none(),
        max_size=5,
    ),
    st.sampled_from(["s", "us"]),
    st.sampled_from([None, FORM, "%Y-%m-%dT%H:%M:%S.%fZ"]),
)
def test_dates_and_times_are_written_as_pandas_writes_them(
    moments: list[Any], unit: str, form: str | None
) -> None:
    column = pd.Series(moments, dtype="datetime64[us]").astype(np.dtype(f"datetime64[{unit}]"))
    table = pd.DataFrame({"a": column, "b": np.arange(len(column), dtype=float)})
    assert csv_bytes(table, form) == as_pandas_writes(table, form)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1.5, 2.5], dtype="float32"),
        pd.Series(["a", None], dtype="object"),
        pd.Series(["a", 1.0], dtype="object"),
        pd.Series(["a", "b"], dtype="str"),
        pd.Series(["a", "b"], dtype="category"),
        pd.Series([1, None], dtype="Int64"),
    ],
)
def test_a_column_of_another_kind_is_left_to_pandas(column: pd.Series) -> None:
    table = pd.DataFrame({"a": column, "b": [True, False]})
    assert csv_bytes(table) == as_pandas_writes(table, None)


def test_the_tables_of_snapshots_are_written_so(data_dir: Path) -> None:
    snapshots = [demo_snapshot()]
    for symbol in ("SPY", "KO"):
        chains = series(data_dir, symbol)
        snapshots += [chains.snapshot(day) for day in chains.days[::20]]
    for snapshot in snapshots:
        for table in (snapshot.contracts, snapshot.bars.table):
            assert csv_bytes(table, FORM) == as_pandas_writes(table, FORM)
