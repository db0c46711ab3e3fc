"""What "Black-76 on the parity-implied forward" makes of American options and dividends.

Chains of American options are priced with a known volatility and go through the product's own
surface: forward by parity, out-of-the-money volatility by Black-76. ``python -m
tests.signals.american_error`` prints the tables of ``docs/pricing.md``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.chain import Chain
from generator.signals.facts import Basis
from generator.signals.surface import Prices, surface
from tests.american_oracle import SPOT, Underlying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.signals.surface import Slice

STRIKES: Final = (80.0, 90.0, 95.0, 100.0, 105.0, 110.0, 120.0)
"""In percent of spot, since spot is 100."""
TERMS: Final = (7, 30, 60, 90, 180, 365)
RATES: Final = (0.0, 0.025, 0.05)
YIELDS: Final = (0.0, 0.02, 0.04)
VOLATILITIES: Final = (0.1, 0.2, 0.4, 0.6)
CASH_TERMS: Final = (7, 30, 90, 180, 365)
CASH_RATES: Final = (0.0, 0.05)
CASH_YIELDS: Final = (0.02, 0.04)
CASH_VOLATILITIES: Final = (0.1, 0.2, 0.4)
_FIRST_DIVIDEND: Final = 5
_QUARTER: Final = 91
_PUTS: Final = (80.0, 90.0, 95.0)
_BOTH: Final = (98.0, 99.0, 100.0, 101.0, 102.0, 105.0)
_CALLS: Final = (110.0, 120.0)
CONTRACTS: Final = (
    *((strike, False) for strike in _PUTS + _BOTH),
    *((strike, True) for strike in _BOTH + _CALLS),
)
"""Strike, and whether it is a call: both rights where parity or the forward may need them."""
_CENT: Final = 0.01
_EXPIRATION: Final = np.datetime64("2026-01-01", "D")


@dataclass(frozen=True, slots=True)
class Case:
    """One chain: an underlying and a term of ``days``."""

    underlying: Underlying
    days: int


@dataclass(frozen=True, slots=True)
class Errors:
    """What was found less what is true, case by case.

    Args:
        volatility: By strike, volatility points; none where the option is under a cent.
        forward: Percent of spot.
    """

    volatility: dict[float, list[float]]
    forward: list[float]


def yield_cases(days: int) -> Iterator[Case]:
    """Chains of an underlying that pays its dividends all the time."""
    for rate, paid, volatility in product(RATES, YIELDS, VOLATILITIES):
        yield Case(Underlying(rate, paid, volatility), days)


def cash_cases(days: int) -> Iterator[Case]:
    """Chains of an underlying that pays a quarter of its yield each quarter, first in five days."""
    for rate, paid, volatility in product(CASH_RATES, CASH_YIELDS, CASH_VOLATILITIES):
        dividends = tuple(
            (day, paid / 4 * SPOT) for day in range(_FIRST_DIVIDEND, days + 1, _QUARTER)
        )
        yield Case(Underlying(rate, 0.0, volatility, dividends), days)


def measure(cases: Iterator[Case]) -> Errors:
    """Send each case through the surface."""
    errors = Errors({strike: [] for strike in STRIKES}, [])
    for case in cases:
        worth = [
            case.underlying.american(strike=strike, days=case.days, is_call=is_call)
            for strike, is_call in CONTRACTS
        ]
        found = _surface(case, worth)
        volatility = dict(zip(found.rows.tolist(), found.volatility.tolist(), strict=True))
        errors.forward.append(found.forward - _forward(case))
        for strike in STRIKES:
            place = CONTRACTS.index((strike, strike >= found.forward))
            if worth[place] >= _CENT:
                error = volatility.get(place, np.nan) - case.underlying.volatility
                errors.volatility[strike].append(100 * error)
    return errors


def _forward(case: Case) -> float:
    """The forward of the model that the prices come from."""
    of, years = case.underlying, case.days / 365
    paid = sum(cash * np.exp(-of.rate * day / 365) for day, cash in of.dividends)
    return float((SPOT * np.exp(-of.dividend_yield * years) - paid) * np.exp(of.rate * years))


def _surface(case: Case, worth: list[float]) -> Slice:
    """The product's forward and smile of the case's chain."""
    made = surface(
        _chain(case.days / 365),
        Prices(np.array(worth), Basis.QUOTES),
        SPOT,
        case.underlying.rate,
        case.underlying.dividend_yield,
    )
    assert isinstance(made, tuple)
    return made[0]


def _chain(years: float) -> Chain:
    strikes, rights = zip(*CONTRACTS, strict=True)
    count = len(CONTRACTS)
    unknown = np.full(count, np.nan)
    return Chain(
        row=np.arange(count),
        root=np.full(count, "XYZ"),
        expiration=np.full(count, _EXPIRATION),
        strike=np.array(strikes),
        is_call=np.array(rights),
        settlement=np.full(count, "PM"),
        bid=unknown,
        ask=unknown,
        last=unknown,
        volume=unknown,
        open_interest=unknown,
        contract_size=np.full(count, 100.0),
        years=np.full(count, years),
    )


def row(days: int, errors: Errors) -> list[str]:
    """A line of the table: days, worst and mean by moneyness, worst of the forward."""
    cells = [_cell(errors.volatility[strike]) for strike in STRIKES]
    return [str(days), *cells, f"{max(errors.forward, key=abs):+.3f}"]


def _cell(errors: list[float]) -> str:
    if not errors:
        return "none"
    return f"{max(errors, key=abs):+.2f} ({np.mean(np.abs(errors)):.2f})"


def main() -> None:
    """Print both tables."""
    for terms, cases in ((TERMS, yield_cases), (CASH_TERMS, cash_cases)):
        for days in terms:
            line = " | ".join(row(days, measure(cases(days))))
            sys.stdout.write(f"| {line} |\n")
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
