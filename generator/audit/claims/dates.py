"""Dates: contracts that have expired, trades that are old, weekdays that do not fit."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.audit.claims.quantities import Day, friday_of, is_weekend
from generator.market.occ import parse_occ_symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence

_CONTRACT_AFTER: Final = re.compile(
    r"[,)]?\s+(?:the\s+)?\$?\d[\d,.]*\s*[- ]?(?:strike\s+)?(?:calls?|puts?)\b|\s+(?:calls?|puts?)\b"
    r"|\s+(?:expiration|expiry|contracts?|options)\b",
    re.IGNORECASE,
)
_CONTRACT_BEFORE: Final = re.compile(
    r"\b(?:calls?|puts?|contracts?|options)\b[^.;]{0,40}?\b(?:for|of|expir\w+(?: on)?|dated|due)"
    r"\s+(?:the\s+)?\Z|\bexpir\w*(?:\s+(?:on|of|in|dated))?\s*(?:the\s+)?[,(]?\s*\Z"
    r"|\b(?:exit|close(?: out)?|roll) by\s+\Z",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(
    rf"\b(this|next|last)\s+({'|'.join(words.WEEKDAYS)})\b(?:\s*[,(]?\s*)", re.IGNORECASE
)
_TRADE_AGE: Final = timedelta(days=7)
_PAST: Final = re.compile(
    r"\b(?:settled|has expired|had expired|expired (?:on|with)|counted|was|last week)\b",
    re.IGNORECASE,
)


def stale_date(note: Note) -> Iterator[Claim]:
    """An expiration before the note's day, or a trade older than five sessions."""
    today = note.facts.as_of.date()
    for sentence in note.sentences:
        if sentence.section == "method":
            continue
        for symbol, start in sentence.contracts:
            expiration = _expiration(symbol)
            if expiration is not None and expiration < today:
                yield _expired(sentence, start, expiration)
        for day in sentence.days:
            if day.day < today and _is_expiration(sentence, day):
                yield _expired(sentence, day.start, day.day)
            elif today - day.day > _TRADE_AGE and _is_trade(sentence, day):
                message = f"a trade of {day.text} is told as news, more than five sessions later"
                yield Claim(sentence, day.start, message)


def _expired(sentence: Sentence, start: int, day: date) -> Claim:
    return Claim(sentence, start, f"a contract that expired on {day} is spoken of as alive")


def _expiration(symbol: str) -> date | None:
    try:
        return parse_occ_symbol(symbol).expiration
    except ValueError:
        return None


def _is_expiration(sentence: Sentence, day: Day) -> bool:
    after = _CONTRACT_AFTER.match(sentence.own, day.end)
    before = _CONTRACT_BEFORE.search(sentence.own[: day.start])
    if after is None and before is None:
        return False
    return not re.search(r"\bexpired\s+(?:on|with)\s+\Z", sentence.own[: day.start], re.IGNORECASE)


def _is_trade(sentence: Sentence, day: Day) -> bool:
    if sentence.kind == "row" or sentence.section == "news":
        return False
    around = sentence.own[max(0, day.start - 80) : day.end + 60]
    return words.TRADE_NOUN.search(around) is not None and bool(
        re.search(r"\bon\s+\Z|\bdated\s+\Z|\(\Z|\bfrom\s+\Z", sentence.own[: day.start])
    )


_EXPIRATIONS: Final = ("expiration_front", "expiration_second", "expiration_monthly")
"""What a chain lists where it says nothing of open interest."""


def calendar(note: Note) -> Iterator[Claim]:
    """A weekday that its date does not have, a Friday that is not this one, a day off.

    Options expired on Saturdays until 2015: a date that the chain lists is a day to expire.
    """
    tables = ("put_call_by_expiration", "atm_iv_by_expiration")
    listed: set[object] = {row.get("expiration") for name in tables for row in note.table(name)}
    listed |= {note.facts[name].value for name in _EXPIRATIONS if name in note.facts}
    for sentence in note.sentences:
        for day in sentence.days:
            yield from _weekday(sentence, day)
            if day.day not in listed:
                yield from _closed(sentence, day)
        yield from _relative(note, sentence)


def _weekday(sentence: Sentence, day: Day) -> Iterator[Claim]:
    right = words.WEEKDAYS[day.day.weekday()]
    if day.weekday is not None and day.weekday != right:
        message = f"{day.day} is a {right}, not a {day.weekday}"
        yield Claim(sentence, day.start, message, expected=right)


def _closed(sentence: Sentence, day: Day) -> Iterator[Claim]:
    if is_weekend(day.day) and _is_expiration(sentence, day):
        yield Claim(sentence, day.start, f"{day.day} is no day on which options expire")


def _relative(note: Note, sentence: Sentence) -> Iterator[Claim]:
    today = note.facts.as_of.date()
    for match in _RELATIVE.finditer(sentence.own):
        which, name = match[1].lower(), match[2].capitalize()
        beside = next(
            (day for day in sentence.days if match.start() <= day.start <= match.end() + 4), None
        )
        if beside is None:
            message = f"{match[0].strip()!r} stands without its date"
            yield Claim(sentence, match.start(), message, severity="warning")
            continue
        wanted = _meant(today, which, words.WEEKDAYS.index(name))
        if beside.day != wanted:
            message = f"{match[0].strip()!r} is {wanted}, not {beside.day}"
            yield Claim(sentence, match.start(), message, expected=str(wanted))


def _meant(today: date, which: str, weekday: int) -> date:
    monday = friday_of(today) - timedelta(days=4)
    shift = {"last": -7, "this": 0, "next": 7}[which]
    return monday + timedelta(days=weekday + shift)
