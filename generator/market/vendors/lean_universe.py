"""QuantConnect Lean's option universe files (CSV): the underlying's bar, then a row a contract.

The day stands in the name of the file alone. Prices are those of the day's bar; there are no
quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.market.roots import plain_symbol
from generator.market.snapshot import Quote
from generator.market.vendors.chain_day import ChainDay, ChainFile
from generator.market.vendors.contract_rows import RowTable, open_rows
from generator.market.vendors.delimited import numbers, parse_delimited
from generator.market.vendors.layout import Layout, only_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from generator.market.vendors.content import Content

NAME: Final = "Lean option universe"
_HEADER: Final = "#expiry,strike,right,open,high,low,close,volume,open_interest"
_COLUMNS: Final = {
    "expiration": "#expiry",
    "strike": "strike",
    "right": "right",
    "last": "close",
    "volume": "volume",
    "open_interest": "open_interest",
    "implied_volatility": "implied_volatility",
}


def _recognises(content: Content) -> bool:
    return content.text is not None and content.text.startswith(_HEADER)


def _open(contents: Sequence[Content], symbol: str) -> ChainFile:
    content = only_one(contents, NAME)
    table = parse_delimited(content.text or "", content.path)
    underlying = (table["#expiry"].str.strip() == "").to_numpy()
    rows = RowTable(
        path=content.path,
        table=table[~underlying],
        columns={ours: name for ours, name in _COLUMNS.items() if name in table.columns},
        layout=NAME,
        source_name="end-of-day chain",
    )
    contracts = open_rows(rows, plain_symbol(symbol))
    quote = _quote(table[underlying], content)

    def read(day: date) -> ChainDay:
        made = contracts.read(day)
        return ChainDay(
            as_of=day,
            contracts=made.contracts,
            source_name=made.source_name,
            quote=quote,
            issues=made.issues,
        )

    return ChainFile(layout=NAME, days=(), read=read, files=contracts.files)


LAYOUT: Final = Layout(
    name=NAME, shape=f"CSV that begins {_HEADER}", recognises=_recognises, open=_open
)


def _quote(rows: pd.DataFrame, content: Content) -> Quote | None:
    if rows.empty:
        return None
    bar: dict[str, Any] = {
        name: float(numbers(rows, name, content.path)[0])
        for name in ("open", "high", "low", "close", "volume")
    }
    known = {name: value for name, value in bar.items() if np.isfinite(value)}
    if "close" not in known:
        return None
    return Quote(spot=known.pop("close"), **known)
