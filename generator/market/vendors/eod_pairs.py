"""End-of-day chains with one row for a call and the put of the same strike (Parquet or CSV).

The layout's volatilities are percentages and its prices closing prices; it has no bid and no
ask. A file may hold many days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from generator.errors import ImportFileError
from generator.market.tables import contract_table
from generator.market.vendors.delimited import dates, numbers, read_delimited

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

LAYOUT: Final = "end-of-day call/put pairs"
COLUMNS: Final = (
    "date",
    "expiration",
    "strike",
    *(f"{side}{what}" for side in ("call", "put") for what in ("Price", "Volume", "Iv", "Oi")),
)
_NUMBER_COLUMNS: Final = COLUMNS[2:]
_PERCENT: Final = 100.0


def recognises(columns: list[str]) -> bool:
    """Whether a file with these column names is of this layout."""
    return set(COLUMNS) <= set(columns)


def days_of(path: Path) -> list[date]:
    """The dates that ``path`` holds a chain for, ascending."""
    days = np.unique(read_pairs(path)["date"].to_numpy()).astype("datetime64[D]")
    return list(days.tolist())


def read_pairs(path: Path) -> pd.DataFrame:
    """All rows of the file under `COLUMNS`, with parsed dates and numbers.

    Raises:
        ImportFileError: The file is of another layout, or a cell does not parse.
    """
    raw = _read_parquet(path) if path.suffix.lower() == ".parquet" else read_delimited(path)
    if not recognises(list(raw.columns)):
        problem = (
            f"is of no known layout: it has the columns {', '.join(map(str, raw.columns))}; "
            f"known are {LAYOUT} ({', '.join(COLUMNS)})"
        )
        raise ImportFileError(path, problem)
    pairs: dict[str, object] = {
        "date": dates(raw, "date", path),
        "expiration": dates(raw, "expiration", path),
    }
    for name in _NUMBER_COLUMNS:
        column = raw[name]
        if pd.api.types.is_numeric_dtype(column):
            values = column.to_numpy(dtype="float64")
            if np.isinf(values).any():
                raise ImportFileError(path, f"{name} is infinite in a row")
            pairs[name] = values
        else:
            pairs[name] = numbers(raw, name, path)
    return pd.DataFrame(pairs)


def contracts_of_day(pairs: pd.DataFrame, *, symbol: str, day: date, path: Path) -> pd.DataFrame:
    """The chain of one day, two contracts a row of the file.

    Raises:
        ImportFileError: The file has no row for ``day``; its first and last day are named.
    """
    rows = pairs[pairs["date"].to_numpy() == np.datetime64(day, "s")]
    if rows.empty:
        raise ImportFileError(path, f"has no chain for {day}{_span(pairs)}")
    sides = [_side(rows, right) for right in ("call", "put")]
    columns: dict[str, object] = {
        name: np.concatenate([side[name] for side in sides]) for name in sides[0]
    }
    return contract_table(columns | {"root": symbol})


def _side(rows: pd.DataFrame, right: str) -> dict[str, np.ndarray]:
    volatility = rows[f"{right}Iv"].to_numpy() / _PERCENT
    price = rows[f"{right}Price"].to_numpy()
    return {
        "expiration": rows["expiration"].to_numpy(),
        "strike": rows["strike"].to_numpy(),
        "right": np.full(len(rows), right, dtype=object),
        "last": np.where(price > 0, price, np.nan),
        "volume": rows[f"{right}Volume"].to_numpy(),
        "open_interest": rows[f"{right}Oi"].to_numpy(),
        "vendor_implied_volatility": np.where(volatility > 0, volatility, np.nan),
    }


def _span(pairs: pd.DataFrame) -> str:
    if pairs.empty:
        return "; it holds no row at all"
    first, last = pairs["date"].min().date(), pairs["date"].max().date()
    return f"; it holds days from {first} to {last}"


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and a quarter second to import
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        problem = "is Parquet, which needs pyarrow: pip install 'strikedesk[parquet]'"
        raise ImportFileError(path, problem) from error
    if path.is_dir():
        raise ImportFileError(path, "is a folder, not a file")
    try:
        table: pd.DataFrame = pq.read_table(path, partitioning=None).to_pandas()
    except FileNotFoundError:
        raise ImportFileError(path, "does not exist") from None
    except (pa.ArrowException, OSError) as error:
        raise ImportFileError(path, f"is no readable Parquet file: {error}") from error
    return table.set_axis(range(1, len(table) + 1), axis="index")
