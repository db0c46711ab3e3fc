"""The volatility surface: one price a contract, one forward and one smile an expiration.

Everything is Black-76 on a forward implied by put-call parity. Prices are mids where the source
has two-sided quotes, else the closing prices of contracts that traded; a fact carries the weaker
of the two as its basis. IWM and SPY options are American: docs/pricing.md has what taking them for
European costs, measured by term, moneyness and dividend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.black import black_forward_delta
from generator.signals.facts import Basis, Unavailable, Unit, weakest
from generator.signals.implied_volatility import implied_volatility
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot
    from generator.signals.chain import Chain

register: Final = Register("rates and forwards", source="contracts")

_PARITY_STRIKES: Final = 5
_PARITY_MINIMUM: Final = 3
DAYS_A_YEAR: Final = 365
SHORTEST_YEARS: Final = 0.5 / (24 * DAYS_A_YEAR)
"""Half an hour: with less left, an annualised volatility says nothing."""


@register.fact(
    Unit.FRACTION,
    label="risk-free rate",
    definition="continuously compounded, a year; as given with the data, else as configured",
)
def risk_free_rate(snapshot: Snapshot) -> Measured | Unavailable:
    if snapshot.rate is None:
        return Unavailable("not_given", "no rate was given and none is configured")
    observed = f", {snapshot.rate.observed}" if snapshot.rate.observed else ""
    return Measured(snapshot.rate.value, method=f"{snapshot.rate.source}{observed}")


@register.fact(
    Unit.TEXT, label="origin of the rate", definition="where the risk-free rate was taken from"
)
def risk_free_rate_source(snapshot: Snapshot) -> str | Unavailable:
    if snapshot.rate is None:
        return Unavailable("not_given", "no rate was given and none is configured")
    return snapshot.rate.source


@register.fact(
    Unit.FRACTION, label="dividend yield", definition="continuously compounded, a year, as given"
)
def dividend_yield(snapshot: Snapshot) -> float | Unavailable:
    if snapshot.dividend_yield is None:
        return Unavailable("not_given", "no dividend yield was given")
    return snapshot.dividend_yield


@register.fact(
    Unit.FRACTION,
    label="share of contracts with a two-sided quote",
    definition="tradable contracts with 0 < bid <= ask / tradable contracts",
)
def two_sided_quote_share(tradable: Chain) -> float:
    return float(tradable.two_sided.mean())


@dataclass(frozen=True, slots=True)
class Prices:
    """One price a tradable contract, dollars a share (NaN: none), and what kind they are."""

    value: NDArray[np.float64]
    basis: Basis


@register.quantity
def contract_prices(tradable: Chain, gates: frozenset[str]) -> Prices | Unavailable:
    """Mids, or where the source gives no quotes the closes of contracts that traded.

    A source that gives quotes and has none that live is not a source of closes: its prices are of
    nobody knows when.
    """
    if "quotes_dead" in gates:
        return Unavailable("quotes_dead", "hardly a contract near the price has a live quote")
    if "spot_mismatch" in gates:
        return Unavailable("spot_mismatch", "the price and the chain are not of one moment")
    if tradable.two_sided.any():
        return Prices(tradable.mid, Basis.QUOTES)
    if not np.isnan(tradable.bid).all():
        return Unavailable("quotes_dead", "no contract has a live quote")
    traded = (tradable.volume > 0) & (tradable.last > 0)
    return Prices(np.where(traded, tradable.last, np.nan), Basis.CLOSES)


@register.fact(
    Unit.TEXT,
    label="what volatilities are made from",
    definition="quotes, or closing prices where the source has no quotes",
)
def volatility_basis(contract_prices: Prices) -> str:
    return str(contract_prices.basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One expiration: its forward and its out-of-the-money volatilities.

    Args:
        expiration: Exchange date.
        years: Years to settlement.
        forward: Dollars.
        discount: Discount factor to settlement.
        basis: The weaker of what the forward and the volatilities rest on.
        rows: Places in the tradable chain of the out-of-the-money contracts that have a volatility.
        strike: Their strikes, ascending.
        volatility: Their Black-76 volatility, fraction a year.
        delta: Their forward delta; negative for puts.
    """

    expiration: date
    years: float
    forward: float
    discount: float
    basis: Basis
    rows: NDArray[np.int64]
    strike: NDArray[np.float64]
    volatility: NDArray[np.float64]
    delta: NDArray[np.float64]

    @property
    def days(self) -> float:
        """Days to settlement, as a fraction of a day too."""
        return self.years * DAYS_A_YEAR

    @property
    def at_the_money(self) -> float:
        """Volatility interpolated in strike to the forward; NaN without a strike on either side."""
        if not len(self.strike):
            return np.nan
        return float(
            np.interp(self.forward, self.strike, self.volatility, left=np.nan, right=np.nan)
        )

    @property
    def around_the_money(self) -> NDArray[np.int64]:
        """Places here of the contracts that `at_the_money` is interpolated between."""
        return _on_either_side(self.strike, self.forward)

    def at_delta(self, delta: float) -> float:
        """Volatility interpolated in delta, on the side of ``delta``'s sign; NaN outside."""
        order = self._by_delta(delta)
        if not len(order):
            return np.nan
        deltas, volatilities = np.abs(self.delta[order]), self.volatility[order]
        return float(np.interp(abs(delta), deltas, volatilities, left=np.nan, right=np.nan))

    def around_delta(self, delta: float) -> NDArray[np.int64]:
        """Places here of the contracts that `at_delta` is interpolated between."""
        order = self._by_delta(delta)
        return order[_on_either_side(np.abs(self.delta[order]), abs(delta))]

    def _by_delta(self, delta: float) -> NDArray[np.int64]:
        """The contracts of one side, the farthest first, whose delta falls away from the money.

        What is dearer than what lies nearer the money is on another scale, or quoted by mistake.
        """
        side = np.flatnonzero(self.delta < 0 if delta < 0 else self.delta > 0)
        outward = side[::-1] if delta < 0 else side
        size = np.abs(self.delta[outward])
        nearer = np.minimum.accumulate(np.concatenate(([np.inf], size[:-1])))
        return outward[size < nearer][::-1]


def _on_either_side(ascending: NDArray[np.float64], value: float) -> NDArray[np.int64]:
    """Places of the neighbours that ``value`` lies between; one where it is met, none outside."""
    above = int(np.searchsorted(ascending, value))
    if above < len(ascending) and ascending[above] == value:
        return np.array([above])
    return np.array([above - 1, above] if 0 < above < len(ascending) else [], dtype=np.int64)


@register.quantity
def surface(
    tradable: Chain,
    contract_prices: Prices,
    spot: float,
    risk_free_rate: float,
    dividend_yield: float | Unavailable,
) -> tuple[Slice, ...] | Unavailable:
    """One slice an expiration, nearest first."""
    carry = 0.0 if isinstance(dividend_yield, Unavailable) else dividend_yield
    terms = tuple(
        _term(tradable, contract_prices, expiration, spot=spot, rate=risk_free_rate, carry=carry)
        for expiration in tradable.expirations
    )
    terms = tuple(term for term in terms if term.years >= SHORTEST_YEARS)
    if not terms:
        return Unavailable("too_short", "no expiration has half an hour left")
    slices = _slices(tradable, contract_prices.value, terms)
    if not any(len(item.strike) for item in slices):
        return Unavailable("no_prices", "no contract has a quote or a usable closing price")
    return slices


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """One expiration before its volatilities are solved; ``rows`` are places in the chain."""

    expiration: date
    rows: NDArray[np.int64]
    years: float
    forward: float
    discount: float
    basis: Basis


def _term(  # noqa: PLR0913 - the inputs of a forward, named
    chain: Chain, prices: Prices, expiration: date, *, spot: float, rate: float, carry: float
) -> _Term:
    """The forward of one expiration; of several roots the main one's."""
    rows = chain.places_of_series(expiration, chain.main_root(expiration))
    years = float(chain.years[rows[0]])
    discount = float(np.exp(-rate * years))
    basis = prices.basis
    forward = _parity_forward(chain.select(rows), prices.value[rows], spot, discount)
    if np.isnan(forward):
        forward, basis = float(spot * np.exp((rate - carry) * years)), Basis.CARRY
    return _Term(
        expiration=expiration,
        rows=rows,
        years=years,
        forward=forward,
        discount=discount,
        basis=basis,
    )


def _slices(
    chain: Chain, price: NDArray[np.float64], terms: tuple[_Term, ...]
) -> tuple[Slice, ...]:
    """Solve the volatilities of all expirations at once, which is what makes it fast."""
    rows = np.concatenate([term.rows for term in terms])
    lengths = [len(term.rows) for term in terms]
    forward, years, discount = (
        np.repeat([getattr(term, name) for term in terms], lengths)
        for name in ("forward", "years", "discount")
    )
    strike, is_call = chain.strike[rows], chain.is_call[rows]
    out = np.where(is_call, strike >= forward, strike < forward)
    volatility = implied_volatility(
        price=np.where(out, price[rows], np.nan),
        forward=forward,
        strike=strike,
        years=years,
        discount=discount,
        is_call=is_call,
    )
    delta = black_forward_delta(
        forward=forward, strike=strike, deviation=volatility * np.sqrt(years), is_call=is_call
    )
    ends = np.cumsum(lengths)
    slices = []
    for term, end in zip(terms, ends, strict=True):
        part = np.arange(end - len(term.rows), end)
        part = part[np.isfinite(volatility[part])]
        part = part[np.argsort(strike[part], kind="stable")]
        slices.append(
            Slice(
                expiration=term.expiration,
                years=term.years,
                forward=term.forward,
                discount=term.discount,
                basis=term.basis,
                rows=rows[part],
                strike=strike[part],
                volatility=volatility[part],
                delta=delta[part],
            )
        )
    return tuple(slices)


def parity_pairs(
    chain: Chain, price: NDArray[np.float64], spot: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of the calls and of the puts of the 3 to 5 priced strikes nearest spot, or none."""
    calls, puts = np.flatnonzero(chain.is_call), np.flatnonzero(~chain.is_call)
    strikes, at_call, at_put = np.intersect1d(
        chain.strike[calls], chain.strike[puts], return_indices=True
    )
    calls, puts = calls[at_call], puts[at_put]
    priced = np.flatnonzero(np.isfinite(price[calls] - price[puts]))
    nearest = priced[np.argsort(np.abs(strikes[priced] - spot), kind="stable")][:_PARITY_STRIKES]
    if len(nearest) < _PARITY_MINIMUM:
        nearest = nearest[:0]
    return calls[nearest], puts[nearest]


def _parity_forward(
    chain: Chain, price: NDArray[np.float64], spot: float, discount: float
) -> float:
    """Median of K + (C - P) / D over the strikes nearest spot that have both prices."""
    calls, puts = parity_pairs(chain, price, spot)
    if not len(calls):
        return np.nan
    difference = price[calls] - price[puts]
    implied = float(np.median(chain.strike[calls] + difference / discount))
    return implied if implied > 0 else np.nan


@register.fact(
    Unit.TABLE,
    label="forward by expiration",
    definition="put-call parity at the 3 to 5 priced strikes nearest spot, median; else spot "
    "carried at the rate less the dividend yield",
    columns={"expiration": Unit.DATE, "forward": Unit.USD, "basis": Unit.TEXT},
)
def forward_by_expiration(surface: tuple[Slice, ...]) -> Measured:
    rows = tuple(
        {"expiration": item.expiration, "forward": item.forward, "basis": str(item.basis)}
        for item in surface
    )
    return Measured(rows, basis=weakest([item.basis for item in surface]))
