"""Context facts: when, what, from where, and the dated headlines that came with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from generator.market.counting import counted_mask
from generator.market.parity import parity_price
from generator.signals.facts import Unavailable, Unit
from generator.signals.register import Register

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from generator.market.sessions import Sessions
    from generator.market.snapshot import Headline, Snapshot

register: Final = Register("context", source="snapshot")

_HEADLINE_AGE: Final = timedelta(days=7)


@register.fact(Unit.TEXT, label="symbol", definition="the underlying's ticker")
def symbol(snapshot: Snapshot) -> str:
    return snapshot.symbol


@register.fact(Unit.TIME, label="as of", definition="time of the quote, in exchange time")
def as_of(snapshot: Snapshot) -> datetime:
    return snapshot.as_of


@register.fact(Unit.DATE, label="as-of date", definition="exchange date of the quote")
def as_of_date(snapshot: Snapshot) -> date:
    return snapshot.as_of_date


@register.fact(
    Unit.TEXT,
    label="kind of day",
    definition="session, half day, or no session on the exchange's calendar",
)
def session_kind(snapshot: Snapshot, calendar: Sessions) -> str:
    day = snapshot.as_of_date
    if not calendar.is_session(day):
        return "no session"
    return "half day" if calendar.is_half_day(day) else "session"


@register.fact(
    Unit.TEXT,
    label="state of the session",
    definition="before the open, during the session, or after the close, at the as-of time",
)
def session_state(snapshot: Snapshot, calendar: Sessions) -> str:
    if calendar.during_session(snapshot.as_of):
        return "open"
    day = snapshot.as_of_date
    if calendar.is_session(day) and snapshot.as_of < calendar.open(day):
        return "before the open"
    return "closed"


@register.fact(
    Unit.DATE,
    label="date of the open interest",
    definition="the close at which open interest was counted",
)
def open_interest_date(snapshot: Snapshot) -> date | Unavailable:
    if snapshot.open_interest_date is None:
        return Unavailable("not_given", "the source does not say when open interest was counted")
    return snapshot.open_interest_date


@register.fact(Unit.TEXT, label="data source", definition="where the data came from")
def data_source(snapshot: Snapshot) -> str:
    return snapshot.source.name


@register.fact(
    Unit.TEXT, label="kind of data", definition="market, or modelled where a model made it"
)
def data_kind(snapshot: Snapshot) -> str:
    return "modelled" if snapshot.source.is_modelled else "market"


@register.fact(Unit.TEXT, label="note on the data", definition="what the source says about itself")
def data_note(snapshot: Snapshot) -> str | Unavailable:
    note = snapshot.source.note
    return Unavailable("not_given", "the source says nothing of itself") if note is None else note


def _text_context(snapshot: Snapshot, name: str) -> str | Unavailable:
    value = snapshot.context.get(name)
    if isinstance(value, str) and value:
        return value
    return Unavailable("not_given", "it did not come with the data")


@register.fact(
    Unit.TEXT, label="instrument type", definition="etf, equity or index, as the source says"
)
def instrument_type(snapshot: Snapshot) -> str | Unavailable:
    return _text_context(snapshot, "instrument_type")


@register.fact(Unit.TEXT, label="name", definition="the underlying's name, as the source says")
def name(snapshot: Snapshot) -> str | Unavailable:
    return _text_context(snapshot, "name")


@register.fact(
    Unit.TABLE,
    label="headlines",
    definition="dated headlines about the symbol of the last 7 days, newest first",
    columns={
        "title": Unit.TEXT,
        "publisher": Unit.TEXT,
        "published": Unit.TIME,
        "address": Unit.TEXT,
    },
)
def headlines(snapshot: Snapshot) -> tuple[Mapping[str, object], ...] | Unavailable:
    recent = recent_headlines(snapshot)
    if not recent:
        return Unavailable("none", "no dated headline of the last 7 days was supplied")
    return tuple(
        {
            "title": item.title,
            "publisher": item.publisher,
            "published": item.published,
            "address": item.url,
        }
        for item in recent
    )


def recent_headlines(snapshot: Snapshot) -> list[Headline]:
    """The headlines of the last 7 days, newest first."""
    recent = [
        item
        for item in snapshot.headlines
        if timedelta(0) <= snapshot.as_of - item.published <= _HEADLINE_AGE
    ]
    return sorted(recent, key=lambda item: (item.published, item.title), reverse=True)


@register.fact(
    Unit.USD,
    label="price that the options imply",
    definition="price at which calls and puts of near expirations cost the same, median",
)
def chain_implied_price(snapshot: Snapshot, gates: frozenset[str]) -> float | Unavailable:
    if "quotes_dead" in gates:
        return Unavailable("quotes_dead", "hardly a contract near the price has a live quote")
    price = parity_price(snapshot.contracts[counted_mask(snapshot)], snapshot.as_of_date)
    if price is None:
        return Unavailable("no_parity", "too few strikes have a price for both call and put")
    return price
