"""American options by QuantLib: on a tree with a yield, by finite differences with cash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from tests.oracle import RIGHTS, ql

if TYPE_CHECKING:
    from collections.abc import Sequence

SPOT: Final = 100.0
_TODAY: Final = ql.Date(2, 1, 2025)
_DAYS: Final = ql.Actual365Fixed()
_STEPS: Final = 801
_TIME_STEPS: Final = 200
_PRICE_STEPS: Final = 800


@dataclass(frozen=True)
class Underlying:
    """A stock at 100 whose volatility is known, because the prices are made from it.

    Args:
        rate: Continuously compounded, a year.
        dividend_yield: Paid all the time, a year.
        volatility: Fraction a year.
        dividends: Day and dollars of each cash dividend.
    """

    rate: float
    dividend_yield: float
    volatility: float
    dividends: Sequence[tuple[int, float]] = ()

    def american(self, *, strike: float, days: int, is_call: bool) -> float:
        """Price of an American option, dollars a share."""
        exercise = ql.AmericanExercise(_TODAY, _TODAY + days)
        if self.dividends:
            return self._price(strike, is_call, exercise, self._finite_differences)
        # The tree's own error of the European option, which has a formula, is taken out of it.
        european = ql.EuropeanExercise(_TODAY + days)
        on_tree = self._price(strike, is_call, european, self._tree)
        exact = self._price(strike, is_call, european, self._formula)
        return self._price(strike, is_call, exercise, self._tree) - on_tree + exact

    def american_by_integration(self, *, strike: float, days: int, is_call: bool) -> float:
        """The same without cash, by the method of L. Andersen, M. Lake and D. Offengenden."""
        exercise = ql.AmericanExercise(_TODAY, _TODAY + days)
        return self._price(strike, is_call, exercise, ql.QdFpAmericanEngine(self._process))

    def vega(self, *, strike: float, days: int) -> float:
        """Vega of the European option, dollars a 1.00 of volatility."""
        option = ql.VanillaOption(
            ql.PlainVanillaPayoff(RIGHTS[True], strike), ql.EuropeanExercise(_TODAY + days)
        )
        option.setPricingEngine(self._formula)
        return float(option.vega())

    def _price(self, strike: float, is_call: bool, exercise: ql.Exercise, engine: object) -> float:  # noqa: FBT001 - a right, not a switch
        ql.Settings.instance().evaluationDate = _TODAY
        option = ql.VanillaOption(ql.PlainVanillaPayoff(RIGHTS[is_call], strike), exercise)
        option.setPricingEngine(engine)
        return float(option.NPV())

    @cached_property
    def _process(self) -> ql.BlackScholesMertonProcess:
        ql.Settings.instance().evaluationDate = _TODAY
        volatility = ql.BlackConstantVol(_TODAY, ql.NullCalendar(), self.volatility, _DAYS)
        return ql.BlackScholesMertonProcess(
            ql.QuoteHandle(ql.SimpleQuote(SPOT)),
            ql.YieldTermStructureHandle(ql.FlatForward(_TODAY, self.dividend_yield, _DAYS)),
            ql.YieldTermStructureHandle(ql.FlatForward(_TODAY, self.rate, _DAYS)),
            ql.BlackVolTermStructureHandle(volatility),
        )

    @cached_property
    def _tree(self) -> ql.BinomialCRRVanillaEngine:
        return ql.BinomialCRRVanillaEngine(self._process, _STEPS)

    @cached_property
    def _formula(self) -> ql.AnalyticEuropeanEngine:
        return ql.AnalyticEuropeanEngine(self._process)

    @cached_property
    def _finite_differences(self) -> ql.FdBlackScholesVanillaEngine:
        days, amounts = zip(*self.dividends, strict=True)
        schedule = ql.DividendVector([_TODAY + day for day in days], list(amounts))
        return ql.FdBlackScholesVanillaEngine(self._process, schedule, _TIME_STEPS, _PRICE_STEPS)
