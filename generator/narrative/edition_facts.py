"""The facts of an edition, from those of its notes."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from generator.files import folder_name
from generator.narrative.derived import made
from generator.narrative.edition_definitions import EDITION, NOTE_COLUMNS
from generator.signals.catalogue import CATALOGUE
from generator.signals.facts import Facts, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.signals.facts import Fact

INDEX_FUNDS: Final = ("SPY", "QQQ", "IWM", "DIA", "RSP", "MDY")
VOLATILITY: Final = ("^VIX", "VIX", "VXX", "UVXY")
_RARE: Final = 0.10
"""What is more usual is no news."""
_LEADING: Final = (("change", "quiet"), ("put_call", "most_puts"), ("volatility", "most_volatile"))
"""What leads where nothing is rare, and what its structure is called."""
_ROLL_OFF: Final = 0.10
"""Of the open interest: where more expires with the session, its ratio is no news by that alone."""
_AHEAD: Final = timedelta(days=30)
_ASSUMED: Final = "assumption"


@dataclass(frozen=True, slots=True)
class Member:
    """A note of an edition.

    Args:
        facts: Of the note.
        link: Where the whole note is, as seen from the edition; empty if it is nowhere.
    """

    facts: Facts
    link: str = ""


def note_address(symbol: str, day: date, site: str = "") -> str:
    """Where the note of a symbol is, for a link of the edition of its day.

    Args:
        symbol: Ticker.
        day: Of both.
        site: Address of the site where notes are published; empty for a note that lies beside the
            edition.
    """
    place = f"{quote(folder_name(symbol))}/article.html"
    return f"{site.rstrip('/')}/{day}/{place}" if site else f"../{place}"


def edition_facts(name: str, members: Sequence[Member], left_out: Sequence[str] = ()) -> Facts:
    """The facts of the edition ``name``.

    Args:
        name: What the edition is called, in the form of a ticker.
        members: Its notes, all of one day, in order.
        left_out: Symbols of which there is no note.

    Raises:
        ValueError: There is no note, or they are of several days.
    """
    days = {member.facts.as_of.date() for member in members}
    if len(days) != 1:
        msg = f"an edition is of one day, not of {len(days)}"
        raise ValueError(msg)
    as_of = max(member.facts.as_of for member in members)
    facts = Facts(name, as_of, _digest(members), MappingProxyType({}))
    rows = tuple(map(_note_row, members))
    values: dict[str, Any] = {
        "edition_notes": rows,
        "edition_cover": (_cover_row(members, rows),),
        "edition_market": tuple(_market_rows(members)),
        "edition_calendar": tuple(_calendar_rows(members, as_of.date())),
        **_counts(rows),
    }
    if left_out:
        values["edition_left_out"] = _listed(left_out)
    day = as_of.date()
    return facts.with_facts(
        *_common(name, members, facts),
        *(_made(entry, values.get(entry), day) for entry in EDITION),
    )


def _made(entry: str, value: Any, day: date) -> Fact:  # noqa: ANN401 - of the fact
    missing = Unavailable("none", "the notes of this edition give none")
    return made(EDITION[entry], missing if value is None else value, observed=day)


def _common(name: str, members: Sequence[Member], facts: Facts) -> list[Fact]:
    """Facts that every note has, told of the edition."""
    day = facts.as_of.date()
    kinds = {_text(member, "data_kind") for member in members}
    sources = dict.fromkeys(_text(member, "data_source") for member in members)
    notes = dict.fromkeys(_text(member, "data_note") for member in members)
    told = " ".join(note for note in notes if note)
    values: dict[str, Any] = {
        "symbol": name,
        "as_of": facts.as_of,
        "as_of_date": day,
        "data_kind": "market" if kinds == {"market"} else "modelled",
        "data_source": _listed([source for source in sources if source]),
        "data_note": told or Unavailable("none", "the sources say nothing of their data"),
    }
    return [made(CATALOGUE[key], value, observed=day) for key, value in values.items()]


def _note_row(member: Member) -> dict[str, Any]:
    facts = member.facts
    alive = _number(facts, "put_call_oi_ratio_tradable")
    ranked = alive is not None
    cells = {
        "symbol": facts.symbol,
        "link": member.link or None,
        "spot": _number(facts, "spot"),
        "change": _change(facts),
        # The number that the percentile ranks: of contracts that go on trading.
        "put_call": alive if ranked else _number(facts, "put_call_oi_ratio"),
        "put_call_percentile": _number(facts, "put_call_oi_percentile") if ranked else None,
        "put_call_sessions": _sessions(facts, "put_call_oi_percentile") if ranked else None,
        "volatility": _number(facts, "iv_30d"),
        "volatility_percentile": _number(facts, "iv_percentile"),
        "volatility_sessions": _sessions(facts, "iv_percentile"),
        "move": _number(facts, "straddle_move_front_fraction"),
        "move_by": _day(facts, "expiration_front"),
        "support": _number(facts, "support"),
        "resistance": _number(facts, "resistance"),
        "put_wall": _number(facts, "put_wall"),
        "call_wall": _number(facts, "call_wall"),
    }
    return {column: cells[column] for column in NOTE_COLUMNS}


def _cover_row(members: Sequence[Member], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The row of what is rarest; of equals that of the widest move, then by the list's order."""
    readings = [
        (tail, -abs(rows[place]["change"] or 0), place, structure)
        for place, member in enumerate(members)
        for structure, tail in _tails(member.facts)
    ]
    found = [reading for reading in readings if reading[0] <= _RARE]
    if not found:
        row = _nothing_rare(rows, were_asked=bool(readings))
        return {**row, "deviations": None, "tail": None}
    tail, _, place, structure = min(found)
    score = _score(members[place].facts)
    return {**rows[place], "structure": structure, "deviations": score, "tail": tail}


def _nothing_rare(rows: Sequence[Mapping[str, Any]], *, were_asked: bool) -> dict[str, Any]:
    """The row that leads where nothing is rare: by the first column that any symbol has.

    A day is quiet only where somebody knows: else the widest move is no more than that.
    """
    for column, structure in _LEADING:
        known = [row for row in rows if row[column] is not None]
        if known:
            word = "widest" if structure == "quiet" and not were_asked else structure
            return {**max(known, key=lambda row: abs(row[column])), "structure": word}
    return {**rows[0], "structure": "bare"}


def _tails(facts: Facts) -> Iterator[tuple[str, float]]:
    """How rare each reading of a symbol is, with the word for which reading it is."""
    score = _score(facts)
    if score is not None:
        yield ("rise" if score > 0 else "fall"), math.erfc(abs(score) / math.sqrt(2))
    rolled_off = (_number(facts, "expiring_today_share") or 0) > _ROLL_OFF
    for word, name in (("ratio", "put_call_oi_percentile"), ("volatility", "iv_percentile")):
        percentile, sessions = _number(facts, name), _sessions(facts, name)
        if percentile is None or not sessions or (word == "ratio" and rolled_off):
            continue
        end = "high" if percentile > 0.5 else "low"  # noqa: PLR2004 - the middle
        outer = min(percentile, 1 - percentile)
        kind = end if outer else f"record_{end}"
        yield f"{word}_{kind}", max(2 * outer, 2 / (sessions + 1))


def _change(facts: Facts) -> float | None:
    """From the close before, or from the price that was stored for that session."""
    change = _number(facts, "day_change")
    return _number(facts, "change_since_stored") if change is None else change


def _score(facts: Facts) -> float | None:
    """The change in deviations of earlier ones, or of what options price where none are known."""
    score = _number(facts, "day_change_zscore")
    change, sigma = _number(facts, "change_since_stored"), _number(facts, _IMPLIED_DAY)
    if score is not None or change is None or not sigma:
        return score
    return change / sigma


_IMPLIED_DAY: Final = "one_sigma_move_1d_fraction"


def _market_rows(members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    by_symbol = {member.facts.symbol: member.facts for member in members}
    empty: dict[str, Any] = dict.fromkeys(
        ("structure", "symbol", "spot", "level", "change", "rate", "rate_source")
    )
    for structure, symbols in (("fund", INDEX_FUNDS), ("volatility", VOLATILITY)):
        for symbol in symbols:
            facts = by_symbol.get(symbol)
            change = None if facts is None else _change(facts)
            if facts is None or change is None:
                continue
            spot = _number(facts, "spot")
            is_index = symbol.startswith("^")
            told = {"level": spot} if is_index else {"spot": spot}
            yield {**empty, "structure": structure, "symbol": symbol, "change": change, **told}
    for facts in by_symbol.values():
        source = facts.get("risk_free_rate_source")
        rate = _number(facts, "risk_free_rate")
        if rate is not None and source is not None and source.value not in (None, _ASSUMED):
            yield {**empty, "structure": "rate", "rate": rate, "rate_source": str(source.value)}
            return


def _calendar_rows(members: Sequence[Member], day: date) -> Iterator[dict[str, Any]]:
    events: dict[tuple[date, str], list[str]] = {}
    for member in members:
        for name, event in _EVENTS:
            found = _day(member.facts, name)
            if found is not None and day < found <= day + _AHEAD:
                symbols = events.setdefault((found, event), [])
                if member.facts.symbol not in symbols:
                    symbols.append(member.facts.symbol)
    for (found, event), symbols in sorted(events.items()):
        yield {"date": found, "event": event, "symbols": ", ".join(symbols)}


_EVENTS: Final = (
    ("next_earnings_date", "earnings"),
    ("ex_dividend_date", "ex-dividend"),
    ("expiration_front", "expiration"),
    ("expiration_second", "expiration"),
    ("expiration_monthly", "expiration"),
)


def _counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    changes = [row["change"] for row in rows if row["change"] is not None]
    ratios = [row["put_call"] for row in rows if row["put_call"] is not None]
    return {
        "edition_symbols": len(rows),
        "edition_changes": len(changes),
        "edition_up": sum(change > 0 for change in changes),
        "edition_down": sum(change < 0 for change in changes),
        "edition_ratios": len(ratios),
        "edition_median_put_call": median(ratios) if ratios else None,
    }


def _digest(members: Sequence[Member]) -> str:
    """One hash over the snapshots of all notes."""
    told = "\n".join(f"{member.facts.symbol} {member.facts.snapshot_sha256}" for member in members)
    return hashlib.sha256(told.encode()).hexdigest()


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:  # noqa: PLR2004 - one needs no "and"
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _number(facts: Facts, name: str) -> float | None:
    fact = facts.get(name)
    return None if fact is None else fact.number


def _sessions(facts: Facts, name: str) -> int | None:
    fact = facts.get(name)
    return None if fact is None or not fact.ok else fact.sessions


def _day(facts: Facts, name: str) -> date | None:
    fact = facts.get(name)
    value = None if fact is None else fact.value
    return value if type(value) is date else None


def _text(member: Member, name: str) -> str:
    fact = member.facts.get(name)
    return "" if fact is None or fact.value is None else str(fact.value)
