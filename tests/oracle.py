"""QuantLib, as the second opinion on option prices."""

from __future__ import annotations

import warnings
from typing import Final

with warnings.catch_warnings():
    # Its generated classes lack a module name, which newer Pythons remark upon.
    warnings.simplefilter("ignore", DeprecationWarning)
    import QuantLib as ql  # noqa: N813 - as its own examples call it

_RIGHTS: Final = {True: ql.Option.Call, False: ql.Option.Put}


def black_price(*, forward: float, strike: float, deviation: float, is_call: bool) -> float:
    """Undiscounted Black-76 price, dollars."""
    return float(ql.blackFormula(_RIGHTS[is_call], strike, forward, deviation))


def forward_delta(*, forward: float, strike: float, deviation: float, is_call: bool) -> float:
    """Delta towards the forward, undiscounted."""
    payoff = ql.PlainVanillaPayoff(_RIGHTS[is_call], strike)
    return float(ql.BlackCalculator(payoff, forward, deviation).deltaForward())


def implied_deviation(*, forward: float, strike: float, price: float, is_call: bool) -> float:
    """Volatility times the root of years at which Black-76 gives the undiscounted ``price``."""
    return float(
        ql.blackFormulaImpliedStdDev(
            _RIGHTS[is_call], strike, forward, price, 1.0, 0.0, ql.nullDouble(), 1e-14, 1000
        )
    )
