"""Sides: whose count a number is, the calls' or the puts', and of what its share is taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity
    from generator.signals.facts import Row

_ROW: Final = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
_LEADERS: Final = ("top_otm_calls_front", "top_otm_puts_front", "top_otm_calls_second",
                   "top_otm_puts_second")  # fmt: skip
_COUNTS: Final = (
    "call_open_interest", "put_open_interest", "call_open_interest_front",
    "put_open_interest_front", "call_volume", "put_volume", "call_wall_open_interest",
    "put_wall_open_interest",
)  # fmt: skip
_BY_SIDE: Final = ("open_interest_by_strike", "put_call_by_expiration")
_CONTRACTS: Final = ("liquid_contracts", "unusual_contracts", "open_interest_builds")
_SMALLEST: Final = 1000
"""Contracts below which a count may be many things by chance."""

_BEHIND: Final = re.compile(
    r"\A\s*(?:contracts?\s+)?(?:(?!and\b|while\b|against\b|versus\b|to\b|but\b|or\b|than\b|with\b"
    r"|as\b)[a-z-]+\s+){0,3}?(?:\$[\d,.]+[- ](?:strike )?)?(calls?|puts?)\b(?!/| wall| side by)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\b(call|put)s?\b(?![/-])", re.IGNORECASE)
_PAIR: Final = re.compile(
    r"\bput[/-](?:to-)?call\b|\bcalls? and puts?\b|\bputs? and calls?\b", re.IGNORECASE
)
_BREAK: Final = re.compile(r"[;:]|\.\s")
_BEFORE_REACH: Final = 80


def side_of_count(note: Note) -> Iterator[Claim]:
    """A count or a strike of calls told of puts, or the reverse."""
    counts = _known_counts(note)
    for sentence in note.prose():
        for item in sentence.numbers:
            right = _right_of(item, counts)
            said = None if right is None else _said(sentence, item)
            if right is not None and said is not None and said != right:
                message = f"{item.text} is a figure of {right}s, not of {said}s"
                yield Claim(sentence, item.start, message, expected=right)


def _right_of(item: Quantity, counts: Mapping[float, set[str]]) -> str | None:
    if item.reference is not None:
        return _side_of_name(item.reference)
    if item.kind not in ("plain", "contracts") or item.step != 1 or item.value < _SMALLEST:
        return None
    sides = counts.get(item.value, set())
    return next(iter(sides)) if len(sides) == 1 else None


def _side_of_name(reference: str) -> str | None:
    """The side of a leader's cell, of a total or of a wall."""
    row = _ROW.match(reference)
    name = row[1] if row is not None else reference.partition(":")[0]
    if name in _LEADERS:
        return "call" if "calls" in name else "put"
    if name in _COUNTS or name in ("call_wall", "put_wall"):
        return name.partition("_")[0]
    return None


def _known_counts(note: Note) -> dict[float, set[str]]:
    """The sides of every count of contracts that the facts hold."""
    found: dict[float, set[str]] = {}
    for value, side in _sided(note):
        if isinstance(value, int | float):
            found.setdefault(float(value), set()).add(side)
    return found


def _sided(note: Note) -> Iterator[tuple[object, str]]:
    for name in _COUNTS:
        yield note.number(name), name.partition("_")[0]
    for name in _LEADERS:
        side = "call" if "calls" in name else "put"
        yield from ((row["open_interest"], side) for row in note.table(name))
    for name in _BY_SIDE:
        for row in note.table(name):
            yield from _sided_cells(row)
    for name in _CONTRACTS:
        yield from ((row.get("open_interest"), str(row.get("right"))) for row in note.table(name))


def _sided_cells(row: Row) -> Iterator[tuple[object, str]]:
    for column, cell in row.items():
        if column.startswith(("call_", "put_")) and column.endswith(("interest", "volume")):
            yield cell, column.partition("_")[0]


def _said(sentence: Sentence, item: Quantity) -> str | None:
    """The side that stands right behind a number, or else nearest before it."""
    behind = _BEHIND.match(sentence.own[item.end :])
    if behind is not None:
        return behind[1].lower().removesuffix("s")
    start = max((other.end for other in sentence.numbers if other.end <= item.start), default=0)
    before = sentence.own[max(start, item.start - _BEFORE_REACH) : item.start]
    before = _BREAK.split(_PAIR.sub(" ", before))[-1]
    words = _WORD.findall(before)
    return words[-1].lower() if words and len({word.lower() for word in words}) == 1 else None


_OF_WHOLE: Final = re.compile(
    r"\A\s*(?:\([^)]*\)\s*)?of (?:(?:the|that|this|its|all|whole|entire|front|second|total|open"
    r"|interest in the|[A-Z][a-z]+day'?s?|contracts (?:of|for) (?:the|that))\s+)*"
    r"(?P<whole>expiration|date|chain|market|total|open interest|contracts|options|positions?)\b",
    re.IGNORECASE,
)
_ONE_SIDE: Final = re.compile(r"\b(?:puts?|calls?|side)\b", re.IGNORECASE)
_AFTER_WHOLE: Final = re.compile(
    r"\A(?:'s|’s)?\s*(?:puts?|calls?|put side|call side)\b", re.IGNORECASE
)


def share_of_whole(note: Note) -> Iterator[Claim]:
    """A share of one side's contracts told of the whole expiration or chain."""
    for sentence in note.prose():
        for item in sentence.numbers:
            row = _leader(note, sentence, item) if item.kind == "percent" else None
            match = _OF_WHOLE.match(sentence.own[item.end :])
            if row is None or match is None or _ONE_SIDE.search(match[0]):
                continue
            if _AFTER_WHOLE.match(sentence.own[item.end + match.end() :]):
                continue
            if not any(item.shows(value) for value in _true_shares(note, row)):
                message = f"{item.text} is the share of one side, not of the {match['whole']}"
                yield Claim(sentence, item.start, message, expected="of its side")


def _leader(note: Note, sentence: Sentence, item: Quantity) -> Row | None:
    """The leader of which a percentage is the share, by record or by what stands beside it."""
    match = _ROW.match(item.reference or "")
    if match is not None:
        is_share = match[1] in _LEADERS and match[3] == "share"
        return note.table(match[1])[int(match[2])] if is_share else None
    beside = {other.value for other in sentence.numbers if other is not item}
    for name in _LEADERS:
        for row in note.table(name):
            share, told = row["share"], beside & {row["strike"], row["open_interest"]}
            if told and isinstance(share, float) and item.shows(share):
                return row
    return None


def _true_shares(note: Note, row: Row) -> Iterator[float]:
    """The leader's share of its whole expiration and of the whole chain."""
    held = row["open_interest"]
    totals = [
        (part["call_open_interest"], part["put_open_interest"])
        for part in note.table("put_call_by_expiration")
        if part["expiration"] == row["expiration"]
    ]
    totals.append((note.number("call_open_interest"), note.number("put_open_interest")))
    for calls, puts in totals:
        if isinstance(calls, float) and isinstance(puts, float) and isinstance(held, float):
            yield held / (calls + puts)
