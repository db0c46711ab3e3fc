"""Facts about the instrument itself: fund or company, its size, its margins, its dates.

A field that does not apply to the type of instrument is never a fact: a fund has no margin and no
earnings, a company no expense ratio, an index neither.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from generator.signals.facts import Unavailable, Unit
from generator.signals.register import Register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.market.snapshot import Snapshot

register: Final = Register("instrument", source="context")

APPLIES: Final[Mapping[str, tuple[str, ...]]] = {
    "sector": ("equity",),
    "fund_assets": ("etf",),
    "expense_ratio": ("etf",),
    "market_value": ("equity",),
    "price_target": ("equity",),
    "operating_margin": ("equity",),
    "profit_margin": ("equity",),
    "next_earnings_date": ("equity",),
    "ex_dividend_date": ("equity", "etf"),
}
"""Which types of instrument have which field."""


def _lacking(name: str, instrument_type: str) -> Unavailable | None:
    if instrument_type in APPLIES[name]:
        return None
    return Unavailable("does_not_apply", f"a field of another kind of instrument: {name}")


def _number(snapshot: Snapshot, name: str, instrument_type: str) -> float | Unavailable:
    if lacking := _lacking(name, instrument_type):
        return lacking
    value = snapshot.context.get(name)
    if isinstance(value, int | float):
        return float(value)
    return Unavailable("not_given", "it did not come with the data")


def _coming(snapshot: Snapshot, name: str, instrument_type: str) -> date | Unavailable:
    if lacking := _lacking(name, instrument_type):
        return lacking
    value = snapshot.context.get(name)
    if not isinstance(value, str):
        return Unavailable("not_given", "it did not come with the data")
    day = date.fromisoformat(value)
    if day < snapshot.as_of_date:
        return Unavailable("past", f"the date that came with the data, {day}, has passed")
    return day


@register.fact(Unit.TEXT, label="sector", definition="the company's sector, as the source says")
def sector(snapshot: Snapshot, instrument_type: str) -> str | Unavailable:
    if lacking := _lacking("sector", instrument_type):
        return lacking
    value = snapshot.context.get("sector")
    if isinstance(value, str) and value:
        return value
    return Unavailable("not_given", "it did not come with the data")


@register.fact(
    Unit.USD_NOTIONAL, label="fund assets", definition="total assets of the fund, as given"
)
def fund_assets(snapshot: Snapshot, instrument_type: str) -> float | Unavailable:
    return _number(snapshot, "fund_assets", instrument_type)


@register.fact(
    Unit.FRACTION, label="expense ratio", definition="the fund's annual expenses, as given"
)
def expense_ratio(snapshot: Snapshot, instrument_type: str) -> float | Unavailable:
    return _number(snapshot, "expense_ratio", instrument_type)


@register.fact(
    Unit.USD_NOTIONAL, label="market value", definition="market value of the company, as given"
)
def market_value(snapshot: Snapshot, instrument_type: str) -> float | Unavailable:
    return _number(snapshot, "market_value", instrument_type)


@register.fact(
    Unit.USD, label="mean price target", definition="mean of analysts' price targets, as given"
)
def price_target(snapshot: Snapshot, instrument_type: str) -> float | Unavailable:
    return _number(snapshot, "price_target", instrument_type)


@register.fact(
    Unit.FRACTION, label="operating margin", definition="the company's operating margin, as given"
)
def operating_margin(snapshot: Snapshot, instrument_type: str) -> float | Unavailable:
    return _number(snapshot, "operating_margin", instrument_type)


@register.fact(
    Unit.FRACTION, label="profit margin", definition="the company's profit margin, as given"
)
def profit_margin(snapshot: Snapshot, instrument_type: str) -> float | Unavailable:
    return _number(snapshot, "profit_margin", instrument_type)


@register.fact(
    Unit.DATE,
    label="next earnings date",
    definition="date of the next results in exchange time, as given, where it has not passed",
)
def next_earnings_date(snapshot: Snapshot, instrument_type: str) -> date | Unavailable:
    return _coming(snapshot, "next_earnings_date", instrument_type)


@register.fact(
    Unit.TEXT,
    label="state of the earnings date",
    definition="given, or estimated where the source gives a range or calls it an estimate",
)
def earnings_date_state(snapshot: Snapshot, next_earnings_date: date) -> str | Unavailable:
    del next_earnings_date  # without it there is nothing to say
    return str(snapshot.context.get("earnings_date_state", "estimated"))


@register.fact(
    Unit.DAYS, label="days to earnings", definition="calendar days to the next earnings date"
)
def days_to_earnings(snapshot: Snapshot, next_earnings_date: date) -> int:
    return (next_earnings_date - snapshot.as_of_date).days


@register.fact(
    Unit.DATE,
    label="ex-dividend date",
    definition="first date without the next dividend, as given, where it has not passed",
)
def ex_dividend_date(snapshot: Snapshot, instrument_type: str) -> date | Unavailable:
    return _coming(snapshot, "ex_dividend_date", instrument_type)
