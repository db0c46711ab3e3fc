"""Spans that no fact gives: a number from elsewhere with its source, and the day of a correction.

An editor writes ``41%{source: OCC, Aug. 20}`` and the note prints ``41% (source: OCC, Aug. 20)``,
as one span. The day of a correction is proven by what the note says of its review.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.market.headlines import clean_text
from generator.wording.dates import full_date
from generator.wording.markup import escape_markdown, unescape_markdown

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

SOURCE: Final = "source"
"""What a number from elsewhere names in the place of a fact."""
SOURCED: Final = "sourced"
DAY: Final = "correction_day"
DESK_FORMATS: Final = frozenset({SOURCED, DAY})
"""Formats of spans that no fact gives."""
NUMBER: Final = (
    r"[$+\u2212-]{0,2}\d(?:[\d,.:/]*\d)?"
    r"(?:%|\s+(?:points?|million|billion|times|contracts))?"
)
"""A number as an editor writes it, with its sign and unit."""
LONGEST_SOURCE: Final = 80
"""Characters; a source is a name and a day, not a sentence."""

_SOURCED: Final = re.compile(rf"(?P<number>{NUMBER}) \(source: (?P<source>[^()]+)\)")
_BRACKETS: Final = frozenset("()[]{}<>|`")
_DAY_REFERENCE: Final = re.compile(r"correction\.(?P<day>\d{4}-\d{2}-\d{2})", re.ASCII)
_FAR: Final = 10_000


def clean_source(raw: str) -> str:
    """The words of a source on one line, without what is not printed.

    Raises:
        ValueError: There are none, or too many, or they hold brackets; the message says which.
    """
    source = clean_text(raw, _FAR)
    if not source:
        msg = "has a source without words"
    elif len(source) > LONGEST_SOURCE:
        msg = f"has a source of {len(source)} characters; at most {LONGEST_SOURCE} are printed"
    elif _BRACKETS & set(source):
        msg = "has a source with brackets, which would end it"
    else:
        return source
    raise ValueError(msg)


def sourced_markdown(number: str, source: str) -> str:
    """``number`` and where it was taken from, as the Markdown prints them."""
    return number + escape_markdown(f" (source: {source})")


def split_sourced(text: str) -> tuple[str, str] | None:
    """Number and source of what a reader sees of a sourced number; ``None`` if it is none."""
    match = _SOURCED.fullmatch(text)
    try:
        whole = match is not None and clean_source(match["source"]) == match["source"]
    except ValueError:
        return None
    return (match["number"], match["source"]) if match is not None and whole else None


def day_reference(day: date) -> str:
    """What the day of a correction names in the place of a fact."""
    return f"correction.{day.isoformat()}"


def expected_words(reference: str, name: str, found: str, days: Collection[date]) -> str | None:
    """What a reader must see of a span that no fact gives; ``None`` where nothing gives it.

    Args:
        reference: Of the span.
        name: Its format, one of `DESK_FORMATS`.
        found: What stands there, as a reader sees it.
        days: Days of the note's corrections.
    """
    if name == SOURCED:
        return found if reference == SOURCE and split_sourced(found) is not None else None
    match = _DAY_REFERENCE.fullmatch(reference)
    day = next((day for day in days if match is not None and str(day) == match["day"]), None)
    return None if day is None else full_date(day)


def expected_markdown(reference: str, name: str, found: str, days: Collection[date]) -> str | None:
    """The same for the Markdown: what must stand where ``found`` stands."""
    words = expected_words(reference, name, unescape_markdown(found), days)
    parts = None if words is None or name != SOURCED else split_sourced(words)
    return words if parts is None else sourced_markdown(*parts)
