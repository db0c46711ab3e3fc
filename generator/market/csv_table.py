"""A table as CSV, column by column: the bytes that pandas writes, in a seventh of the time.

A snapshot's hash is taken over these bytes, so each one that is kept, loaded or proven is written
once. A chain has few different figures in many rows; each different one is put in words once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_QUOTED: Final = re.compile(r'[,"\r\n]')
_MISSING: Final = ""


def csv_bytes(table: pd.DataFrame, times: str | None = None) -> bytes:
    """``table`` without its index, as `pandas.DataFrame.to_csv` would write it.

    Args:
        table: Rows; a kind of column that is not known here is left to pandas.
        times: How dates and times are written, as for `strftime`; ISO form unless set.
    """
    names = list(table.columns)
    columns = [_texts(table.iloc[:, place], times) for place in range(len(names))]
    known = [texts for texts in columns if texts is not None]
    if len(names) <= 1 or len(known) < len(names) or not _are_plain(names):
        return table.to_csv(index=False, lineterminator="\n", date_format=times).encode()
    lines = [",".join(names), *map(",".join, zip(*known, strict=True))]
    return "".join(f"{line}\n" for line in lines).encode()


def _texts(column: pd.Series, times: str | None) -> Sequence[str] | None:
    """The cells of a column; ``None`` where they are of another kind than those known here."""
    kind = column.dtype
    if not isinstance(kind, np.dtype):
        return None
    values = column.to_numpy()
    if kind == np.dtype(object):
        texts: list[str] = values.tolist()
        return texts if _are_plain(texts) else None
    if kind == np.dtype(bool):
        return [str(item) for item in values.tolist()]
    if kind == np.dtype(np.float64):
        return _each(values, lambda different: [_number(item) for item in different.tolist()])
    is_known = kind.kind == "M" and times is not None
    return _each(values, lambda moments: _moments(moments, times or "")) if is_known else None


def _each(values: np.ndarray, write: Callable[[np.ndarray], list[str]]) -> list[str]:
    """Every value in words, each different one written once; they differ by their bits."""
    bits = np.ascontiguousarray(values).view(np.int64)
    different, places = np.unique(bits, return_inverse=True)
    texts = np.array(write(different.view(values.dtype)), dtype=object)
    found: list[str] = texts[places].tolist()
    return found


def _number(value: float) -> str:
    return repr(value) if value == value else _MISSING  # noqa: PLR0124 - NaN alone is not itself


def _moments(values: np.ndarray, form: str) -> list[str]:
    written = pd.DatetimeIndex(values).strftime(form)
    return [text if isinstance(text, str) else _MISSING for text in written]


def _are_plain(texts: Sequence[object]) -> bool:
    """Whether all are texts that stand in a row without quotation marks."""
    different = set(texts)
    return all(type(text) is str and not _QUOTED.search(text) for text in different)
