"""QuantLib, as the second opinion on option prices."""

from __future__ import annotations

import warnings
from typing import Final, NamedTuple

with warnings.catch_warnings():
    # Its generated classes lack a module name, which newer Pythons remark upon.
    warnings.simplefilter("ignore", DeprecationWarning)
    import QuantLib as ql  # noqa: N813 - as its own examples call it

__all__ = [
    "RIGHTS",
    "Greeks",
    "black_price",
    "forward_delta",
    "greeks",
    "implied_deviation",
    "ql",
]

RIGHTS: Final = {True: ql.Option.Call, False: ql.Option.Put}


def black_price(*, forward: float, strike: float, deviation: float, is_call: bool) -> float:
    """Undiscounted Black-76 price, dollars."""
    return float(ql.blackFormula(RIGHTS[is_call], strike, forward, deviation))


def forward_delta(*, forward: float, strike: float, deviation: float, is_call: bool) -> float:
    """Delta towards the forward, undiscounted."""
    payoff = ql.PlainVanillaPayoff(RIGHTS[is_call], strike)
    return float(ql.BlackCalculator(payoff, forward, deviation).deltaForward())


def implied_deviation(*, forward: float, strike: float, price: float, is_call: bool) -> float:
    """Volatility times the root of years at which Black-76 gives the undiscounted ``price``."""
    return float(
        ql.blackFormulaImpliedStdDev(
            RIGHTS[is_call], strike, forward, price, 1.0, 0.0, ql.nullDouble(), 1e-14, 1000
        )
    )


class Greeks(NamedTuple):
    """Price and greeks in QuantLib's units: all discounted, theta a year."""

    price: float
    delta_forward: float
    gamma_forward: float
    delta: float
    gamma: float
    vega: float
    theta: float
    rho: float


def greeks(  # noqa: PLR0913 - the inputs of the formulas, named
    *,
    spot: float,
    forward: float,
    strike: float,
    years: float,
    volatility: float,
    discount: float,
    is_call: bool,
) -> Greeks:
    """Price and greeks by QuantLib's ``BlackCalculator``."""
    payoff = ql.PlainVanillaPayoff(RIGHTS[is_call], strike)
    of = ql.BlackCalculator(payoff, forward, volatility * years**0.5, discount)
    return Greeks(
        price=of.value(),
        delta_forward=of.deltaForward(),
        gamma_forward=of.gammaForward(),
        delta=of.delta(spot),
        gamma=of.gamma(spot),
        vega=of.vega(years),
        theta=of.theta(spot, years),
        rho=of.rho(years),
    )
