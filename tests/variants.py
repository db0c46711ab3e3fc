"""Variants of the modelled demo: days that the stored market data does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from generator.market.demo import demo_snapshot
from generator.market.snapshot import Bars
from generator.signals.history import History

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from generator.market.snapshot import Snapshot


def with_contracts(snapshot: Snapshot, **columns: Any) -> Snapshot:  # noqa: ANN401
    """The snapshot with some columns of its chain replaced."""
    return replace(snapshot, contracts=snapshot.contracts.assign(**columns))


def with_closes(path: Callable[[int], float], *, quiet_range: float = 0.004) -> Snapshot:
    """The demo with closes that follow ``path``: a factor of spot by sessions before the quote."""
    snapshot = demo_snapshot()
    table: pd.DataFrame = snapshot.bars.table
    back = np.arange(len(table), 0, -1)
    close = np.array([round(snapshot.quote.spot * path(int(step)), 2) for step in back])
    bars = table.assign(
        open=close,
        close=close,
        high=np.round(close * (1 + quiet_range), 2),
        low=np.round(close * (1 - quiet_range), 2),
    )
    quote = replace(snapshot.quote, open=None, high=None, low=None)
    return replace(snapshot, bars=Bars(table=bars), quote=quote)


def spread_out(snapshot: Snapshot) -> Snapshot:
    """The snapshot with quotes so wide that no contract is liquid, around the same mids."""
    chain = snapshot.contracts
    half = (chain["ask"] - chain["bid"]) / 2 + 0.2 * chain["ask"] + 0.05
    middle = (chain["ask"] + chain["bid"]) / 2
    return with_contracts(snapshot, bid=(middle - half).clip(lower=0), ask=middle + half)


def balanced(snapshot: Snapshot) -> Snapshot:
    """The snapshot with as many puts open as calls, more or less."""
    puts = (snapshot.contracts["right"] == "put").to_numpy()
    held = snapshot.contracts["open_interest"].to_numpy()
    return with_contracts(snapshot, open_interest=np.where(puts, np.floor(held / 2), held))


def wave(step: int) -> float:
    """A price that goes nowhere, with swings far from where it is."""
    return 1 + 0.03 * float(np.sin(step / 4)) if step > 1 else 1.0


def falling(step: int) -> float:
    """A price that has fallen for months, from a low a week ago back to the middle."""
    dip = -0.04 if step == 6 else 0.0
    return 1 + 0.0015 * step + dip + (0.03 if step in (9, 10) else 0.0)


def modelled_days() -> Mapping[str, Snapshot]:
    """Days by what is special about them."""
    demo = demo_snapshot()
    return {
        "demo": demo,
        "overbought": with_closes(lambda step: 1 - 0.004 * step if step < 150 else 0.4),
        "bearish": balanced(with_closes(falling)),
        "quiet": balanced(with_closes(wave)),
        "illiquid": spread_out(demo),
        "illiquid and bullish": spread_out(balanced(demo)),
        "open interest not reported": with_contracts(demo, open_interest=0.0),
    }


def cheap_volatility(as_of: date) -> History:
    """A history in which implied volatility was higher than the demo's nearly always."""
    levels = {step: {"iv_30d": 0.17 + 0.01 * step} for step in range(1, 41)}
    return History({as_of - timedelta(days=step): values for step, values in levels.items()})
