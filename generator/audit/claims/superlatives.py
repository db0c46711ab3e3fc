"""Superlatives: the most of which set, where a leader leads one side of the price alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity

_MOST: Final = re.compile(
    r"\b(?:most (?:populated|crowded|heavily held|open|puts|calls|contracts|open interest|numerous"
    r"|concentrated)|the most|largest|biggest|heaviest|highest|greatest|fullest|densest|thickest"
    r"|(?:more|ahead) (?:\w+ )?(?:than|of) (?:any|every|all)(?: other)?)\b",
    re.IGNORECASE,
)
_ONE_SIDE: Final = re.compile(
    r"\bout[- ]of[- ]the[- ]money\b|\bOTM\b|\boverhead\b|\bhigher up\b|\blower down\b"
    r"|\b(?:above|over|below|under|underneath|beneath)\b(?! \$)",
    re.IGNORECASE,
)
_ALL: Final = re.compile(
    r"\bof all\b(?! (?:the )?(?:puts|calls|contracts) (?:above|below))|\bof any strike\b"
    r"|\b(?:of|in|across|on) the (?:whole |entire |full )?(?:option )?chain\b|\banywhere\b"
    r"|\bof (?:the|all) strikes\b|\boverall\b",
    re.IGNORECASE,
)
_LEADER: Final = re.compile(r"top_otm_(call|put)s_(?:front|second)\[(\d+)\]\.(\w+)")
_LEADERS: Final = ("top_otm_calls_front", "top_otm_puts_front", "top_otm_calls_second",
                   "top_otm_puts_second")  # fmt: skip
_RIGHT: Final = re.compile(r"\b(call|put)s?\b(?![/-])", re.IGNORECASE)
_SMALLEST: Final = 1000
_TRADED: Final = re.compile(
    r"\bsince\b|\bprevious\b|\bpreceding\b|\bvolume\b|\btraded\b|\bincrease|\baddition|\bpremium\b"
)


def superlative(note: Note) -> Iterator[Claim]:
    """The most of all strikes, where another holds more or where one side was compared alone."""
    for sentence in note.prose():
        match = _MOST.search(sentence.own)
        if match is None or sentence.negated(match.start()):
            continue
        whole = _ALL.search(sentence.own)
        if whole is not None:
            yield from _of_chain(note, sentence, match)
        elif not _ONE_SIDE.search(sentence.own):
            yield from _of_side(note, sentence, match)


def _of_side(note: Note, sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """A leader among strikes out of the money, without that being said."""
    if _TRADED.search(sentence.own):
        return
    leader = next((item for item in sentence.numbers if _leads(note, item)), None)
    if leader is not None:
        message = (
            f"{match[0]!r} is said of {leader.text}, compared with strikes out of the money alone"
        )
        yield Claim(sentence, match.start(), message, expected="out of the money")


def _leads(note: Note, item: Quantity) -> bool:
    """Whether a number is the count or the strike of a leader; without a record by its count."""
    if item.reference is not None:
        match = _LEADER.match(item.reference)
        return match is not None and match[3] in ("open_interest", "strike")
    if item.step != 1 or item.value < _SMALLEST or item.kind == "usd":
        return False
    rows = [row for name in _LEADERS for row in note.table(name)]
    return any(row["open_interest"] == item.value for row in rows)


def _of_chain(note: Note, sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """The most of a side, over all expirations and by the chain's own counts."""
    held = _held(note, sentence)
    strikes = [item for item in sentence.numbers if item.kind == "usd"]
    told = [item for item in sentence.numbers if item.kind in ("plain", "contracts")]
    named = strikes[0].value if len(strikes) == 1 else None
    if not held or (named is not None and named not in held):
        return
    others = max((value for strike, value in held.items() if strike != named), default=0.0)
    # A count of one expiration is no match for the totals of other strikes.
    is_less = len(told) == 1 and 1 < told[0].value < others
    if is_less or (named is not None and held[named] < others):
        message = f"{match[0]!r} is said where other strikes of the chain hold more"
        yield Claim(sentence, match.start(), message, ("open_interest_by_strike",))


def _held(note: Note, sentence: Sentence) -> dict[float, float]:
    """Open interest by strike, of the side that a sentence names; empty where it names both."""
    rights = {found.lower() for found in _RIGHT.findall(sentence.own)}
    columns = [f"{right}_open_interest" for right in rights or ("call", "put")]
    rows = note.table("open_interest_by_strike") if len(rights) <= 1 else ()
    return {_count(row["strike"]): sum(_count(row[name]) for name in columns) for row in rows}


def _count(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
