"""Structures: which liquid contracts make a spread, a condor, a covered call, and what it costs.

A structure leans one way, or neither. From the contracts of one expiration it makes positions,
the best first; the first that is worth its risk is taken. A debit and a credit are what the
options cost or bring, dollars a share at mid; shares that a structure needs are counted at spot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.narrative import payoff
from generator.narrative.payoff import PayoffLeg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from generator.narrative.plan import IdeaRules
    from generator.signals.facts import Row

BULLISH: Final = "bullish"
BEARISH: Final = "bearish"
NEUTRAL: Final = "neutral"
_CENT_NOISE: Final = 1e-9
"""What sums of prices in cents may be off by, dollars."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A liquid contract, as the facts ``liquid_contracts`` and ``liquid_pairs`` give it."""

    symbol: str
    expiration: date
    days: int
    strike: float
    is_call: bool
    bid: float
    ask: float
    mid: float
    open_interest: float
    size: float
    delta: float

    @classmethod
    def of(cls, row: Row) -> Contract:
        """The contract of a row."""
        cells: dict[str, Any] = dict(row)
        return cls(
            symbol=cells["contract"],
            expiration=cells["expiration"],
            days=cells["days"],
            strike=cells["strike"],
            is_call=cells["right"] == "call",
            bid=cells["bid"],
            ask=cells["ask"],
            mid=cells["mid"],
            open_interest=cells["open_interest"],
            size=cells["contract_size"],
            delta=cells["delta"],
        )


@dataclass(frozen=True, slots=True)
class Leg:
    """A contract that is bought (quantity 1) or sold (-1)."""

    contract: Contract
    quantity: int


@dataclass(frozen=True, slots=True)
class Position:
    """A structure made of contracts.

    Args:
        structure: Its name.
        legs: Bought before sold; of a condor and a straddle the lower or the call side first.
        shares: What a share costs, where the structure holds shares; else ``None``.
    """

    structure: str
    legs: tuple[Leg, ...]
    shares: float | None = None

    @property
    def expiration(self) -> date:
        """The date that all its contracts have."""
        return self.legs[0].contract.expiration

    @property
    def size(self) -> float:
        """Shares of one contract."""
        return self.legs[0].contract.size

    @property
    def net(self) -> float:
        """What its options cost at mid, dollars a share; below 0 for a credit."""
        return sum(leg.quantity * leg.contract.mid for leg in self.legs)

    @property
    def net_natural(self) -> float:
        """The same where each leg is bought at its ask and sold at its bid."""
        return sum(leg.contract.ask if leg.quantity > 0 else -leg.contract.bid for leg in self.legs)

    @property
    def payoff_legs(self) -> tuple[PayoffLeg, ...]:
        """Its legs for `payoff`, at mid."""
        options = tuple(
            PayoffLeg(
                kind="call" if leg.contract.is_call else "put",
                quantity=leg.quantity,
                price=leg.contract.mid,
                strike=leg.contract.strike,
            )
            for leg in self.legs
        )
        if self.shares is None:
            return options
        return (PayoffLeg(kind="shares", quantity=1, price=self.shares), *options)

    def bought(self) -> list[Contract]:
        """Its contracts that are bought."""
        return [leg.contract for leg in self.legs if leg.quantity > 0]

    def sold(self) -> list[Contract]:
        """Its contracts that are sold."""
        return [leg.contract for leg in self.legs if leg.quantity < 0]


@dataclass(frozen=True, slots=True)
class Board:
    """The contracts of one expiration that a structure may be made of.

    Args:
        calls: Liquid, out of the money.
        puts: Liquid, out of the money.
        pair: A liquid call and put of the strike nearest the forward, or nothing.
        spot: Dollars.
        move: One standard deviation of the price to the expiration, dollars; ``None``: unknown.
        rules: Bounds of the playbook.
    """

    calls: Sequence[Contract]
    puts: Sequence[Contract]
    pair: Sequence[Contract]
    spot: float
    move: float | None
    rules: IdeaRules

    def bought(self, side: Sequence[Contract]) -> list[Contract]:
        """Contracts that may be the long leg of a debit, the best first."""
        return _by_delta(side, self.rules.long_delta)

    def sold(self, side: Sequence[Contract]) -> list[Contract]:
        """Contracts that may be sold, the best first.

        The strike with the most open interest of its side comes before those inside the bounds of
        delta where it lies within one standard deviation and further out than any long leg.
        """
        peak = max(side, key=lambda item: (item.open_interest, -item.strike), default=None)
        inside = _by_delta(side, self.rules.short_delta)
        if (
            peak is None
            or self.move is None
            or abs(peak.strike - self.spot) > self.move
            or abs(peak.delta) >= self.rules.long_delta[0]
        ):
            return inside
        return [peak, *(item for item in inside if item is not peak)]


def _by_delta(side: Sequence[Contract], bounds: tuple[float, float]) -> list[Contract]:
    """Those with a delta inside ``bounds``, nearest the middle first."""
    low, high = bounds
    middle = (low + high) / 2
    inside = [item for item in side if low <= abs(item.delta) <= high]
    return sorted(inside, key=lambda item: (abs(abs(item.delta) - middle), item.strike))


def _further(side: Sequence[Contract], than: Contract) -> list[Contract]:
    """Contracts further out of the money, the furthest first."""
    out = [item for item in side if (item.strike > than.strike) == than.is_call]
    out = [item for item in out if item.strike != than.strike]
    return sorted(out, key=lambda item: -abs(item.strike - than.strike))


def _long(name: str, side: str) -> Callable[[Board], Iterator[Position]]:
    def positions(board: Board) -> Iterator[Position]:
        for contract in board.bought(getattr(board, side)):
            yield Position(name, (Leg(contract, 1),))

    return positions


def _debit_spread(name: str, side: str) -> Callable[[Board], Iterator[Position]]:
    def positions(board: Board) -> Iterator[Position]:
        contracts = getattr(board, side)
        for long in board.bought(contracts)[:1]:
            out = {item.symbol for item in _further(contracts, long)}
            for short in board.sold(contracts):
                if short.symbol in out:
                    yield Position(name, (Leg(long, 1), Leg(short, -1)))

    return positions


def _credit_spread(name: str, side: str) -> Callable[[Board], Iterator[Position]]:
    def positions(board: Board) -> Iterator[Position]:
        """The strike that brings most comes first, then the widest wing.

        A quarter of the width is a chance of about a quarter of ending beyond the strikes: what
        brings it is near the upper bound of delta.
        """
        contracts = getattr(board, side)
        for short in sorted(board.sold(contracts), key=lambda item: -item.mid):
            for long in _further(contracts, short):
                yield Position(name, (Leg(long, 1), Leg(short, -1)))

    return positions


def _covered_call(board: Board) -> Iterator[Position]:
    for short in board.sold(board.calls):
        yield Position("covered call", (Leg(short, -1),), board.spot)


def _cash_secured_put(board: Board) -> Iterator[Position]:
    for short in board.sold(board.puts):
        yield Position("cash-secured put", (Leg(short, -1),))


def _collar(board: Board) -> Iterator[Position]:
    """A put of the delta that is sold elsewhere: nearer ones would cost more than the call pays."""
    for long in _by_delta(board.puts, board.rules.short_delta):
        for short in board.sold(board.calls):
            yield Position("collar", (Leg(long, 1), Leg(short, -1)), board.spot)


def _iron_condor(board: Board) -> Iterator[Position]:
    """Wings as equal as the strikes allow, since one side alone can lose; the widest first."""
    for put in board.sold(board.puts)[:1]:
        for call in board.sold(board.calls)[:1]:
            wings = [
                (low, high)
                for low in _further(board.puts, put)
                for high in _further(board.calls, call)
            ]
            for low, high in sorted(wings, key=lambda wing: _unlike(wing, put, call)):
                yield Position(
                    "iron condor", (Leg(low, 1), Leg(put, -1), Leg(call, -1), Leg(high, 1))
                )


def _unlike(wing: tuple[Contract, Contract], put: Contract, call: Contract) -> tuple[float, float]:
    below, above = put.strike - wing[0].strike, wing[1].strike - call.strike
    return abs(below - above), -max(below, above)


def _straddle(board: Board) -> Iterator[Position]:
    if len(board.pair) == 2:  # noqa: PLR2004 - a call and a put
        yield Position("straddle", tuple(Leg(contract, 1) for contract in board.pair))


@dataclass(frozen=True, slots=True)
class Structure:
    """What is known of a structure before any contract.

    Args:
        bias: The way it leans.
        positions: Makes it, the best first.
        defined_risk: Whether its own legs limit what it can lose to less than the shares' price.
    """

    bias: str
    positions: Callable[[Board], Iterator[Position]]
    defined_risk: bool = True


STRUCTURES: Final[Mapping[str, Structure]] = {
    "long call": Structure(BULLISH, _long("long call", "calls")),
    "bull call spread": Structure(BULLISH, _debit_spread("bull call spread", "calls")),
    "bull put spread": Structure(BULLISH, _credit_spread("bull put spread", "puts")),
    "covered call": Structure(BULLISH, _covered_call, defined_risk=False),
    "cash-secured put": Structure(BULLISH, _cash_secured_put, defined_risk=False),
    "collar": Structure(BULLISH, _collar),
    "long put": Structure(BEARISH, _long("long put", "puts")),
    "bear put spread": Structure(BEARISH, _debit_spread("bear put spread", "puts")),
    "bear call spread": Structure(BEARISH, _credit_spread("bear call spread", "calls")),
    "iron condor": Structure(NEUTRAL, _iron_condor),
    "straddle": Structure(NEUTRAL, _straddle),
}
"""All structures of options, by name."""


def is_worth_it(position: Position, rules: IdeaRules) -> bool:
    """Whether a position offers enough for its risk.

    What is bought must be able to gain as much as it can lose, what is sold for a credit between
    strikes must bring a share of their distance. A structure on shares, or on the cash for them,
    is measured against neither: its risk is that of the shares.
    """
    legs = position.payoff_legs
    gain, loss = payoff.maximum_gain(legs), payoff.maximum_loss(legs)
    if loss is None or loss <= 0 or (gain is not None and gain <= 0):
        return False
    if position.shares is not None or not position.bought():
        return True
    if position.net < 0:
        return -position.net >= rules.least_credit_share * _width(position) - _CENT_NOISE
    return gain is None or gain >= rules.least_reward_risk * loss - _CENT_NOISE


def _width(position: Position) -> float:
    """Distance of the strikes of a spread; of a condor that of its wider side."""
    return max(
        abs(long.strike - short.strike)
        for long in position.bought()
        for short in position.sold()
        if long.is_call == short.is_call
    )
