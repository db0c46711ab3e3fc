"""The positioning facts of one option chain, computed a second time from their definitions.

A chain comes as rows that hold a call and a put of one expiration and strike. Open interest and
volume are in contracts, strikes and spot in dollars per share, shares and ratios are plain numbers.
Strikes are compared as decimals, so that "within 10 %" has no rounding at its edge.
"""

import csv
import importlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final, Literal

from .calendar import (
    exchange_date,
    first_session_ending_after,
    settlement,
    standard_monthly,
    week_start,
)

Right = Literal["call", "put"]
Row = Mapping[str, object]
Table = list[dict[str, object]]

COLUMNS: Final = ("date", "expiration", "strike", "callOi", "putOi", "callVolume", "putVolume")
MINIMUM_CALLS: Final = 100
"""Contracts: below so many calls, a put/call ratio says nothing and is unavailable."""
LEADERS: Final = 5
WALL_DAYS: Final = 45
STRIKE_BAND: Final = Decimal("0.10")
PIN_BAND: Final = Decimal("0.01")
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Contract:
    """One counted contract of a PM-settled, standard chain."""

    expiration: date
    strike: Decimal
    right: Right
    open_interest: int
    volume: int


@dataclass(frozen=True, slots=True)
class StrikeInterest:
    """The open interest, in contracts, of the call and the put of one strike."""

    strike: Decimal
    calls: int
    puts: int


@dataclass(frozen=True, slots=True)
class ExpirationDates:
    """The expirations that carry a name in the catalogue; None where the chain lists none."""

    front: date | None
    second: date | None
    monthly: date | None


@dataclass(frozen=True, slots=True)
class Header:
    """One day's totals as the data's own source published them; spot in dollars."""

    call_volume: int
    put_volume: int
    call_open_interest: int
    put_open_interest: int
    spot: float


# --- reading ------------------------------------------------------------------------------------


def read_snapshots(path: Path) -> dict[date, list[dict[str, object]]]:
    """The rows of a Parquet file of end-of-day chains, by the date of their snapshot."""
    parquet = importlib.import_module("pyarrow.parquet")
    rows: list[dict[str, object]] = parquet.read_table(path, columns=list(COLUMNS)).to_pylist()
    days: defaultdict[date, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        days[date.fromisoformat(str(row["date"]))].append(row)
    return dict(sorted(days.items()))


def read_headers(path: Path, symbol: str) -> dict[date, Header]:
    """The published totals and spot of one symbol, by date; days without a header are left out."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            date.fromisoformat(line["date"]): _header(line)
            for line in csv.DictReader(stream)
            if line["symbol"] == symbol and line["callOi"]
        }


def _header(line: Mapping[str, str]) -> Header:
    return Header(
        call_volume=int(float(line["callVolume"])),
        put_volume=int(float(line["putVolume"])),
        call_open_interest=int(float(line["callOi"])),
        put_open_interest=int(float(line["putOi"])),
        spot=float(line["underlyingPrice"]),
    )


# --- which contracts count ----------------------------------------------------------------------


def _count_of(value: object) -> int:
    """A number of contracts; anything that is not a whole number is -1, which never counts."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return -1
    return int(value) if value == value // 1 else -1


@cache
def _key_of(expiration: str, strike: str) -> tuple[date, Decimal]:
    """Expiration and strike as values; the same few thousand come back every day."""
    return date.fromisoformat(expiration), Decimal(strike)


def counted_contracts(rows: Iterable[Row], day: date) -> tuple[Contract, ...]:
    """The counted contracts of one snapshot.

    Definition: key unique, strike above 0, open interest and volume not negative, expiration date
    not before the as-of date. The rows of this source are all of standard deliverable.
    """
    found: list[Contract] = []
    for row in rows:
        expiration, strike = _key_of(str(row["expiration"]), str(row["strike"]))
        if expiration < day or not strike > 0:
            continue
        found.extend(
            Contract(expiration, strike, right, open_interest, volume)
            for right, open_interest, volume in _two_sides(row)
            if open_interest >= 0 and volume >= 0
        )
    keys = Counter((each.expiration, each.strike, each.right) for each in found)
    if len(keys) == len(found):
        return tuple(found)
    return tuple(each for each in found if keys[each.expiration, each.strike, each.right] == 1)


def _two_sides(row: Row) -> tuple[tuple[Right, int, int], tuple[Right, int, int]]:
    """Right, open interest and volume of the call and of the put in a row."""
    return (
        ("call", _count_of(row["callOi"]), _count_of(row["callVolume"])),
        ("put", _count_of(row["putOi"]), _count_of(row["putVolume"])),
    )


def tradable_contracts(counted: Iterable[Contract], as_of: datetime) -> tuple[Contract, ...]:
    """The counted contracts that settle after `as_of`: PM series, at their last session's close."""
    return tuple(each for each in counted if settlement(each.expiration) > as_of)


# --- totals and ratios --------------------------------------------------------------------------


def open_interest_of(contracts: Iterable[Contract], right: Right) -> int:
    """Contracts: the sum of open interest on one side."""
    return sum(each.open_interest for each in contracts if each.right == right)


def volume_of(contracts: Iterable[Contract], right: Right) -> int:
    """Contracts: the sum of the day's volume on one side."""
    return sum(each.volume for each in contracts if each.right == right)


def put_call_ratio(puts: int, calls: int) -> float | None:
    """Puts / calls, a plain number; unavailable under 100 call contracts."""
    return puts / calls if calls >= MINIMUM_CALLS else None


def _expired_share(counted: Sequence[Contract], tradable: Sequence[Contract]) -> float | None:
    """Fraction of all counted open interest that no longer trades after `as_of`."""
    everything = sum(each.open_interest for each in counted)
    alive = sum(each.open_interest for each in tradable)
    return (everything - alive) / everything if everything else None


def _oi_and_volume(contracts: Sequence[Contract]) -> dict[str, object]:
    """Four sums in contracts and the two put/call ratios of a group of contracts."""
    call_oi, put_oi = open_interest_of(contracts, "call"), open_interest_of(contracts, "put")
    call_volume, put_volume = volume_of(contracts, "call"), volume_of(contracts, "put")
    return {
        "call_open_interest": call_oi,
        "put_open_interest": put_oi,
        "call_volume": call_volume,
        "put_volume": put_volume,
        "put_call_oi_ratio": put_call_ratio(put_oi, call_oi),
        "put_call_volume_ratio": put_call_ratio(put_volume, call_volume),
    }


# --- tables over the tradable chain -------------------------------------------------------------


def by_expiration(contracts: Iterable[Contract]) -> dict[date, list[Contract]]:
    """The contracts of each expiration, the earliest first."""
    groups: defaultdict[date, list[Contract]] = defaultdict(list)
    for each in contracts:
        groups[each.expiration].append(each)
    return dict(sorted(groups.items()))


def strike_interest(contracts: Iterable[Contract]) -> list[StrikeInterest]:
    """Call and put open interest of every listed strike, ascending, summed over expirations."""
    calls: Counter[Decimal] = Counter()
    puts: Counter[Decimal] = Counter()
    for each in contracts:
        side, other = (calls, puts) if each.right == "call" else (puts, calls)
        side[each.strike] += each.open_interest
        other[each.strike] += 0
    return [StrikeInterest(strike, calls[strike], puts[strike]) for strike in sorted(calls)]


def _within(strike: Decimal, spot: Decimal, band: Decimal) -> bool:
    """Whether the strike is at most `band` (a fraction of spot) away; the edge is inside."""
    return abs(strike - spot) <= band * spot


def _put_call_by_expiration(groups: Mapping[date, Sequence[Contract]]) -> Table:
    return [
        {"expiration": expiration.isoformat(), **_oi_and_volume(contracts)}
        for expiration, contracts in groups.items()
    ]


def _open_interest_by_strike(contracts: Iterable[Contract], spot: Decimal) -> Table:
    """Strike, call and put open interest of the tradable chain, within 10 % of spot."""
    return [
        {
            "strike": float(level.strike),
            "call_open_interest": level.calls,
            "put_open_interest": level.puts,
        }
        for level in strike_interest(contracts)
        if _within(level.strike, spot, STRIKE_BAND)
    ]


# --- expirations --------------------------------------------------------------------------------


def expiration_dates(listed: Iterable[date], as_of: datetime) -> ExpirationDates:
    """Front, second and monthly expiration.

    W is the calendar week of the first session that ends after `as_of`. Front: the last listed
    expiration in W that settles after `as_of`, else the earliest listed after W. Second: the last
    listed in the week after front's, else the earliest listed after that week. Monthly: the next
    listed standard one.
    """
    alive = sorted({each for each in listed if settlement(each) > as_of})
    front = _last_in_week_or_next(alive, week_start(first_session_ending_after(as_of)))
    second = None if front is None else _last_in_week_or_next(alive, week_start(front) + _WEEK)
    standard = (each for each in alive if each == standard_monthly(each.year, each.month))
    return ExpirationDates(front, second, next(standard, None))


def _last_in_week_or_next(expirations: Sequence[date], monday: date) -> date | None:
    """The last of the ascending dates in the week of that Monday, else the first one after it."""
    inside = [each for each in expirations if monday <= each < monday + _WEEK]
    after = [each for each in expirations if each >= monday + _WEEK]
    return inside[-1] if inside else next(iter(after), None)


# --- leaders, walls, pain, pin ------------------------------------------------------------------


def top_out_of_the_money(
    contracts: Iterable[Contract], right: Right, spot: Decimal
) -> Table | None:
    """The leading out-of-the-money strikes of one expiration's side; unavailable without any.

    Definition: calls struck above (puts below) spot with open interest above 0, by open interest,
    at most 5, ties to the strike nearer to spot; share is of the side's whole open interest.
    """
    side = [each for each in contracts if each.right == right]
    total = sum(each.open_interest for each in side)
    away = (
        each
        for each in side
        if (each.strike > spot if right == "call" else each.strike < spot) and each.open_interest
    )
    ranked = sorted(away, key=lambda each: (-each.open_interest, abs(each.strike - spot)))
    table: Table = [
        {
            "strike": float(each.strike),
            "open_interest": each.open_interest,
            "share": each.open_interest / total,
        }
        for each in ranked[:LEADERS]
    ]
    return table or None


def wall(contracts: Iterable[Contract], right: Right, day: date, spot: Decimal) -> float | None:
    """Dollars: the strike with the most open interest on the far side of spot.

    Definition: at or above spot for calls (at or below for puts), within 10 %, open interest summed
    over tradable expirations of at most 45 calendar days, ties to the strike nearer to spot.
    """
    interest: Counter[Decimal] = Counter()
    for each in contracts:
        beyond = each.strike >= spot if right == "call" else each.strike <= spot
        near = (each.expiration - day).days <= WALL_DAYS
        if each.right == right and beyond and near and _within(each.strike, spot, STRIKE_BAND):
            interest[each.strike] += each.open_interest
    ranked = sorted(interest.items(), key=lambda pair: (-pair[1], abs(pair[0] - spot)))
    return float(ranked[0][0]) if ranked and ranked[0][1] else None


def intrinsic_owed(levels: Iterable[StrikeInterest], settle: Decimal) -> Decimal:
    """Dollars per share of the multiplier owed to all holders if the price settles there."""
    owed = Decimal(0)
    for level in levels:
        if settle > level.strike:
            owed += (settle - level.strike) * level.calls
        elif settle < level.strike:
            owed += (level.strike - settle) * level.puts
    return owed


def max_pain(levels: Sequence[StrikeInterest], spot: Decimal) -> float | None:
    """Dollars: the listed strike at which the total intrinsic value owed to holders is least.

    Ties go to the strike nearer to spot (then to the lower one). Unavailable where nothing is open:
    every strike would then be a minimum.
    """
    held = [level for level in levels if level.calls or level.puts]
    if not held:
        return None
    best = min(
        (level.strike for level in levels),
        key=lambda strike: (intrinsic_owed(held, strike), abs(strike - spot), strike),
    )
    return float(best)


def _pin_share(contracts: Sequence[Contract], spot: Decimal) -> float | None:
    """Fraction of an expiration's open interest, both sides, struck within 1 % of spot."""
    total = sum(each.open_interest for each in contracts)
    near = sum(each.open_interest for each in contracts if _within(each.strike, spot, PIN_BAND))
    return near / total if total else None


# --- the entry point ----------------------------------------------------------------------------


def reference_chain_facts(rows: Iterable[Row], as_of: datetime, spot: float) -> dict[str, object]:
    """The positioning facts of one snapshot under the catalogue's names.

    Args:
        rows: The rows of one snapshot, each holding the call and the put of a strike.
        as_of: The time of the snapshot, with its UTC offset.
        spot: The underlying's price in dollars per share.

    Returns:
        Totals over counted contracts, everything else over tradable ones. An unavailable fact is
        None, a date its ISO string, a table a list of dicts with the catalogue's field names.
    """
    return reference_facts_of(counted_contracts(rows, exchange_date(as_of)), as_of, spot)


def reference_facts_of(
    counted: tuple[Contract, ...], as_of: datetime, spot: float
) -> dict[str, object]:
    """The positioning facts of counted contracts; see `reference_chain_facts`."""
    day = exchange_date(as_of)
    price = Decimal(str(spot))
    tradable = tradable_contracts(counted, as_of)
    groups = by_expiration(tradable)
    return {
        **_oi_and_volume(counted),
        "expiring_today_share": _expired_share(counted, tradable),
        "put_call_oi_ratio_tradable": put_call_ratio(
            open_interest_of(tradable, "put"), open_interest_of(tradable, "call")
        ),
        "put_call_by_expiration": _put_call_by_expiration(groups),
        "open_interest_by_strike": _open_interest_by_strike(tradable, price),
        "call_wall": wall(tradable, "call", day, price),
        "put_wall": wall(tradable, "put", day, price),
        **_expiration_facts(groups, expiration_dates(groups, as_of), day, price),
    }


def _expiration_facts(
    groups: Mapping[date, Sequence[Contract]], dates: ExpirationDates, day: date, spot: Decimal
) -> dict[str, object]:
    """The facts that belong to the front, the second or the monthly expiration."""
    front, second = _group(groups, dates.front), _group(groups, dates.second)
    monthly = _group(groups, dates.monthly)
    return {
        "expiration_front": _iso(dates.front),
        "expiration_second": _iso(dates.second),
        "expiration_monthly": _iso(dates.monthly),
        "days_to_front_expiration": (dates.front - day).days if dates.front else None,
        "top_otm_calls_front": top_out_of_the_money(front, "call", spot),
        "top_otm_puts_front": top_out_of_the_money(front, "put", spot),
        "top_otm_calls_second": top_out_of_the_money(second, "call", spot),
        "top_otm_puts_second": top_out_of_the_money(second, "put", spot),
        "max_pain_front": max_pain(strike_interest(front), spot),
        "max_pain_monthly": max_pain(strike_interest(monthly), spot),
        "pin_share_front": _pin_share(front, spot),
    }


def _group(
    groups: Mapping[date, Sequence[Contract]], expiration: date | None
) -> Sequence[Contract]:
    return () if expiration is None else groups.get(expiration, ())


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
