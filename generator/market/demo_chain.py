"""The modelled demo's option chain: a volatility surface, quotes around it, positions by strike.

The surface is the SSVI of J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces",
Quantitative Finance 14 (2014), with parameters inside their bounds, so that before rounding no
butterfly and no calendar spread costs less than nothing. Options are priced by Black-76 as if
nobody exercised early. Open interest is a bell over moneyness with peaks at round strikes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from generator.market.sessions import EXCHANGE_ZONE, REGULAR_CLOSE, years_between
from generator.market.tables import contract_table

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Leaders = Mapping[tuple[date, Literal["call", "put"]], Mapping[int, int]]
"""Open interest in contracts by strike in dollars, for one side of one expiration."""

_MONTH: Final = 30 / 365
_MONTH_VOLATILITY: Final = 0.185
_TERM_POWER: Final = 0.05
_TILT: Final = -0.50
_CURVATURE: Final = 0.66

_CENTS: Final = 100
_SPREAD: Final = 0.01
_SPREAD_OF_TIME_VALUE: Final = 0.012
_SPREAD_OF_INTRINSIC: Final = 0.003
_WING: Final = 1.5
_WING_SPREAD: Final = 0.5

_SEED: Final = 1
_WEEK: Final = 7 / 365
_CALL_BELL: Final = (0.8, 1.1)
_PUT_BELL: Final = (-1.1, 1.1)
"""Centre and width in deviations: calls a little above the forward, puts far below it."""
_EVERY: Final = 0.7
_EVERY_FIVE: Final = 2.2
_EVERY_TEN: Final = 3.8
_SCATTER: Final = 0.22
_UNDER_LEADERS: Final = 0.72
"""The largest other strike against the smallest leader of its side."""
_LEAST_TRADED: Final = 0.10
_MOST_TRADED: Final = 0.20
_TRADED_WIDTH: Final = 1.2
_TRADED_LIMIT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Term:
    """One listed expiration.

    Args:
        expiration: Exchange date.
        fine: First and last strike of the $1 ladder; equal where there is none.
        coarse: First and last strike of the $5 ladder.
        calls: Open interest of all calls; 0 where it follows from leaders.
        puts: Open interest of all puts, before they are fitted to the ratio of the chain.
    """

    expiration: date
    fine: tuple[int, int]
    coarse: tuple[int, int]
    calls: int = 0
    puts: int = 0

    @property
    def strikes(self) -> list[int]:
        """All listed strikes, ascending, dollars."""
        low, high = self.fine
        bottom, top = self.coarse
        return sorted({*range(low, high + 1), *range(bottom, top + 1, 5)})


TERMS: Final = (
    Term(date(2025, 12, 29), (225, 275), (200, 290), 22_000, 37_000),
    Term(date(2025, 12, 30), (225, 275), (200, 290), 9_000, 14_000),
    Term(date(2025, 12, 31), (225, 275), (190, 300), 14_000, 31_000),
    Term(date(2026, 1, 2), (220, 280), (190, 300)),
    Term(date(2026, 1, 9), (220, 280), (190, 300)),
    Term(date(2026, 1, 16), (210, 285), (120, 330)),
    Term(date(2026, 1, 23), (215, 285), (180, 310), 12_000, 24_000),
    Term(date(2026, 1, 30), (215, 285), (180, 310), 18_000, 39_000),
    Term(date(2026, 2, 20), (205, 290), (120, 330), 165_000, 330_000),
    Term(date(2026, 3, 20), (205, 290), (110, 340), 300_000, 690_000),
    Term(date(2026, 6, 18), (230, 270), (100, 350), 330_000, 800_000),
    Term(date(2026, 9, 18), (250, 250), (100, 360), 90_000, 230_000),
    Term(date(2026, 12, 18), (250, 250), (90, 370), 290_000, 660_000),
    Term(date(2027, 1, 15), (250, 250), (90, 380), 215_000, 440_000),
)
"""Modelled: the third Fridays hold nearly everything, as in every broad fund."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFigures:
    """What the modelled chain is built around.

    Args:
        as_of: Time of the quotes.
        spot: Dollars.
        rate: Fraction a year, continuously compounded.
        dividend_yield: Fraction a year, continuously compounded.
        put_call_ratio: Put over call open interest of the whole chain.
        leaders: The strikes that lead an expiration; everything else there is smaller.
    """

    as_of: datetime
    spot: float
    rate: float
    dividend_yield: float
    put_call_ratio: float
    leaders: Leaders


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """Options side by side; every array has one entry an option.

    Args:
        expiration: Exchange date, ``datetime64[D]``.
        strike: Dollars.
        is_call: Calls apart from puts.
        price: Of the model, dollars a share.
        time_value: Price of the option or of its counterpart, whichever is out of the money.
        moneyness: Log of strike over forward, in deviations to settlement.
        reach: The same in deviations to a week after settlement: positions were opened when
            the strikes near spot were others.
    """

    expiration: NDArray[np.datetime64]
    strike: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    price: NDArray[np.float64]
    time_value: NDArray[np.float64]
    moneyness: NDArray[np.float64]
    reach: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.strike)


def modelled_chain(figures: ChainFigures) -> pd.DataFrame:
    """The table of contracts."""
    options = _options(figures)
    random = Random(_SEED)  # noqa: S311 - a shape, not a secret
    bid, ask = _quotes(options)
    held = _open_interest(options, figures, random)
    last = bid + (ask - bid) * _uniform(random, len(options))
    return contract_table(
        {
            "root": "IWM",
            "expiration": options.expiration,
            "strike": options.strike,
            "right": np.where(options.is_call, "call", "put"),
            "bid": bid,
            "ask": ask,
            "last": np.maximum(np.round(last, 2), 1 / _CENTS),
            "volume": _volume(options, held, random),
            "open_interest": held,
        }
    )


def at_the_money(years: NDArray[np.float64]) -> NDArray[np.float64]:
    """Volatility of the surface at the forward, fraction a year: a gentle power of time."""
    volatility: NDArray[np.float64] = _MONTH_VOLATILITY * (years / _MONTH) ** _TERM_POWER
    return volatility


def deviation(distance: NDArray[np.float64], years: NDArray[np.float64]) -> NDArray[np.float64]:
    """Volatility of the surface times the root of years.

    Args:
        distance: Log of strike over forward.
        years: Years to settlement.
    """
    variance = at_the_money(years) ** 2 * years
    slope = _CURVATURE * distance / np.sqrt(variance)
    smile = 1 + _TILT * slope + np.sqrt((slope + _TILT) ** 2 + 1 - _TILT**2)
    root: NDArray[np.float64] = np.sqrt(variance / 2 * smile)
    return root


def _options(figures: ChainFigures) -> _Options:
    """Every listed option, calls and puts of a term one after the other."""
    ladders = [term.strikes for term in TERMS]
    counts = [2 * len(ladder) for ladder in ladders]
    ends = [datetime.combine(term.expiration, REGULAR_CLOSE, EXCHANGE_ZONE) for term in TERMS]
    years = np.repeat([years_between(figures.as_of, end) for end in ends], counts)
    strike = np.array([strike for ladder in ladders for strike in ladder * 2], dtype=np.float64)
    is_call = np.array([call for ladder in ladders for call in (True, False) for _ in ladder])
    forward = figures.spot * np.exp((figures.rate - figures.dividend_yield) * years)
    distance = np.log(strike / forward)
    volatility = at_the_money(years)
    discount = np.exp(-figures.rate * years)
    price = discount * _black(forward, strike, deviation(distance, years), is_call=is_call)
    intrinsic = discount * np.maximum(np.where(is_call, 1, -1) * (forward - strike), 0.0)
    days = np.array([term.expiration for term in TERMS], dtype="datetime64[D]")
    return _Options(
        expiration=np.repeat(days, counts),
        strike=strike,
        is_call=is_call,
        price=price,
        time_value=price - intrinsic,
        moneyness=distance / (volatility * np.sqrt(years)),
        reach=distance / (volatility * np.sqrt(years + _WEEK)),
    )


def _black(
    forward: NDArray[np.float64],
    strike: NDArray[np.float64],
    deviations: NDArray[np.float64],
    *,
    is_call: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Black-76, undiscounted; its own, because the demo stands below the signals."""
    sign = np.where(is_call, 1.0, -1.0)
    d1 = np.log(forward / strike) / deviations + deviations / 2
    price: NDArray[np.float64] = sign * (
        forward * _normal_cdf(sign * d1) - strike * _normal_cdf(sign * (d1 - deviations))
    )
    return price


def _normal_cdf(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([math.erfc(-value / math.sqrt(2)) / 2 for value in x.tolist()])


def _quotes(options: _Options) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bid and ask in whole cents, their mid within a quarter of a cent of the model's price.

    An option that is worth hardly more than a cent has no bid.
    """
    wing = 1 + _WING_SPREAD * np.maximum(np.abs(options.moneyness) - _WING, 0.0)
    spread = (
        _SPREAD
        + _SPREAD_OF_TIME_VALUE * options.time_value * wing
        + _SPREAD_OF_INTRINSIC * (options.price - options.time_value)
    )
    both = np.rint(2 * _CENTS * options.price)
    odd = both % 2
    wanted = odd + 2 * np.rint((_CENTS * spread - odd) / 2)
    ticks = np.maximum(wanted, 2 - odd)
    bid = np.maximum((both - ticks) / 2, 0.0)
    ask = np.maximum((both + ticks) / 2, 1.0)
    return np.round(bid / _CENTS, 2), np.round(ask / _CENTS, 2)


def _open_interest(options: _Options, figures: ChainFigures, random: Random) -> NDArray[np.float64]:
    """Whole contracts; only puts of expirations without leaders bend to the ratio."""
    shape = _shape(options, random)
    held = np.zeros(len(options))
    free = np.zeros(len(options), dtype=np.bool_)
    for term in TERMS:
        of_term = options.expiration == np.datetime64(term.expiration, "D")
        for is_call in (True, False):
            side = np.flatnonzero(of_term & (options.is_call == is_call))
            leaders = figures.leaders.get((term.expiration, "call" if is_call else "put"))
            if leaders is None:
                total = term.calls if is_call else term.puts
                held[side] = total * shape[side] / shape[side].sum()
                free[side] = not is_call
            else:
                held[side] = _under_leaders(options.strike[side], shape[side], leaders)
    held = np.rint(held)
    fixed = held[~options.is_call & ~free].sum()
    wanted = figures.put_call_ratio * held[options.is_call].sum() - fixed
    held[free] = np.rint(held[free] * wanted / held[free].sum())
    return held


def _shape(options: _Options, random: Random) -> NDArray[np.float64]:
    """How positions lie over the strikes: a bell, peaks at round strikes, scatter."""
    centre, width = (
        np.where(options.is_call, call, put)
        for call, put in zip(_CALL_BELL, _PUT_BELL, strict=True)
    )
    bell = np.exp(-0.5 * ((options.reach - centre) / width) ** 2)
    peak = np.where(
        options.strike % 10 == 0,
        _EVERY_TEN,
        np.where(options.strike % 5 == 0, _EVERY_FIVE, _EVERY),
    )
    scatter = np.exp([random.gauss(0.0, _SCATTER) for _ in range(len(options))])
    shape: NDArray[np.float64] = bell * peak * scatter
    return shape


def _under_leaders(
    strike: NDArray[np.float64], shape: NDArray[np.float64], leaders: Mapping[int, int]
) -> NDArray[np.float64]:
    """The leaders as given, and the rest of the side in its shape below the smallest of them."""
    leads = np.isin(strike, list(leaders))
    most = _UNDER_LEADERS * min(leaders.values())
    held: NDArray[np.float64] = shape / shape[~leads].max() * most
    for leader, count in leaders.items():
        held[strike == leader] = count
    return held


def _volume(options: _Options, held: NDArray[np.float64], random: Random) -> NDArray[np.float64]:
    """A tenth to a fifth of the open interest near the money, nothing in the far wings."""
    most = _LEAST_TRADED + (_MOST_TRADED - _LEAST_TRADED) * _uniform(random, len(options))
    near = np.exp(-0.5 * (options.reach / _TRADED_WIDTH) ** 2)
    traded: NDArray[np.float64] = np.floor(held * most * near)
    return np.where(np.abs(options.reach) < _TRADED_LIMIT, traded, 0.0)


def _uniform(random: Random, count: int) -> NDArray[np.float64]:
    return np.array([random.random() for _ in range(count)])
