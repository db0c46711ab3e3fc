"""The tables behind the ideas: their legs, and what they pay at the prices that matter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from generator.narrative import payoff
from generator.narrative.derived import leg_row, payoff_row
from generator.narrative.payoff import PayoffLeg
from generator.wording.numbers import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.narrative.structures import Leg, Position
    from generator.signals.facts import Facts, Row

STRIKE: Final = "strike"
BREAK_EVEN: Final = "break-even"
PRICE: Final = "price now"
SIGMA_DOWN: Final = "one sigma down"
SIGMA_UP: Final = "one sigma up"
"""What a price of the table of payoffs is."""


AT_EXPIRATION: Final = "at expiration"
BEFORE_DIVIDEND: Final = "early, before the dividend"
ANY_TIME: Final = "at any time"
"""When what is sold may be assigned."""


def assignment(leg: Leg, facts: Facts) -> str | None:
    """When a leg may be assigned; nothing for one that is bought.

    Index options are European and are exercised at their expiration. Others are American: the
    holder of a call gains most by an early exercise just before a dividend.
    """
    if leg.quantity > 0:
        return None
    if facts["instrument_type"].value == "index":
        return AT_EXPIRATION
    day = facts["ex_dividend_date"].value
    if leg.contract.is_call and isinstance(day, date) and day <= leg.contract.expiration:
        return BEFORE_DIVIDEND
    return ANY_TIME


def leg_rows(positions: Sequence[Position], facts: Facts) -> list[Row]:
    """The rows of ``idea_legs``: shares first, then contracts; ideas are counted from 1."""
    rows: list[Row] = []
    for idea, position in enumerate(positions, start=1):
        of_idea = {"idea": idea, "structure": position.structure}
        if position.shares is not None:
            rows.append(
                leg_row(
                    **of_idea,
                    side="hold shares",
                    kind="shares",
                    quantity=position.size,
                    price=position.shares,
                    contract_size=position.size,
                )
            )
        rows += [
            leg_row(**of_idea, **_leg(leg), assignment=assignment(leg, facts))
            for leg in position.legs
        ]
    return rows


def _leg(leg: Leg) -> dict[str, Any]:
    contract = leg.contract
    return {
        "side": "buy" if leg.quantity > 0 else "sell",
        "kind": "call" if contract.is_call else "put",
        "quantity": abs(leg.quantity),
        "contract": contract.symbol,
        "strike": contract.strike,
        "price": contract.mid,
        "bid": contract.bid,
        "ask": contract.ask,
        "spread": (contract.ask - contract.bid) / contract.mid,
        "open_interest": contract.open_interest,
        "delta": contract.delta,
        "contract_size": contract.size,
    }


def payoff_legs(facts: Facts, idea: int) -> tuple[PayoffLeg, ...]:
    """The legs of an idea as ``idea_legs`` has them."""
    found = []
    for row in facts["idea_legs"].rows:
        cells: dict[str, Any] = dict(row)
        if cells["idea"] == idea:
            # Everything is counted by the share; what is held is as many shares as a contract has.
            found.append(
                PayoffLeg(
                    kind=cells["kind"],
                    quantity=-1 if cells["side"] == "sell" else 1,
                    price=cells["price"],
                    strike=cells["strike"] or 0.0,
                )
            )
    return tuple(found)


def payoff_rows(positions: Sequence[Position], facts: Facts) -> list[Row]:
    """The rows of ``idea_payoffs``, by idea and price."""
    spot = facts["spot"].number
    if spot is None:
        return []
    moves = {
        row["expiration"]: row["expected_move"] for row in facts["expected_move_by_expiration"].rows
    }
    rows: list[Row] = []
    for idea, position in enumerate(positions, start=1):
        move = moves.get(position.expiration)
        sigma = move if isinstance(move, float) and move > 0 else None
        for price, point in sorted(_points(position, spot, sigma)):
            strikes = {rounded(leg.contract.strike, 2) for leg in position.legs}
            amount = float(payoff.profit(position.payoff_legs, price)) * position.size
            rows.append(
                payoff_row(
                    idea=idea,
                    structure=position.structure,
                    price=price,
                    strike=price if rounded(price, 2) in strikes else None,
                    point=point,
                    moves=None if sigma is None else (price - spot) / sigma,
                    profit=0.0 if point == BREAK_EVEN else amount,
                )
            )
    return rows


def _points(position: Position, spot: float, move: float | None) -> Iterator[tuple[float, str]]:
    """Each price once, under the name that says most."""
    seen = set()
    for price, point in _named_points(position, spot, move):
        cents = rounded(price, 2)
        if price >= 0 and cents not in seen:
            seen.add(cents)
            yield price, point


def _named_points(
    position: Position, spot: float, move: float | None
) -> Iterator[tuple[float, str]]:
    for price in payoff.break_evens(position.payoff_legs):
        yield price, BREAK_EVEN
    for leg in position.legs:
        yield leg.contract.strike, STRIKE
    yield spot, PRICE
    if move is not None:
        yield spot - move, SIGMA_DOWN
        yield spot + move, SIGMA_UP
