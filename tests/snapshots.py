"""Small snapshots made by hand, for tests that want to see every row."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from generator.market.sessions import EXCHANGE_ZONE, Sessions
from generator.market.snapshot import Bars, Quote, Rate, Snapshot, Source
from generator.market.tables import bar_table, contract_table
from generator.signals.catalogue import compute_facts
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.signals.facts import Facts

FRIDAY_CLOSE: Final = datetime(2026, 8, 21, 16, tzinfo=EXCHANGE_ZONE)
NEXT_FRIDAY: Final = "2026-08-28"
CALENDAR: Final = Sessions(first_year=2021, last_year=2029)

Row = dict[str, object]


def new_york(text: str) -> datetime:
    """The moment of an ISO time, in exchange time."""
    return datetime.fromisoformat(text).replace(tzinfo=EXCHANGE_ZONE)


def contract(expiration: str, strike: float, right: str, **columns: object) -> Row:
    """One row of the chain; ``oi`` stands for open interest, which is 0 unless given."""
    interest = columns.pop("oi", 0.0)
    return {
        "root": "IWM",
        "expiration": expiration,
        "strike": strike,
        "right": right,
        "open_interest": interest,
        "volume": 0.0,
    } | columns


def pair(expiration: str, strike: float, calls: float = 0, puts: float = 0) -> list[Row]:
    """The call and the put of one strike with their open interest."""
    return [
        contract(expiration, strike, "call", oi=calls),
        contract(expiration, strike, "put", oi=puts),
    ]


def chain(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """The table of contracts of ``rows``; what a row leaves out takes the column's default."""
    defaults: Row = {"settlement": "PM", "contract_size": 100.0, "standard": True}
    names = {name for row in rows for name in row} | set(defaults)
    return contract_table(
        {name: pd.Series([row.get(name, defaults.get(name)) for row in rows]) for name in names}
        if rows
        else {}
    )


def snapshot(rows: Sequence[Mapping[str, object]], **parts: Any) -> Snapshot:  # noqa: ANN401
    """A snapshot of IWM at 100 dollars at a Friday's close, but for what ``parts`` say.

    ``spot`` stands for a quote with nothing else, ``as_of`` may be text, ``rate`` a number. Unless
    ``parts`` say how many expirations are listed, the rows hold all of them.
    """
    if isinstance(parts.get("as_of"), str):
        parts["as_of"] = new_york(parts["as_of"])
    if "spot" in parts:
        parts["quote"] = Quote(spot=parts.pop("spot"))
    if isinstance(parts.get("rate"), float):
        parts["rate"] = Rate(value=parts["rate"], source="snapshot")
    made: dict[str, Any] = {
        "symbol": "IWM",
        "as_of": FRIDAY_CLOSE,
        "quote": Quote(spot=100.0),
        "contracts": chain(rows),
        "source": Source(name="test", layout="by hand"),
    }
    day = (made | parts)["as_of"].date().isoformat()
    made["expirations_listed"] = len(
        {row["expiration"] for row in rows if str(row["expiration"]) >= day}
    )
    return Snapshot(**made | parts)


def daily_bars(closes: Sequence[float], *, until: date, spread: float = 1.0) -> Bars:
    """Bars of consecutive sessions, the last of them ``until``; highs and lows ``spread`` apart."""
    days = CALENDAR.last(len(closes), until=until)
    values = np.asarray(closes, dtype=float)
    return Bars(
        table=bar_table(
            {
                "session": np.array(days, dtype="datetime64[s]"),
                "open": values,
                "high": values + spread,
                "low": values - spread,
                "close": values,
                "volume": np.full(len(values), 1000.0),
            }
        )
    )


def facts_of(made: Snapshot, history: History | None = None) -> Facts:
    """All facts of a snapshot, without history unless given."""
    return compute_facts(made, history or History(), snapshot_sha256="0" * 64)


def reason(facts: Facts, name: str) -> str | None:
    """The reason code of a fact that is unavailable, ``None`` if it has a value."""
    lacking = facts[name].unavailable
    return None if lacking is None else lacking.code
