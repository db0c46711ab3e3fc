"""Gamma in dollars, by strike: how many dollars of shares a hedge trades for a move of 1%.

Open interest has no direction: whoever is long one contract has sold it to nobody knows whom. So
gamma by strike is unsigned. The signed total stands on an assumption about dealers that its label
and its definition repeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generator.signals.facts import Basis, Unavailable, Unit, weakest
from generator.signals.greeks import black_greeks
from generator.signals.normal import ROOT_TWO_PI
from generator.signals.register import Measured, Register

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from generator.signals.chain import Chain
    from generator.signals.surface import Slice

register: Final = Register("volatility", source="contracts", observed_with="open_interest")

_MOVE: Final = 0.01
_NEAR_SPOT: Final = 0.10
_CONVENTION: Final = (
    "dealer-long-calls, dealer-short-puts convention: every call counted as held long by dealers, "
    "every put as sold short by them, which is an assumption and not an observation"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldGamma:
    """The contracts that have a volatility, with what is held of them; one entry a contract.

    Args:
        rows: Places of the contracts among those that are held.
        strike: Dollars.
        is_call: Calls apart from puts.
        shares: Open interest times contract size.
        gamma: Of one share, a dollar of spot.
        forward: Of its expiration, dollars.
        deviation: Volatility times the root of years to settlement.
        discount: Discount factor to settlement.
        covered: Share of the tradable open interest that is in these contracts.
        basis: The weakest price that a volatility rests on.
    """

    rows: NDArray[np.int64]
    strike: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    shares: NDArray[np.float64]
    gamma: NDArray[np.float64]
    forward: NDArray[np.float64]
    deviation: NDArray[np.float64]
    discount: NDArray[np.float64]
    covered: float
    basis: Basis | None

    def dollars(self, spot: float) -> NDArray[np.float64]:
        """Dollars of shares a contract's hedge trades for a move of 1%."""
        return self.gamma * self.shares * (spot * spot * _MOVE)

    @property
    def method(self) -> str:
        """How much of what is held has a volatility."""
        return f"{self.covered:.0%} of the tradable open interest has a volatility"

    @property
    def side(self) -> NDArray[np.float64]:
        """1 for calls, -1 for puts."""
        return np.where(self.is_call, 1.0, -1.0)


@register.quantity
def held_gamma(held: Chain, surface: tuple[Slice, ...], spot: float) -> HeldGamma | Unavailable:
    """Gamma of each contract that is held, by the volatility of its strike.

    A call and a put of one strike and expiration have one volatility, that of whichever is out of
    the money, and one gamma.
    """
    shares = np.nan_to_num(held.open_interest) * held.contract_size
    term = _by_strike(held, surface)
    rows = np.flatnonzero((shares > 0) & (term >= 0))
    if not len(rows):
        return Unavailable("not_reported", "no open interest in a contract that has a volatility")
    volatility, forward, years, discount = _columns(surface)[:, term[rows]]
    greeks = black_greeks(
        spot=spot,
        forward=forward,
        strike=held.strike[rows],
        years=years,
        volatility=volatility,
        discount=discount,
        is_call=held.is_call[rows],
    )
    return HeldGamma(
        rows=rows,
        strike=held.strike[rows],
        is_call=held.is_call[rows],
        shares=shares[rows],
        gamma=greeks.gamma,
        forward=forward,
        deviation=volatility * np.sqrt(years),
        discount=discount,
        covered=float(shares[rows].sum() / shares.sum()),
        basis=weakest([item.basis for item in surface if len(item.strike)]),
    )


def _columns(surface: tuple[Slice, ...]) -> NDArray[np.float64]:
    """Volatility, forward, years and discount of every contract of the surface."""
    lengths = [len(item.strike) for item in surface]
    of_term = [
        np.repeat([getattr(item, name) for item in surface], lengths)
        for name in ("forward", "years", "discount")
    ]
    return np.array([np.concatenate([item.volatility for item in surface]), *of_term])


def _by_strike(chain: Chain, surface: tuple[Slice, ...]) -> NDArray[np.int64]:
    """For each contract the place in the surface of the one of its strike; -1 where none is.

    The table of contracts is sorted by root, expiration and strike: a call and its put are
    neighbours.
    """
    other = np.zeros(len(chain), dtype=bool)
    for values in (chain.root, chain.expiration, chain.strike):
        other[1:] |= values[1:] != values[:-1]
    group = np.cumsum(other)
    places = np.full(len(chain), -1)
    rows = np.concatenate([item.rows for item in surface])
    places[group[rows]] = np.arange(len(rows))
    found: NDArray[np.int64] = places[group]
    return found


@dataclass(frozen=True, slots=True)
class GammaByStrike:
    """Dollars of shares for a move of 1%, by strike, ascending."""

    strike: NDArray[np.float64]
    calls: NDArray[np.float64]
    puts: NDArray[np.float64]


@register.quantity
def strike_gamma(held_gamma: HeldGamma, spot: float) -> Measured:
    """Gamma of calls and of puts, summed over the expirations of a strike."""
    strikes, places = np.unique(held_gamma.strike, return_inverse=True)
    dollars = held_gamma.dollars(spot)
    sides = np.zeros((2, len(strikes)))
    np.add.at(sides, (np.where(held_gamma.is_call, 0, 1), places), dollars)
    return Measured(GammaByStrike(strikes, *sides), basis=held_gamma.basis)


@register.fact(
    Unit.TABLE,
    label="gamma by strike, in dollars for a move of 1%",
    definition="Black-76 gamma x open interest x contract size x spot^2 x 0.01, unsigned, summed "
    "over tradable expirations; contracts whose strike has an out-of-the-money volatility",
    columns={
        "strike": Unit.USD,
        "call_gamma": Unit.USD_NOTIONAL,
        "put_gamma": Unit.USD_NOTIONAL,
        "total_gamma": Unit.USD_NOTIONAL,
    },
)
def gamma_by_strike(strike_gamma: GammaByStrike, held_gamma: HeldGamma) -> Measured:
    columns = (strike_gamma.strike, strike_gamma.calls, strike_gamma.puts)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    table = tuple(
        {"strike": strike, "call_gamma": calls, "put_gamma": puts, "total_gamma": calls + puts}
        for strike, calls, puts in rows
    )
    return Measured(table, method=held_gamma.method)


@register.fact(
    Unit.USD,
    label="strike with the most gamma",
    definition="strike whose unsigned gamma, calls and puts together, is largest; ties to the "
    "strike nearer to spot",
)
def gamma_peak_strike(strike_gamma: GammaByStrike, spot: float) -> float:
    totals = strike_gamma.calls + strike_gamma.puts
    best = strike_gamma.strike[totals == totals.max()]
    return float(best[np.argmin(np.abs(best - spot))])


@register.quantity
def both_sides(reported_chain: Chain) -> Chain | Unavailable:
    """The whole chain, if it has calls and puts that one can be taken from the other."""
    if reported_chain.is_call.all() or not reported_chain.is_call.any():
        return Unavailable("one_side_only", "the chain holds calls alone, or puts alone")
    return reported_chain


@register.fact(
    Unit.USD_NOTIONAL,
    label="gamma of calls less that of puts, as if dealers were long all calls and short all puts",
    definition=f"sum of the dollars of gamma by strike, calls less puts; {_CONVENTION}",
)
def gamma_signed_total(held_gamma: HeldGamma, spot: float, both_sides: Chain) -> Measured:
    del both_sides  # without it there is no total
    total = float(held_gamma.dollars(spot) @ held_gamma.side)
    return Measured(total, basis=held_gamma.basis, method=held_gamma.method)


@register.fact(
    Unit.USD,
    label="strike where gamma of calls less that of puts changes its sign, as if dealers were long "
    "all calls and short all puts",
    definition="the signed total, computed again with the underlying at each listed strike within "
    "10% of spot, volatilities held, changes its sign between two of them: the one with the total "
    f"nearer to 0, of several changes the one nearest spot; {_CONVENTION}",
)
def gamma_zero_strike(
    held_gamma: HeldGamma, spot: float, both_sides: Chain
) -> Measured | Unavailable:
    del both_sides  # without it there is no total
    strikes = np.unique(held_gamma.strike)
    levels = strikes[np.abs(strikes - spot) <= _NEAR_SPOT * spot]
    totals = _signed_totals(held_gamma, levels, spot)
    changes = np.flatnonzero(np.sign(totals[:-1]) != np.sign(totals[1:]))
    if not len(changes):
        return Unavailable("no_crossing", "it has one sign at every strike within 10% of spot")
    below = np.abs(totals[changes]) <= np.abs(totals[changes + 1])
    crossings = levels[np.where(below, changes, changes + 1)]
    nearest = crossings[np.argmin(np.abs(crossings - spot))]
    return Measured(float(nearest), basis=held_gamma.basis, method=held_gamma.method)


def _signed_totals(
    given: HeldGamma, levels: NDArray[np.float64], spot: float
) -> NDArray[np.float64]:
    """The signed total with the underlying at each of ``levels``, but for a common factor.

    With forwards in a fixed proportion to spot, gamma times spot squared is the forward times the
    density of d1 over the deviation: nothing but d1 and the level itself depends on the level.
    """
    weight = given.side * given.shares * given.discount * given.forward / given.deviation
    at_spot = np.log(given.forward / given.strike) / given.deviation + given.deviation / 2
    moved = np.log(levels / spot)
    d1 = at_spot[None, :] + moved[:, None] / given.deviation[None, :]
    density = np.exp(-0.5 * d1 * d1) / ROOT_TWO_PI
    totals: NDArray[np.float64] = (density @ weight) * levels
    return totals
