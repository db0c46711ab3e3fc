"""What changed from one session to the next, from the raw rows with plain pandas.

Open interest is in contracts, strikes and spot in dollars. A contract is an expiration, a strike
and a right; of two days the contracts are compared that the first one lists and that still trade
after the second one's close.
"""

from datetime import date
from typing import Final

import pandas as pd

from .calendar import session_close, settlement

CONTRACT: Final = ["expiration", "strike", "right"]
NEAR: Final = 0.05
LEADERS: Final = 5


def contracts_of(series: pd.DataFrame, day: date) -> pd.DataFrame:
    """The contracts of a day that expire on it or later: key, ``oi`` and ``volume``."""
    rows = series[(series["date"] == str(day)) & (series["expiration"] >= str(day))]
    sides = [
        rows[["expiration", "strike", f"{right}Oi", f"{right}Volume"]]
        .set_axis(["expiration", "strike", "oi", "volume"], axis="columns")
        .assign(right=right)
        for right in ("call", "put")
    ]
    return pd.concat(sides, ignore_index=True)


def still_trading(contracts: pd.DataFrame, day: date) -> pd.DataFrame:
    """Those that settle after the day's close."""
    alive = {
        expiration: settlement(date.fromisoformat(expiration)) > session_close(day)
        for expiration in contracts["expiration"].unique()
    }
    return contracts[contracts["expiration"].map(alive)]


def put_call(contracts: pd.DataFrame, column: str = "oi") -> float:
    """Puts / calls."""
    sums = contracts.groupby("right")[column].sum()
    return float(sums["put"]) / float(sums["call"])


def of_both_days(series: pd.DataFrame, before: date, day: date) -> pd.DataFrame:
    """The contracts that still trade and were listed the session before, with both open interests.

    Columns are the key, ``oi``, ``oi_before`` and ``build``, their difference.
    """
    today = still_trading(contracts_of(series, day), day)
    earlier = contracts_of(series, before)
    both = today.merge(earlier, on=CONTRACT, suffixes=("", "_before"), validate="one_to_one")
    return both.assign(build=both["oi"] - both["oi_before"])


def change_of_ratio(both: pd.DataFrame) -> float:
    """The ratio of the contracts of both days, less the same a session before."""
    return put_call(both) - put_call(both, "oi_before")


def build_near(both: pd.DataFrame, spot: float, right: str) -> float:
    """The change of one side's open interest at strikes within 5 % of spot."""
    near = (both["strike"] - spot).abs() <= NEAR * spot
    return float(both.loc[near & (both["right"] == right), "build"].sum())


def largest(both: pd.DataFrame, spot: float, direction: str) -> pd.DataFrame:
    """At most five contracts with the largest rises, or falls; ties nearer to spot, then sooner."""
    sign = 1 if direction == "rise" else -1
    moved = both.assign(size=sign * both["build"], distance=(both["strike"] - spot).abs())
    order = moved[moved["size"] > 0].sort_values(
        ["size", "distance", "expiration", "strike", "right"],
        ascending=[False, True, True, True, True],
    )
    return order.head(LEADERS)
