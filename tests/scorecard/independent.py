"""Outcomes of calls once more, straight from the vendors' files, in plain Python.

Nothing of the program is used here: not its importers, its calendar, nor its prices. Predicates are
read as docs/scorecard.md defines them, and decided with rows of CSV files and of one Parquet file.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

CLOSED: Final = {date(2026, 4, 3), date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3)}
"""Weekdays of the stored months on which the exchange was closed."""
_CLOSE_UTC: Final = "20:00"
"""16:00 in New York, in the months of the stored series."""
_OCC: Final = re.compile(r"[A-Z]+(\d\d)(\d\d)(\d\d)([CP])(\d{8})")

Quotes = dict[tuple[date, str, float], float]


@dataclass
class Market:
    """Closes by day, prices of contracts by day, and the days of which either is stored."""

    closes: dict[date, float] = field(default_factory=dict)
    quotes: dict[date, Quotes] = field(default_factory=dict)


def sessions(first: date, last: date) -> list[date]:
    """The days from first to last on which the exchange was open."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5 and day not in CLOSED]


def market(folder: Path, symbol: str) -> Market:
    """All that the files hold of a symbol; a day with a chain comes before a daily bar."""
    found = Market()
    bars = folder / "prices" / f"av_{symbol}_2026.csv"
    if bars.is_file() and (folder / "eod_series" / f"{symbol}.parquet").is_file():
        with bars.open(newline="") as stream:
            days = {date.fromisoformat(row["timestamp"]): row for row in csv.DictReader(stream)}
        found.closes |= {day: float(row["close"]) for day, row in days.items() if day < max(days)}
    quoted = folder / "yfinance_csv" / f"series_{symbol}_2026-03-16_2026-04-24.csv.gz"
    if quoted.is_file():
        _read_quoted(quoted, found)
    _read_end_of_day(folder, symbol, found)
    return found


def _read_quoted(file: Path, found: Market) -> None:
    rows = defaultdict(list)
    with gzip.open(file, "rt", newline="") as stream:
        for row in csv.DictReader(stream):
            rows[date.fromisoformat(row["snapshot_ny_date"])].append(row)
    for day, listed in rows.items():
        if day not in sessions(day, day) or listed[0]["snapshot_utc"] < f"{day}T{_CLOSE_UTC}":
            continue  # taken while the session ran, or on no session
        found.closes[day] = float(listed[0]["spot_price"])
        found.quotes[day] = dict(filter(None, map(_quote, listed)))


def _quote(row: dict[str, str]) -> tuple[tuple[date, str, float], float] | None:
    bid, ask = row["bid"], row["ask"]
    if not bid or not ask or not 0 <= float(bid) <= float(ask) or not float(ask) > 0:
        return None
    key = (date.fromisoformat(row["expiration"]), row["type"], float(row["strike"]))
    return key, (float(bid) + float(ask)) / 2


def _read_end_of_day(folder: Path, symbol: str, found: Market) -> None:
    if not (folder / "eod_series" / f"{symbol}.parquet").is_file() or symbol == "NVDA":
        return
    with (folder / "eod_series" / "headers.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            day = date.fromisoformat(row["date"])
            if row["symbol"] == symbol and row["underlyingPrice"] and sessions(day, day):
                found.closes[day] = float(row["underlyingPrice"])
                found.quotes[day] = {}  # these chains have closing prices and no quotes


def _passed(limits: dict[str, float], price: float) -> bool:
    return price > limits.get("above", float("inf")) or price < limits.get("below", -1.0)


def outcome(said: dict[str, Any], as_of: str, known: Market) -> str:
    """hit, miss, open, or void of a call, by its predicate and the time of its note (ISO)."""
    day, clock = date.fromisoformat(as_of[:10]), as_of[11:16]
    first = day if clock < "16:00" else day + timedelta(days=1)
    last = date.fromisoformat(said["on"])
    if max(known.closes) < last:
        return "open"
    path = [(each, known.closes.get(each)) for each in sessions(first, last)]
    assert len(path) == said["sessions"]
    if said["form"] == "closes":
        close = known.closes.get(last)
        inside = said["inside"]
        if close is None:
            return "void"
        held = inside.get("above", 0.0) < close < inside.get("below", float("inf"))
        return "hit" if held else "miss"
    if said["form"] == "stays":
        if any(close is None for _, close in path):
            return "void"
        broken = any(_passed(said["beyond"], close) for _, close in path if close is not None)
        return "miss" if broken else "hit"
    return _gained(said, path, known)


def base(said: dict[str, Any], known: Market) -> tuple[int, int]:
    """How often a call without options came true on stored days, and on how many it was decided."""
    states = [outcome(_again(said, day, known), f"{day}T16:00", known) for day in known.closes]
    return states.count("hit"), states.count("hit") + states.count("miss")


def _again(said: dict[str, Any], day: date, known: Market) -> dict[str, Any]:
    """The call as it would be said at the close of another day."""
    factor = known.closes[day] / said["spot"]
    later = sessions(day + timedelta(days=1), day + timedelta(days=60))
    again = dict(said) | {"on": str(later[said["sessions"] - 1])}
    for name in ("inside", "beyond", "enter", "leave"):
        if said.get(name) is not None:
            again[name] = {side: price * factor for side, price in said[name].items()}
    return again


def _gained(said: dict[str, Any], path: list[tuple[date, float | None]], known: Market) -> str:
    cost, entered = None, None
    if said["enter"] is None:
        cost = sum(leg["quantity"] * leg["price"] for leg in said["legs"])
    for day, close in path:
        final = day == path[-1][0]
        leaves = final or (close is not None and _passed(said["leave"], close))
        if cost is not None:
            if leaves:
                worth = _worth(said["legs"], day, known)
                return "void" if worth is None else "hit" if worth > cost else "miss"
        elif close is not None and _passed(said["enter"], close) and not final:
            entered, cost = day, _worth(said["legs"], day, known)
            if cost is None:
                return "void"
        elif leaves:
            return "void"
    assert entered is None
    return "void"


def _worth(legs: list[dict[str, Any]], day: date, known: Market) -> float | None:
    total, close = 0.0, known.closes.get(day)
    for leg in legs:
        contract = leg["contract"]
        price = close if contract is None else _price(contract, day, close, known)
        if price is None:
            return None
        total += leg["quantity"] * price
    return total


def _price(contract: str, day: date, close: float | None, known: Market) -> float | None:
    match = _OCC.fullmatch(contract)
    assert match is not None
    year, month, month_day, right, digits = match.groups()
    expiration = date(2000 + int(year), int(month), int(month_day))
    strike = int(digits) / 1000
    if close is None:
        return None
    if day >= expiration:
        return max(close - strike if right == "C" else strike - close, 0.0)
    kind = "call" if right == "C" else "put"
    return known.quotes.get(day, {}).get((expiration, kind, strike))
