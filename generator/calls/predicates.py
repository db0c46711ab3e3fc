"""Predicates: what a note says will come, as plain JSON and as values.

There are three, and each is decided by closes of the sessions after the note and by nothing else
but, for options, the prices of their contracts in the chains of two of those sessions:

- `Closes`: one session closes inside an interval;
- `Stays`: no session through one closes outside an interval;
- `Gains`: a position that is entered on a close, and left on another, is worth more then than it
  cost.

A predicate carries the price that it was said at, so that the same can be said on any other day:
every price of it moves with the price of the underlying, and its length in sessions stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Interval:
    """An open interval of prices, in dollars; a side without a limit is ``None``.

    Args:
        above: What a price inside is above.
        below: What a price inside is below.
    """

    above: float | None = None
    below: float | None = None

    def holds(self, price: float) -> bool:
        """Whether ``price`` is inside, the limits themselves excluded."""
        above = self.above is None or price > self.above
        return above and (self.below is None or price < self.below)

    def passed(self, price: float) -> bool:
        """Whether ``price`` is beyond a limit: above ``above``, or below ``below``."""
        above = self.above is not None and price > self.above
        return above or (self.below is not None and price < self.below)

    def times(self, factor: float) -> Interval:
        """The interval of prices ``factor`` times as high."""
        return Interval(
            None if self.above is None else self.above * factor,
            None if self.below is None else self.below * factor,
        )

    def as_json(self) -> dict[str, float]:
        """Its limits by name, those that there are."""
        named = {"above": self.above, "below": self.below}
        return {name: value for name, value in named.items() if value is not None}

    @classmethod
    def from_json(cls, body: Mapping[str, float]) -> Self:
        """The interval that `as_json` wrote."""
        return cls(body.get("above"), body.get("below"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Closes:
    """The session ``on``, the ``sessions``-th from the note on, closes inside ``inside``.

    Args:
        spot: The price that it was said at.
        inside: Where it closes.
        on: The session.
        sessions: Its number, counted from the first that ends after the note as 1.
    """

    spot: float
    inside: Interval
    on: date
    sessions: int

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "form": "closes",
            "spot": self.spot,
            "inside": self.inside.as_json(),
            "on": str(self.on),
            "sessions": self.sessions,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """No session through ``on`` closes beyond ``beyond``; a close at a limit is not beyond it.

    Args:
        spot: The price that it was said at.
        beyond: The limits: a close above ``above`` or below ``below`` breaks it.
        on: The last session that counts.
        sessions: How many count.
    """

    spot: float
    beyond: Interval
    on: date
    sessions: int

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "form": "stays",
            "spot": self.spot,
            "beyond": self.beyond.as_json(),
            "on": str(self.on),
            "sessions": self.sessions,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of a position, counted by the share.

    Args:
        contract: OCC symbol; ``None`` for shares.
        quantity: 1 for what is bought or held, -1 for what is sold.
        price: What the note counted it at; ``None`` where it counted none.
    """

    contract: str | None
    quantity: int
    price: float | None

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"contract": self.contract, "quantity": self.quantity, "price": self.price}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """A position gains: it is worth more when it is left than it cost when it was entered.

    Args:
        spot: The price that it was said at.
        legs: The position.
        enter: It is entered on the first close beyond a limit of it; ``None`` where it is
            entered at once, at the note's prices.
        leave: It is left on the first close beyond a limit of it, or never before ``on``.
        on: The session on which it is left at the latest.
        sessions: The number of that session, counted from the first that ends after the note.
        said_on: Exchange date of the note, which the time to an expiration is counted from.
    """

    spot: float
    legs: tuple[Leg, ...]
    enter: Interval | None
    leave: Interval
    on: date
    sessions: int
    said_on: date

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "form": "gains",
            "spot": self.spot,
            "legs": [leg.as_json() for leg in self.legs],
            "enter": None if self.enter is None else self.enter.as_json(),
            "leave": self.leave.as_json(),
            "on": str(self.on),
            "sessions": self.sessions,
            "said_on": str(self.said_on),
        }


Predicate = Closes | Stays | Gains


def predicate_of(body: Mapping[str, Any]) -> Predicate:
    """The predicate that ``as_json`` wrote.

    Raises:
        KeyError, TypeError, ValueError: ``body`` is of another shape.
    """
    spot, on, sessions = body["spot"], date.fromisoformat(body["on"]), body["sessions"]
    match body["form"]:
        case "closes":
            inside = Interval.from_json(body["inside"])
            return Closes(spot=spot, inside=inside, on=on, sessions=sessions)
        case "stays":
            beyond = Interval.from_json(body["beyond"])
            return Stays(spot=spot, beyond=beyond, on=on, sessions=sessions)
        case "gains":
            return Gains(
                spot=spot,
                legs=tuple(Leg(**leg) for leg in body["legs"]),
                enter=None if body["enter"] is None else Interval.from_json(body["enter"]),
                leave=Interval.from_json(body["leave"]),
                on=on,
                sessions=sessions,
                said_on=date.fromisoformat(body["said_on"]),
            )
        case form:
            msg = f"{form!r} is no form of a predicate"
            raise ValueError(msg)
