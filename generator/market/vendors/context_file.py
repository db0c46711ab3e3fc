"""Context from a file: Yahoo's quoteSummary, or a flat JSON of the catalogue's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from generator.errors import ImportFileError
from generator.market.headlines import clean_text
from generator.market.vendors.json_values import drift, number, text
from generator.market.vendors.moments import parse_date
from generator.market.vendors.yahoo_summary import is_summary, read_summary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.market.vendors.content import Content

Kind = Literal["text", "number", "date"]

FIELDS: Final[Mapping[str, Kind]] = {
    "instrument_type": "text",
    "name": "text",
    "sector": "text",
    "fund_assets": "number",
    "expense_ratio": "number",
    "market_value": "number",
    "price_target": "number",
    "operating_margin": "number",
    "profit_margin": "number",
    "dividend_yield": "number",
    "next_earnings_date": "date",
    "earnings_date_state": "text",
    "earnings_time": "text",
    "ex_dividend_date": "date",
}
"""What context may say, and what kind of value each is."""
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "instrument_type": ("equity", "etf", "index"),
    "earnings_date_state": ("given", "estimated"),
    "earnings_time": ("before the open", "after the close"),
}


def read_context(content: Content, symbol: str | None = None) -> Mapping[str, str | float]:
    """The context of a file, by `FIELDS`.

    Raises:
        ImportFileError: It is of another layout, of another symbol than ``symbol``, or a value is
            not of its kind.
    """
    body = content.json
    if is_summary(body):
        return _clean(read_summary([body], file=content.path, symbol=symbol), content.path)
    if not isinstance(body, dict):
        problem = f"is {content.seen()}; context is Yahoo's quoteSummary JSON or a flat JSON object"
        raise ImportFileError(content.path, problem, code="unknown_layout")
    unknown = sorted(set(body) - set(FIELDS))
    if unknown:
        problem = f"has the keys {', '.join(unknown)[:200]}; known are {', '.join(FIELDS)}"
        raise ImportFileError(content.path, problem, code="unknown_layout")
    return _clean(body, content.path)


def _clean(values: Mapping[str, Any], file: Path) -> Mapping[str, str | float]:
    found = {name: _value(name, values[name], file) for name in FIELDS if name in values}
    return {name: value for name, value in found.items() if value is not None}


def _value(name: str, value: Any, file: Path) -> str | float | None:  # noqa: ANN401 - JSON
    if FIELDS[name] == "number":
        return number(value, name, file)
    given = text(value, name, file)
    if given is None:
        return None
    if FIELDS[name] == "date":
        day = parse_date(given)
        if day is None:
            raise drift(name, value, "a date like 2026-08-21", file)
        return day.isoformat()
    if name in _WORDS and given not in _WORDS[name]:
        raise drift(name, value, f"one of {', '.join(_WORDS[name])}", file)
    return clean_text(given) or None
