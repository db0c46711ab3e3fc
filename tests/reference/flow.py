"""What traded and how gamma lies, computed a second time from end-of-day rows with prices.

Volatilities are solved here by bisection, forwards taken from put-call parity here: nothing is
shared with the product. Prices, strikes and spot are in dollars a share, premium and gamma in
dollars in total.
"""

import importlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Final

from .calendar import exchange_date, settlement

Table = list[dict[str, object]]

COLUMNS: Final = (
    "date",
    "expiration",
    "strike",
    "callPrice",
    "callVolume",
    "callOi",
    "putPrice",
    "putVolume",
    "putOi",
)
CONTRACT_SIZE: Final = 100
SECONDS_A_YEAR: Final = 365 * 86_400
SHORTEST_SECONDS: Final = 1800
PARITY_STRIKES: Final = 5
PARITY_MINIMUM: Final = 3
UNUSUAL_VOLUME: Final = 500
UNUSUAL_OPEN_INTEREST: Final = 100
UNUSUAL_PRICE: Final = 0.10
UNUSUAL_DAYS: Final = 7
_BISECTIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Traded:
    """One contract of an end-of-day file with its closing price; PM-settled, standard."""

    expiration: date
    strike: float
    right: str
    price: float
    volume: int
    open_interest: int


def read_traded(path: Path, days: Iterable[date]) -> dict[date, list[Traded]]:
    """The contracts of some days of a Parquet file of end-of-day chains."""
    parquet = importlib.import_module("pyarrow.parquet")
    wanted = {day.isoformat() for day in days}
    found: defaultdict[date, list[Traded]] = defaultdict(list)
    for row in parquet.read_table(path, columns=list(COLUMNS)).to_pylist():
        if row["date"] in wanted:
            found[date.fromisoformat(row["date"])] += [
                Traded(
                    date.fromisoformat(row["expiration"]),
                    float(row["strike"]),
                    right,
                    float(row[f"{right}Price"]),
                    int(row[f"{right}Volume"]),
                    int(row[f"{right}Oi"]),
                )
                for right in ("call", "put")
            ]
    return dict(found)


def reference_flow_facts(
    contracts: Sequence[Traded], as_of: datetime, spot: float, rate: float
) -> dict[str, object]:
    """The facts of this family of one day under the catalogue's names."""
    day = exchange_date(as_of)
    counted = [each for each in contracts if each.expiration >= day and each.strike > 0]
    tradable = [each for each in counted if settlement(each.expiration) > as_of]
    gamma = gamma_table(tradable, as_of, spot, rate)
    return {
        "call_premium_traded": premium_of(counted, "call"),
        "put_premium_traded": premium_of(counted, "put"),
        "unusual_contracts": unusual(tradable, day),
        "gamma_by_strike": gamma,
        "gamma_peak_strike": max(gamma, key=lambda row: float(str(row["total_gamma"])))["strike"],
        "gamma_signed_total": sum(
            float(str(row["call_gamma"])) - float(str(row["put_gamma"])) for row in gamma
        ),
    }


def premium_of(contracts: Iterable[Traded], right: str) -> float:
    """Dollars: volume times closing price times shares, of one side."""
    return math.fsum(
        each.volume * each.price * CONTRACT_SIZE for each in contracts if each.right == right
    )


def unusual(contracts: Iterable[Traded], day: date) -> Table:
    """The contracts whose volume is unusual beside what is open, the most premium first."""
    found = [
        each
        for each in contracts
        if each.volume > UNUSUAL_VOLUME
        and each.open_interest > UNUSUAL_OPEN_INTEREST
        and each.price > UNUSUAL_PRICE
        and 4 * each.volume >= 5 * each.open_interest
        and (each.expiration - day).days >= UNUSUAL_DAYS
    ]
    found.sort(key=lambda each: -each.volume * each.price)
    return [
        {
            "expiration": each.expiration.isoformat(),
            "strike": each.strike,
            "right": each.right,
            "volume": each.volume,
            "open_interest": each.open_interest,
            "ratio": each.volume / each.open_interest,
            "last": each.price,
            "premium": each.volume * each.price * CONTRACT_SIZE,
        }
        for each in found
    ]


def _normal_cdf(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def _call(forward: float, strike: float, deviation: float) -> float:
    """Undiscounted, by Black's formula of 1976."""
    d1 = math.log(forward / strike) / deviation + deviation / 2
    return forward * _normal_cdf(d1) - strike * _normal_cdf(d1 - deviation)


def _out_of_the_money(forward: float, strike: float, deviation: float) -> float:
    """The call struck at or above the forward, the put struck below it."""
    if strike >= forward:
        return _call(forward, strike, deviation)
    # A put is a call on the strike struck at the forward.
    return _call(strike, forward, deviation)


def deviation_of(price: float, forward: float, strike: float) -> float | None:
    """Volatility times the root of years, by bisection; None outside the bounds of arbitrage."""
    if not 0 < price < min(forward, strike):
        return None
    low, high = 1e-9, 20.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if _out_of_the_money(forward, strike, middle) < price:
            low = middle
        else:
            high = middle
    return high


def _forward(
    prices: Mapping[tuple[float, str], float], spot: float, years: float, rate: float
) -> float:
    """Parity at the strikes nearest spot that have both closes; else spot carried at the rate."""
    both = [strike for strike, right in prices if right == "call" and (strike, "put") in prices]
    nearest = sorted(both, key=lambda strike: (abs(strike - spot), strike))[:PARITY_STRIKES]
    growth = math.exp(rate * years)
    if len(nearest) < PARITY_MINIMUM:
        return spot * growth
    return median(
        strike + growth * (prices[strike, "call"] - prices[strike, "put"]) for strike in nearest
    )


def gamma_table(contracts: Iterable[Traded], as_of: datetime, spot: float, rate: float) -> Table:
    """Dollars of shares for a move of 1 %, by strike, where anything is held."""
    groups: defaultdict[date, list[Traded]] = defaultdict(list)
    for each in contracts:
        groups[each.expiration].append(each)
    sums: defaultdict[float, dict[str, float]] = defaultdict(lambda: {"call": 0.0, "put": 0.0})
    for expiration, group in groups.items():
        seconds = settlement(expiration).timestamp() - as_of.timestamp()
        if seconds < SHORTEST_SECONDS:
            continue
        gammas = _gammas(group, spot, seconds / SECONDS_A_YEAR, rate)
        for each in group:
            if each.open_interest and each.strike in gammas:
                dollars = gammas[each.strike] * each.open_interest * CONTRACT_SIZE
                sums[each.strike][each.right] += dollars * spot * spot / 100
    return [
        {
            "strike": strike,
            "call_gamma": sums[strike]["call"],
            "put_gamma": sums[strike]["put"],
            "total_gamma": sums[strike]["call"] + sums[strike]["put"],
        }
        for strike in sorted(sums)
    ]


def _gammas(group: Iterable[Traded], spot: float, years: float, rate: float) -> dict[float, float]:
    """Gamma towards spot, of one share, of each strike with an out-of-the-money close."""
    prices = {
        (each.strike, each.right): each.price for each in group if each.volume and each.price > 0
    }
    forward = _forward(prices, spot, years, rate)
    discount = math.exp(-rate * years)
    found: dict[float, float] = {}
    for (strike, right), price in prices.items():
        if right != ("call" if strike >= forward else "put"):
            continue
        deviation = deviation_of(price / discount, forward, strike)
        if deviation is not None:
            d1 = math.log(forward / strike) / deviation + deviation / 2
            density = math.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)
            found[strike] = discount * (forward / spot) ** 2 * density / (forward * deviation)
    return found
