"""Volatility facts: implied volatility by contract, expiration and term, moves, skew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.signals.black import black_price
from generator.signals.facts import Unavailable, Unit, weakest
from generator.signals.price_series import SESSIONS_A_YEAR
from generator.signals.register import Measured, Register
from generator.signals.surface import DAYS_A_YEAR, Slice

if TYPE_CHECKING:
    from datetime import date

    from generator.market.snapshot import Snapshot

register: Final = Register("volatility", source="contracts")

Table = tuple[Mapping[str, object], ...]

_SHORTEST_DAYS: Final = 7
TERM_DAYS: Final = 30
LONG_TERM_DAYS: Final = 90
SKEW_DELTA: Final = 0.25
LISTED_DAYS: Final = 90
NEAR_SPOT: Final = 0.10


@register.fact(
    Unit.TABLE,
    label="implied volatility by contract",
    definition="Black-76 on the forward, out-of-the-money side, expirations within 90 days and "
    "strikes within 10% of spot; no row where the price is outside its no-arbitrage bounds",
    columns={
        "expiration": Unit.DATE,
        "strike": Unit.USD,
        "right": Unit.TEXT,
        "implied_volatility": Unit.FRACTION,
        "delta": Unit.RATIO,
    },
)
def contract_implied_volatility(surface: tuple[Slice, ...], spot: float) -> Measured | Unavailable:
    near = [item for item in surface if item.days <= LISTED_DAYS]
    rows = tuple(
        {"expiration": item.expiration} | row
        for item in near
        for row in _smile(item)
        if abs(row["strike"] - spot) <= NEAR_SPOT * spot
    )
    if not rows:
        return Unavailable("no_prices", "no near contract has a usable price")
    return Measured(rows, basis=weakest([item.basis for item in near if len(item.strike)]))


def _smile(item: Slice) -> list[dict[str, Any]]:
    columns = zip(item.strike.tolist(), item.volatility.tolist(), item.delta.tolist(), strict=True)
    return [
        {
            "strike": strike,
            "right": "put" if delta < 0 else "call",
            "implied_volatility": volatility,
            "delta": delta,
        }
        for strike, volatility, delta in columns
    ]


def _slice_of(surface: tuple[Slice, ...], expiration: date) -> Slice | Unavailable:
    found = next((item for item in surface if item.expiration == expiration), None)
    return found or Unavailable("too_short", f"{expiration} has less than half an hour left")


@register.fact(
    Unit.TABLE,
    label="volatility smile, front expiration",
    definition="Black-76 volatility of out-of-the-money contracts of the front expiration",
    columns={
        "strike": Unit.USD,
        "right": Unit.TEXT,
        "implied_volatility": Unit.FRACTION,
        "delta": Unit.RATIO,
    },
)
def volatility_smile_front(
    surface: tuple[Slice, ...], expiration_front: date
) -> Measured | Unavailable:
    front = _slice_of(surface, expiration_front)
    if isinstance(front, Unavailable):
        return front
    if not len(front.strike):
        return Unavailable("no_prices", "no contract of the front expiration has a usable price")
    return Measured(tuple(_smile(front)), basis=front.basis)


@register.fact(
    Unit.TABLE,
    label="at-the-money volatility by expiration",
    definition="out-of-the-money Black-76 volatility interpolated in strike to the forward",
    columns={
        "expiration": Unit.DATE,
        "days": Unit.DAYS,
        "implied_volatility": Unit.FRACTION,
        "basis": Unit.TEXT,
    },
)
def atm_iv_by_expiration(surface: tuple[Slice, ...], snapshot: Snapshot) -> Measured | Unavailable:
    known = [item for item in surface if np.isfinite(item.at_the_money)]
    if not known:
        return Unavailable("no_prices", "no expiration has prices on both sides of its forward")
    rows = tuple(
        {
            "expiration": item.expiration,
            "days": (item.expiration - snapshot.as_of_date).days,
            "implied_volatility": item.at_the_money,
            "basis": str(item.basis),
        }
        for item in known
    )
    return Measured(rows, basis=weakest([item.basis for item in known]))


def bracket(
    surface: tuple[Slice, ...], days: int, volatilities: Mapping[date, float]
) -> tuple[Slice, Slice] | Unavailable:
    """The expirations of 7 days or more with a volatility on either side of a term."""
    usable = [
        item
        for item in surface
        if item.days >= _SHORTEST_DAYS and np.isfinite(volatilities[item.expiration])
    ]
    below = [item for item in usable if item.days <= days]
    above = [item for item in usable if item.days >= days]
    if not below or not above:
        side = "before" if not below else "after"
        return Unavailable("no_bracket", f"no usable expiration {side} {days} days")
    return below[-1], above[0]


def _constant_maturity(
    surface: tuple[Slice, ...], days: int, volatilities: Mapping[date, float]
) -> Measured | Unavailable:
    """Linear interpolation of total variance between the bracketing expirations."""
    found = bracket(surface, days, volatilities)
    if isinstance(found, Unavailable):
        return found
    near, far = found
    basis = weakest([near.basis, far.basis])
    variances = [volatilities[item.expiration] ** 2 * item.years for item in (near, far)]
    target = days / DAYS_A_YEAR
    variance = float(np.interp(target, [near.years, far.years], variances))
    return Measured(float(np.sqrt(variance / target)), basis=basis)


def at_the_money(surface: tuple[Slice, ...]) -> dict[date, float]:
    """The volatility at the money of each expiration; NaN where there is none."""
    return {item.expiration: item.at_the_money for item in surface}


_CONSTANT: Final = (
    "at-the-money volatility at a constant {} days: linear interpolation of total variance "
    "between the bracketing expirations of 7 days or more"
)


@register.fact(
    Unit.FRACTION, label="30-day implied volatility", definition=_CONSTANT.format(TERM_DAYS)
)
def iv_30d(surface: tuple[Slice, ...]) -> Measured | Unavailable:
    return _constant_maturity(surface, TERM_DAYS, at_the_money(surface))


@register.fact(
    Unit.FRACTION, label="90-day implied volatility", definition=_CONSTANT.format(LONG_TERM_DAYS)
)
def iv_90d(surface: tuple[Slice, ...]) -> Measured | Unavailable:
    return _constant_maturity(surface, LONG_TERM_DAYS, at_the_money(surface))


@register.fact(
    Unit.FRACTION,
    label="90-day less 30-day implied volatility",
    definition="90-day - 30-day implied volatility",
)
def term_slope(iv_90d: float, iv_30d: float) -> float:
    return iv_90d - iv_30d


def _straddle(surface: tuple[Slice, ...], expiration: date) -> Measured | Unavailable:
    item = _slice_of(surface, expiration)
    if isinstance(item, Unavailable):
        return item
    volatility = item.at_the_money
    if not np.isfinite(volatility):
        return Unavailable("no_prices", f"no prices on both sides of the forward for {expiration}")
    call = black_price(
        forward=item.forward,
        strike=item.forward,
        deviation=volatility * np.sqrt(item.years),
        is_call=True,
    )
    return Measured(2 * item.discount * float(call), basis=item.basis)


_STRADDLE: Final = (
    "twice the Black-76 call struck at the forward, with that expiration's at-the-money volatility"
)


@register.fact(
    Unit.USD, label="price of the at-the-money straddle, front expiration", definition=_STRADDLE
)
def straddle_move_front(
    surface: tuple[Slice, ...], expiration_front: date
) -> Measured | Unavailable:
    return _straddle(surface, expiration_front)


@register.fact(
    Unit.FRACTION,
    label="straddle over price, front expiration",
    definition="price of the at-the-money straddle / spot",
)
def straddle_move_front_fraction(straddle_move_front: float, spot: float) -> float:
    return straddle_move_front / spot


@register.fact(
    Unit.USD, label="price of the at-the-money straddle, second expiration", definition=_STRADDLE
)
def straddle_move_second(
    surface: tuple[Slice, ...], expiration_second: date
) -> Measured | Unavailable:
    return _straddle(surface, expiration_second)


@register.fact(
    Unit.FRACTION,
    label="straddle over price, second expiration",
    definition="price of the at-the-money straddle / spot",
)
def straddle_move_second_fraction(straddle_move_second: float, spot: float) -> float:
    return straddle_move_second / spot


@register.fact(
    Unit.TABLE,
    label="expected move by expiration",
    definition="spot x at-the-money volatility x square root of years to settlement",
    columns={
        "expiration": Unit.DATE,
        "expected_move": Unit.USD,
        "expected_move_fraction": Unit.FRACTION,
        "basis": Unit.TEXT,
    },
)
def expected_move_by_expiration(surface: tuple[Slice, ...], spot: float) -> Measured | Unavailable:
    known = [item for item in surface if np.isfinite(item.at_the_money)]
    if not known:
        return Unavailable("no_prices", "no expiration has prices on both sides of its forward")
    rows = []
    for item in known:
        fraction = item.at_the_money * float(np.sqrt(item.years))
        rows.append(
            {
                "expiration": item.expiration,
                "expected_move": spot * fraction,
                "expected_move_fraction": fraction,
                "basis": str(item.basis),
            }
        )
    return Measured(tuple(rows), basis=weakest([item.basis for item in known]))


@register.fact(
    Unit.USD,
    label="one-day one-sigma move",
    definition="spot x 30-day implied volatility / sqrt(252)",
)
def one_sigma_move_1d(spot: float, iv_30d: float) -> float:
    return spot * iv_30d / float(np.sqrt(SESSIONS_A_YEAR))


@register.fact(
    Unit.FRACTION,
    label="one-day one-sigma move over price",
    definition="30-day implied volatility / sqrt(252)",
)
def one_sigma_move_1d_fraction(iv_30d: float) -> float:
    return iv_30d / float(np.sqrt(SESSIONS_A_YEAR))


@register.fact(
    Unit.FRACTION,
    label="25-delta skew",
    definition="30-day volatility at -25 less that at +25 Black-76 forward delta; above 0: puts "
    "dearer",
)
def skew_25d(surface: tuple[Slice, ...]) -> Measured | Unavailable:
    wings = []
    for delta in (-SKEW_DELTA, SKEW_DELTA):
        at = {item.expiration: item.at_delta(delta) for item in surface}
        wings.append(_constant_maturity(surface, TERM_DAYS, at))
    put, call = wings
    if isinstance(put, Unavailable):
        return put
    if isinstance(call, Unavailable):
        return call
    return Measured(put.value - call.value, basis=weakest([put.basis, call.basis]))


@register.fact(
    Unit.FRACTION,
    label="implied less realized volatility",
    definition="30-day implied - 20-day realized volatility",
)
def iv_minus_rv(iv_30d: float, realized_volatility_20d: float) -> float:
    return iv_30d - realized_volatility_20d
