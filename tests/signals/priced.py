"""Small chains that QuantLib prices from one volatility an expiration, quoted without a spread."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from tests import oracle
from tests.snapshots import CALENDAR, FRIDAY_CLOSE, Row, contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SPOT: Final = 100.0
RATE: Final = 0.04


def years_to(expiration: str, as_of: datetime = FRIDAY_CLOSE) -> float:
    """Actual seconds to the session's close over 365 days."""
    end = CALENDAR.close(date.fromisoformat(expiration))
    return (end.timestamp() - as_of.timestamp()) / (365 * 86_400)


def forward_to(expiration: str) -> float:
    """Dollars: spot carried at the rate."""
    return SPOT * math.exp(RATE * years_to(expiration))


def discount_to(expiration: str) -> float:
    """Discount factor."""
    return math.exp(-RATE * years_to(expiration))


def price(expiration: str, strike: float, volatility: float, *, is_call: bool) -> float:
    """Dollars, discounted."""
    return discount_to(expiration) * oracle.black_price(
        forward=forward_to(expiration),
        strike=strike,
        deviation=volatility * math.sqrt(years_to(expiration)),
        is_call=is_call,
    )


def quoted(
    volatilities: Mapping[str, float], strikes: Iterable[float], **columns: object
) -> list[Row]:
    """A call and a put of every expiration and strike, bid and ask at the oracle's price."""
    rows: list[Row] = []
    for expiration, volatility in volatilities.items():
        for strike in strikes:
            for right in ("call", "put"):
                value = price(expiration, strike, volatility, is_call=right == "call")
                known: Row = {"bid": value, "ask": value} | columns
                rows.append(contract(expiration, strike, right, **known))
    return rows
