"""From a vendor's columns to the table of contracts: what every layout has to set right.

A volume whose contract last traded on an earlier day is not of this session. A last price of 0 is
none. A volatility of 0.00001, of 0 or below is a vendor's word for none. The contract's own symbol,
where there is one, gives the root and must say what the row says.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from generator.market.issues import Issue
from generator.market.roots import is_adjusted, settlement_of
from generator.market.sessions import Sessions
from generator.market.tables import contract_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_OCC: Final = r"^(?P<root>[A-Z0-9.^]{1,6}?) *(?P<day>[0-9]{6})(?P<right>[CP])(?P<strike>[0-9]{8})$"
_NO_VOLATILITY: Final = 2e-5
_TENTH_OF_A_CENT: Final = 0.001


def contracts_of(
    columns: Mapping[str, Any], *, symbol: str, as_of: datetime | date
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """The table of contracts, and what was set right or left out.

    Args:
        columns: Equally long columns named as in `generator.market.tables.CONTRACT_COLUMNS`; also
            ``contract`` (OCC symbols, or None) and ``last_trade_day`` (dates, or None).
        symbol: The underlying's ticker.
        as_of: Time of the quote, or its date alone.
    """
    table = pd.DataFrame(dict(columns))
    late = _traded_later(table, as_of)
    named = table.pop("contract") if "contract" in table else pd.Series(None, index=table.index)
    wrong = _set_roots(table, named)
    stale = _set_volumes(table, as_of)
    table = table[~wrong]
    root = table["root"].astype(str)
    adjusted = root.map({name: is_adjusted(name, symbol) for name in root.unique()})
    prepared: dict[str, Any] = {name: table[name].to_numpy() for name in table.columns}
    prepared["last"] = _unknown_where(table, "last", lambda values: values == 0)
    prepared["vendor_implied_volatility"] = _unknown_where(
        table, "vendor_implied_volatility", lambda values: values <= _NO_VOLATILITY
    )
    prepared["settlement"] = root.map(settlement_of).to_numpy(dtype=object)
    prepared["standard"] = prepared.get("standard", True) & ~adjusted.to_numpy(dtype=bool)
    issues = (*late, *_issues(int(wrong.sum()), int(stale[~wrong].sum())))
    return contract_table(prepared), issues


def _traded_later(table: pd.DataFrame, as_of: datetime | date) -> tuple[Issue, ...]:
    """A block where a contract traded after the day that the file is said to be of."""
    if "last_trade_day" not in table:
        return ()
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    traded = pd.to_datetime(table["last_trade_day"]).to_numpy().astype("datetime64[D]")
    late = traded > np.datetime64(day)
    if not late.any():
        return ()
    message = f"contracts last traded on {traded[late].max()}: the chain is not of {day}"
    return (Issue("future_trades", "block", message, int(late.sum())),)


def _set_roots(table: pd.DataFrame, named: pd.Series[Any]) -> NDArray[np.bool_]:
    """Take roots from contract symbols; mark the rows whose symbol says something else."""
    given = named.notna().to_numpy()
    if not given.any():
        return given
    parts = named.astype("str").str.extract(_OCC)
    day = pd.to_datetime(parts["day"], format="%y%m%d", errors="coerce").to_numpy()
    same = (
        (day.astype("datetime64[D]") == table["expiration"].to_numpy().astype("datetime64[D]"))
        & (parts["right"].map({"C": "call", "P": "put"}) == table["right"]).to_numpy(dtype=bool)
        & (
            np.abs(pd.to_numeric(parts["strike"]).to_numpy() / 1000 - table["strike"].to_numpy())
            < _TENTH_OF_A_CENT
        )
    )
    table["root"] = np.where(given & same, parts["root"].to_numpy(), table["root"].to_numpy())
    wrong: NDArray[np.bool_] = given & ~same
    return wrong


def _set_volumes(table: pd.DataFrame, as_of: datetime | date) -> NDArray[np.bool_]:
    """Make volumes of earlier sessions 0; which these were."""
    if "last_trade_day" not in table:
        return np.zeros(len(table), dtype=bool)
    traded = pd.to_datetime(table.pop("last_trade_day")).to_numpy().astype("datetime64[D]")
    volume = table["volume"].to_numpy(dtype=np.float64)
    stale: NDArray[np.bool_] = (traded < np.datetime64(_session_of(as_of))) & (volume > 0)
    table["volume"] = np.where(stale, 0.0, volume)
    return stale


def _session_of(as_of: datetime | date) -> date:
    """The session that a volume quoted at ``as_of`` is of."""
    if isinstance(as_of, datetime):
        return Sessions.covering(as_of.date()).latest_begun(as_of)
    return Sessions.covering(as_of).on_or_before(as_of)


def _unknown_where(table: pd.DataFrame, name: str, empty: Any) -> object:  # noqa: ANN401
    if name not in table:
        return np.nan
    values = table[name].to_numpy(dtype=np.float64)
    return np.where(empty(values), np.nan, values)


def _issues(inconsistent: int, stale: int) -> tuple[Issue, ...]:
    issues: tuple[Issue, ...] = ()
    if inconsistent:
        message = "rows whose contract symbol says something else than the row were left out"
        issues += (Issue("inconsistent_rows", "degrade", message, inconsistent),)
    if stale:
        message = "volumes of contracts that last traded on an earlier day count as 0"
        issues += (Issue("stale_volume", "note", message, stale),)
    return issues
