"""The figures of a tally in words, alike in the table and on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.wording.numbers import count, percent

if TYPE_CHECKING:
    from generator.calls.tallies import Tally

ACCUMULATING: Final = "accumulating"
_NAMES: Final = {
    "call_wall": "call wall",
    "put_wall": "put wall",
    "max_pain_front": "max pain",
}


def name_in_words(name: str) -> str:
    """A structure, regime or kind as it is read."""
    return _NAMES.get(name, name.replace("_", " "))


def rate_in_words(tally: Tally) -> str:
    """The rate, or that there are too few to tell one."""
    return ACCUMULATING if tally.rate is None else percent(tally.rate, 1)


def interval_in_words(tally: Tally) -> str:
    """The interval of the rate; nothing without a rate."""
    if tally.interval is None:
        return ""
    low, high = tally.interval
    return f"{percent(low, 1)} to {percent(high, 1)}"


def base_in_words(tally: Tally) -> str:
    """The base rate, where one could be measured."""
    return "" if tally.base_rate is None else percent(tally.base_rate, 1)


def counts_in_words(tally: Tally) -> dict[str, str]:
    """The counts of a tally by their heads."""
    return {
        "n": count(tally.n),
        "hits": count(tally.hits),
        "closes": count(tally.closes),
        "rate": rate_in_words(tally),
        "95% interval": interval_in_words(tally),
        "base rate": base_in_words(tally),
        "days behind it": count(tally.base_n),
        "open": count(tally.open),
        "void": count(tally.void),
        "withdrawn": count(tally.withdrawn),
    }
