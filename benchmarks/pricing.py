"""Measure volatilities and greeks beside QuantLib and vollib, each of them in a loop.

``python -m benchmarks.pricing`` prints a table of ratios from alternating runs. vollib is not
needed by anything else: the dependency group ``bench`` names it, and where it is missing the
benchmark says how to install it. Before it measures, it checks that all find the same numbers.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.timing import Row, alternating
from generator.signals.black import black_price
from generator.signals.greeks import black_greeks
from generator.signals.implied_volatility import implied_volatility
from tests import oracle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

RUNS = 9
SIZES = (6_000, 20_000)
SPOT = 249.52
RATE = 0.0425
DIVIDEND_YIELD = 0.011
AGREED = 1e-8
QUANTLIB_ACCURACY = 1e-10
"""Of the deviation; QuantLib's own 1e-6 leaves volatilities off by 1e-5."""
NOT_INSTALLED = "beside vollib: not measured; .venv/bin/python -m pip install vollib"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contracts:
    """Out-of-the-money contracts as a note solves them; arrays of one length."""

    forward: NDArray[np.float64]
    strike: NDArray[np.float64]
    years: NDArray[np.float64]
    discount: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    volatility: NDArray[np.float64]
    price: NDArray[np.float64]

    def lines(self) -> list[tuple[float, float, float, float, bool, float, float]]:
        """Contract by contract, as a loop wants them, in the order of the fields."""
        columns = (
            self.forward, self.strike, self.years, self.discount, self.is_call, self.volatility,
            self.price,
        )  # fmt: skip
        return list(zip(*(column.tolist() for column in columns), strict=True))


def contracts(count: int) -> Contracts:
    """Two days to two years, 10 % to 80 %, within two and a half deviations of the forward."""
    random = np.random.default_rng(20260821)
    years = random.uniform(2 / 365, 2.0, count)
    volatility = random.uniform(0.1, 0.8, count)
    forward = SPOT * np.exp((RATE - DIVIDEND_YIELD) * years)
    deviation = volatility * np.sqrt(years)
    strike = forward * np.exp(random.uniform(-2.5, 2.5, count) * deviation)
    discount = np.exp(-RATE * years)
    is_call = strike >= forward
    price = discount * black_price(
        forward=forward, strike=strike, deviation=deviation, is_call=is_call
    )
    return Contracts(
        forward=forward,
        strike=strike,
        years=years,
        discount=discount,
        is_call=is_call,
        volatility=volatility,
        price=price,
    )


def our_volatilities(given: Contracts) -> NDArray[np.float64]:
    """All at once."""
    return implied_volatility(
        price=given.price,
        forward=given.forward,
        strike=given.strike,
        years=given.years,
        discount=given.discount,
        is_call=given.is_call,
    )


def our_greeks(given: Contracts) -> NDArray[np.float64]:
    """All at once; a row a contract."""
    greeks = black_greeks(
        spot=SPOT,
        forward=given.forward,
        strike=given.strike,
        years=given.years,
        volatility=given.volatility,
        discount=given.discount,
        is_call=given.is_call,
    )
    return np.column_stack(
        [greeks.delta, greeks.gamma, greeks.vega, greeks.theta, greeks.rho],
    )


def quantlib_volatilities(given: Contracts) -> NDArray[np.float64]:
    """One call a contract."""
    solve, guess = oracle.ql.blackFormulaImpliedStdDev, oracle.ql.nullDouble()
    return np.array(
        [
            solve(
                oracle.RIGHTS[is_call], strike, forward, price, discount, 0.0, guess,
                QUANTLIB_ACCURACY, 100,
            )
            / years**0.5
            for forward, strike, years, discount, is_call, _, price in given.lines()
        ]
    )  # fmt: skip


def quantlib_greeks(given: Contracts) -> NDArray[np.float64]:
    """One calculator a contract."""
    rows = []
    for forward, strike, years, discount, is_call, volatility, _ in given.lines():
        payoff = oracle.ql.PlainVanillaPayoff(oracle.RIGHTS[is_call], strike)
        of = oracle.ql.BlackCalculator(payoff, forward, volatility * years**0.5, discount)
        theta = of.theta(SPOT, years) / 365
        rows.append([of.delta(SPOT), of.gamma(SPOT), of.vega(years), theta, of.rho(years)])
    return np.array(rows)


def vollib_volatilities(given: Contracts) -> NDArray[np.float64]:
    """One call a contract."""
    solve: Any = importlib.import_module("vollib.black.implied_volatility").implied_volatility
    return np.array(
        [
            solve(price, forward, strike, RATE, years, "c" if is_call else "p")
            for forward, strike, years, _, is_call, _, price in given.lines()
        ]
    )


def vollib_greeks(given: Contracts) -> NDArray[np.float64]:
    """Five calls a contract; vollib's vega and rho are of a hundredth."""
    of: Any = importlib.import_module("vollib.black_scholes_merton.greeks.analytical")
    rows = []
    for _, strike, years, _, is_call, volatility, _ in given.lines():
        terms = ("c" if is_call else "p", SPOT, strike, years, RATE, volatility, DIVIDEND_YIELD)
        vega, rho = 100 * of.vega(*terms), 100 * of.rho(*terms)
        rows.append([of.delta(*terms), of.gamma(*terms), vega, of.theta(*terms), rho])
    return np.array(rows)


def compared(
    what: str,
    given: Contracts,
    ours: Callable[[Contracts], NDArray[np.float64]],
    looped: Mapping[str, Callable[[Contracts], NDArray[np.float64]]],
) -> list[Row]:
    """Check that all find the same, then measure; a row for each library."""
    found = ours(given)
    for name, theirs in looped.items():
        np.testing.assert_allclose(
            found, theirs(given), rtol=AGREED, atol=AGREED, err_msg=f"{what}: {name}"
        )
    actions = [lambda function=function: function(given) for function in (ours, *looped.values())]
    mine, *others = alternating(actions, RUNS)
    title = f"{what}, {len(given.strike):,} contracts"
    return [
        Row(title, mine, f"{name} looped", time) for name, time in zip(looped, others, strict=True)
    ]


def pricing_rows() -> Iterator[Row]:
    """Volatilities and greeks of each size."""
    has_vollib = not missing_libraries()
    for count in SIZES:
        given = contracts(count)
        volatilities = {"QuantLib": quantlib_volatilities}
        greeks = {"QuantLib": quantlib_greeks}
        if has_vollib:
            volatilities["vollib"] = vollib_volatilities
            greeks["vollib"] = vollib_greeks
        yield from compared("volatilities", given, our_volatilities, volatilities)
        yield from compared("greeks", given, our_greeks, greeks)


def missing_libraries() -> list[str]:
    """A line for what is not measured, and how to install what it needs."""
    return [] if find_spec("vollib") is not None else [NOT_INSTALLED]


def main() -> None:
    """Print the table."""
    for row in pricing_rows():
        sys.stdout.write(f"{row}\n")
    sys.stdout.writelines(f"{line}\n" for line in missing_libraries())


if __name__ == "__main__":
    main()
