"""Volatility facts: forwards, implied volatilities, expected moves, skew.

Everything is Black-76 on a forward implied by put-call parity. Prices are mids where the source
has two-sided quotes, else the closing prices of contracts that traded; a fact carries the weaker
of the two as its basis. IWM and SPY options are American: near the money and within months the
premium for early exercise is small beside the spread, and parity puts most of it into the forward.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from generator.market.occ import OptionContract
from generator.signals.facts import Basis, Unavailable, Unit, weakest
from generator.signals.price import SESSIONS_A_YEAR
from generator.signals.pricing import black_forward_delta, black_price, implied_volatility
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from generator.market.snapshot import Snapshot
    from generator.signals.chain import Chain

register: Final = Register("volatility", source="contracts")

Table = tuple[Mapping[str, object], ...]

_PARITY_STRIKES: Final = 5
_PARITY_MINIMUM: Final = 3
_DAYS_A_YEAR: Final = 365
_SHORTEST_DAYS: Final = 7
_TERM_DAYS: Final = 30
_LONG_TERM_DAYS: Final = 90
_SKEW_DELTA: Final = 0.25
_LISTED_DAYS: Final = 90
_NEAR_SPOT: Final = 0.10
_IDEA_DAYS: Final = (7, 45)
_WIDEST_SPREAD: Final = 0.10
_SPREAD_FLOOR: Final = 0.05
_CENT_NOISE: Final = 1e-9
_LEAST_OPEN_INTEREST: Final = 100


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
def contract_prices(tradable: Chain) -> Prices:
    """Mids, or where the source has no quote at all the closes of contracts that traded."""
    if tradable.two_sided.any():
        return Prices(tradable.mid, Basis.QUOTES)
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
        return self.years * _DAYS_A_YEAR

    @property
    def at_the_money(self) -> float:
        """Volatility interpolated in strike to the forward; NaN without a strike on either side."""
        if not len(self.strike):
            return np.nan
        return float(
            np.interp(self.forward, self.strike, self.volatility, left=np.nan, right=np.nan)
        )

    def at_delta(self, delta: float) -> float:
        """Volatility interpolated in delta, on the side of ``delta``'s sign; NaN outside."""
        side = self.delta < 0 if delta < 0 else self.delta > 0
        deltas, volatilities = np.abs(self.delta[side]), self.volatility[side]
        order = np.argsort(deltas)
        if not len(order):
            return np.nan
        at = np.interp(abs(delta), deltas[order], volatilities[order], left=np.nan, right=np.nan)
        return float(at)


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
    """The forward of one expiration; of several settlement times the one most contracts have."""
    of_day = np.flatnonzero(chain.expiration == np.datetime64(expiration, "D"))
    times, counts = np.unique(chain.years[of_day], return_counts=True)
    years = float(times[np.argmax(counts)])
    rows = of_day[chain.years[of_day] == years]
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


def _parity_forward(
    chain: Chain, price: NDArray[np.float64], spot: float, discount: float
) -> float:
    """Median of K + (C - P) / D over the strikes nearest spot that have both prices."""
    calls, puts = chain.is_call, ~chain.is_call
    strikes, at_call, at_put = np.intersect1d(
        chain.strike[calls], chain.strike[puts], return_indices=True
    )
    difference = price[calls][at_call] - price[puts][at_put]
    priced = np.flatnonzero(np.isfinite(difference))
    nearest = priced[np.argsort(np.abs(strikes[priced] - spot), kind="stable")][:_PARITY_STRIKES]
    if len(nearest) < _PARITY_MINIMUM:
        return np.nan
    return float(np.median(strikes[nearest] + difference[nearest] / discount))


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
    near = [item for item in surface if item.days <= _LISTED_DAYS]
    rows = tuple(
        {"expiration": item.expiration} | row
        for item in near
        for row in _smile(item)
        if abs(row["strike"] - spot) <= _NEAR_SPOT * spot
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


@register.fact(
    Unit.TABLE,
    label="liquid out-of-the-money contracts",
    definition="7 to 45 days left, two-sided quote no wider than 10% of mid or 5 cents, open "
    "interest of 100 or more, with Black-76 volatility and forward delta: what ideas are made from",
    columns={
        "contract": Unit.CONTRACT,
        "expiration": Unit.DATE,
        "days": Unit.DAYS,
        "strike": Unit.USD,
        "right": Unit.TEXT,
        "bid": Unit.USD,
        "ask": Unit.USD,
        "mid": Unit.USD,
        "open_interest": Unit.CONTRACTS,
        "contract_size": Unit.COUNT,
        "implied_volatility": Unit.FRACTION,
        "delta": Unit.RATIO,
    },
)
def liquid_contracts(
    snapshot: Snapshot, tradable: Chain, surface: tuple[Slice, ...]
) -> Table | Unavailable:
    if not tradable.two_sided.any():
        return Unavailable("no_quotes", "no contract has a two-sided quote")
    rows = tuple(
        row for item in surface for row in _liquid_rows(item, tradable, snapshot.as_of_date)
    )
    return rows or Unavailable("illiquid", "no contract of 7 to 45 days is liquid enough")


def _liquid_rows(item: Slice, chain: Chain, as_of: date) -> list[Mapping[str, object]]:
    days = (item.expiration - as_of).days
    if not _IDEA_DAYS[0] <= days <= _IDEA_DAYS[1]:
        return []
    part = chain.select(item.rows)
    spread = part.ask - part.bid
    liquid = (
        part.two_sided
        & (spread <= np.maximum(_WIDEST_SPREAD * part.mid, _SPREAD_FLOOR) + _CENT_NOISE)
        & (part.open_interest >= _LEAST_OPEN_INTEREST)
    )
    return [
        {
            "contract": OptionContract(
                root=str(part.root[place]),
                expiration=item.expiration,
                is_call=bool(part.is_call[place]),
                strike=Decimal(repr(float(part.strike[place]))),
            ).symbol,
            "expiration": item.expiration,
            "days": days,
            "strike": part.strike[place],
            "right": "call" if part.is_call[place] else "put",
            "bid": part.bid[place],
            "ask": part.ask[place],
            "mid": part.mid[place],
            "open_interest": part.open_interest[place],
            "contract_size": part.contract_size[place],
            "implied_volatility": item.volatility[place],
            "delta": item.delta[place],
        }
        for place in np.flatnonzero(liquid)
    ]


def _slice_of(surface: tuple[Slice, ...], expiration: date) -> Slice:
    return next(item for item in surface if item.expiration == expiration)


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


def _constant_maturity(
    surface: tuple[Slice, ...], days: int, volatilities: Mapping[date, float]
) -> Measured | Unavailable:
    """Linear interpolation of total variance between the bracketing expirations."""
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
    near, far = below[-1], above[0]
    basis = weakest([near.basis, far.basis])
    variances = [volatilities[item.expiration] ** 2 * item.years for item in (near, far)]
    target = days / _DAYS_A_YEAR
    variance = float(np.interp(target, [near.years, far.years], variances))
    return Measured(float(np.sqrt(variance / target)), basis=basis)


def _at_the_money(surface: tuple[Slice, ...]) -> dict[date, float]:
    return {item.expiration: item.at_the_money for item in surface}


_CONSTANT: Final = (
    "at-the-money volatility at a constant {} days: linear interpolation of total variance "
    "between the bracketing expirations of 7 days or more"
)


@register.fact(
    Unit.FRACTION, label="30-day implied volatility", definition=_CONSTANT.format(_TERM_DAYS)
)
def iv_30d(surface: tuple[Slice, ...]) -> Measured | Unavailable:
    return _constant_maturity(surface, _TERM_DAYS, _at_the_money(surface))


@register.fact(
    Unit.FRACTION, label="90-day implied volatility", definition=_CONSTANT.format(_LONG_TERM_DAYS)
)
def iv_90d(surface: tuple[Slice, ...]) -> Measured | Unavailable:
    return _constant_maturity(surface, _LONG_TERM_DAYS, _at_the_money(surface))


@register.fact(
    Unit.FRACTION,
    label="90-day less 30-day implied volatility",
    definition="90-day - 30-day implied volatility",
)
def term_slope(iv_90d: float, iv_30d: float) -> float:
    return iv_90d - iv_30d


def _straddle(surface: tuple[Slice, ...], expiration: date) -> Measured | Unavailable:
    item = _slice_of(surface, expiration)
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
    for delta in (-_SKEW_DELTA, _SKEW_DELTA):
        at = {item.expiration: item.at_delta(delta) for item in surface}
        wings.append(_constant_maturity(surface, _TERM_DAYS, at))
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
