"""The 30-day volatility of the whole smile, by the method of the Cboe's VIX.

A strip of out-of-the-money options, each weighed by its strike, is worth the variance to come
whatever the model; the method takes it at two expirations and interpolates to 30 days. It is
defined on quotes: a strip of closing prices of different moments is no price of anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.facts import Basis, Unavailable, Unit
from generator.signals.register import Measured, Register
from generator.signals.surface import DAYS_A_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from generator.signals.chain import Chain
    from generator.signals.surface import Prices, Slice

register: Final = Register("volatility", source="contracts")

MINUTES_A_YEAR: Final = DAYS_A_YEAR * 24 * 60
MINUTES_OF_TERM: Final = 30 * 24 * 60
_SHORTEST_MINUTES: Final = 7 * 24 * 60
"""With less than a week left prices of options say more of their ticks than of volatility."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The quotes of one expiration, a call and a put a strike; NaN where one is not listed.

    Args:
        strike: Dollars, ascending.
        call_bid: Dollars a share.
        call_ask: Dollars a share.
        put_bid: Dollars a share.
        put_ask: Dollars a share.
    """

    strike: NDArray[np.float64]
    call_bid: NDArray[np.float64]
    call_ask: NDArray[np.float64]
    put_bid: NDArray[np.float64]
    put_ask: NDArray[np.float64]

    @property
    def call(self) -> NDArray[np.float64]:
        """Mid prices of the calls; NaN without a two-sided quote."""
        return _mid(self.call_bid, self.call_ask)

    @property
    def put(self) -> NDArray[np.float64]:
        """Mid prices of the puts; NaN without a two-sided quote."""
        return _mid(self.put_bid, self.put_ask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What one expiration gives.

    Args:
        minutes: Minutes to settlement.
        forward: Dollars.
        centre: The strike at or below the forward, K0, dollars.
        variance: Squared volatility, a year.
    """

    minutes: float
    forward: float
    centre: float
    variance: float


def strip_of(chain: Chain) -> Strip:
    """The quotes of the contracts of one expiration, strike by strike."""
    strikes = np.unique(chain.strike)
    columns = {}
    for side, mask in (("call", chain.is_call), ("put", ~chain.is_call)):
        places = np.searchsorted(strikes, chain.strike[mask])
        for name in ("bid", "ask"):
            column = np.full(len(strikes), np.nan)
            column[places] = getattr(chain, name)[mask]
            columns[f"{side}_{name}"] = column
    return Strip(strike=strikes, **columns)


def term_variance(strip: Strip, *, rate: float, minutes: float) -> Term | None:
    """The variance that the quotes of one expiration price.

    Args:
        strip: Its quotes.
        rate: Risk-free rate to settlement, continuously compounded, fraction a year.
        minutes: Minutes to settlement.

    Returns:
        ``None`` where the quotes give no forward, no price at the strike below it, or no
        out-of-the-money option on one of its sides.
    """
    years = minutes / MINUTES_A_YEAR
    growth = float(np.exp(rate * years))
    forward = _forward(strip, growth)
    at = int(np.searchsorted(strip.strike, forward, "right")) - 1
    if np.isnan(forward) or at < 0:
        return None
    puts = at - 1 - _quoted(strip.put_bid[:at][::-1], strip.put[:at][::-1])
    calls = at + 1 + _quoted(strip.call_bid[at + 1 :], strip.call[at + 1 :])
    centre = (strip.put[at] + strip.call[at]) / 2
    if np.isnan(centre) or not len(puts) or not len(calls):
        return None
    rows = np.concatenate([puts[::-1], [at], calls])
    price = np.concatenate([strip.put[puts[::-1]], [centre], strip.call[calls]])
    strike = strip.strike[rows]
    worth = float(np.sum(_widths(strike) / strike**2 * price)) * growth
    beyond = forward / float(strip.strike[at]) - 1
    variance = (2 * worth - beyond**2) / years
    if not variance > 0:
        return None
    return Term(minutes=minutes, forward=forward, centre=float(strip.strike[at]), variance=variance)


def model_free_volatility(near: Term, far: Term, minutes: float = MINUTES_OF_TERM) -> float:
    """Volatility at a constant term: linear interpolation of total variance, in minutes.

    Args:
        near: The expiration at or before the term.
        far: The one at or after it.
        minutes: The term.
    """
    total = np.interp(
        minutes,
        [near.minutes, far.minutes],
        [term.variance * term.minutes for term in (near, far)],
    )
    return float(np.sqrt(total / minutes))


def _mid(bid: NDArray[np.float64], ask: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where((bid > 0) & (bid <= ask), (bid + ask) / 2, np.nan)


def _forward(strip: Strip, growth: float) -> float:
    """Parity at the strike where call and put differ least; NaN where none has both prices."""
    difference = strip.call - strip.put
    priced = np.flatnonzero(np.isfinite(difference))
    if not len(priced):
        return np.nan
    nearest = priced[np.argmin(np.abs(difference[priced]))]
    return float(strip.strike[nearest] + growth * difference[nearest])


def _quoted(bid: NDArray[np.float64], mid: NDArray[np.float64]) -> NDArray[np.int64]:
    """Places, going outward, of the priced options before two neighbours without a bid."""
    absent = ~(bid > 0)
    twice = np.flatnonzero(absent[:-1] & absent[1:])
    end = twice[0] if len(twice) else len(bid)
    return np.flatnonzero(np.isfinite(mid[:end]))


def _widths(strike: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half the distance between the neighbours of each strike; at the ends that to the one."""
    return np.gradient(strike)


@register.fact(
    Unit.FRACTION,
    label="30-day model-free implied volatility",
    definition="the Cboe's VIX method on this chain: mids of the strike at or below the forward "
    "and of the out-of-the-money options outward to two neighbours without a bid, each times its "
    "strike interval / strike squared; variance of the two expirations of 7 days or more that "
    "bracket 30 days, interpolated in minutes",
    reference="Cboe, The CBOE Volatility Index - VIX, white paper (2009)",
)
def model_free_iv_30d(
    tradable: Chain,
    contract_prices: Prices,
    surface: tuple[Slice, ...],
    risk_free_rate: float,
) -> Measured | Unavailable:
    if contract_prices.basis is not Basis.QUOTES:
        return Unavailable("closing_prices", "the method is defined on quotes, and there are none")
    near, far = terms_around(tradable, surface, risk_free_rate)
    if near is None or far is None:
        side = "before" if near is None else "after"
        return Unavailable("no_bracket", f"no expiration {side} 30 days has enough quotes")
    return Measured(model_free_volatility(near[1], far[1]), basis=Basis.QUOTES)


def terms_around(
    tradable: Chain, surface: tuple[Slice, ...], rate: float
) -> tuple[tuple[date, Term] | None, tuple[date, Term] | None]:
    """The last expiration before and the first after 30 days whose quotes give a variance.

    Returns:
        Each with its term; ``None`` where no expiration of 7 days or more gives one.
    """
    minutes = {item.expiration: item.years * MINUTES_A_YEAR for item in surface}

    def first(days: Iterable[date]) -> tuple[date, Term] | None:
        for day in days:
            if minutes[day] >= _SHORTEST_MINUTES:
                strip = strip_of(tradable.of(day))
                term = term_variance(strip, rate=rate, minutes=minutes[day])
                if term is not None:
                    return day, term
        return None

    return (
        first(day for day in reversed(minutes) if minutes[day] <= MINUTES_OF_TERM),
        first(day for day in minutes if minutes[day] >= MINUTES_OF_TERM),
    )
