"""The numbers and dates of a sentence, typed by what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from generator.audit.claims.words import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY: Final = rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}),?\s+)?"
_DAY_FIRST: Final = _DAY.replace("weekday", "weekday2")
_NUMBER: Final = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_TOKEN: Final = re.compile(
    r"(?P<occ>\b[A-Z]{1,6}\d{6}[CP]\d{8}\b)"
    r"|(?P<iso>\b20\d\d-\d\d-\d\d\b)"
    r"|(?P<slash>\b\d{1,2}/\d{1,2}/(?:20)?\d\d\b)"
    rf"|(?P<dated>{_DAY}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d{{3}})"
    r"(?:,?\s+(?P<year>20\d\d)\b)?)"
    rf"|(?P<dated2>{_DAY_FIRST}\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})"
    r"(?:,?\s+(?P<year2>20\d\d)\b)?)"
    r"|(?P<clock>\b\d{1,2}:\d\d\b)"
    r"|(?P<label>\b\d+(?:\.\d+)?-(?:day|week|month|year|session|delta|sigma|minute|point|strike)s?\b"
    r"|\bS&P 500\b|\bRussell [123]000\b|\bNasdaq[- ]100\b|\b\d{1,2}(?:st|nd|rd|th)\b)"
    rf"|(?P<sign>[−+-]?)(?P<dollar>\$\s?)?(?P<number>{_NUMBER})"
    r"(?P<scale>\s?(?:million|billion|trillion|thousand)\b|[KkMB]\b)?"
    r"(?P<unit>\s?%|\s(?:percent|per cent)\b|\s(?:percentage\s)?points?\b|\s?(?:times|x)\b|-?fold\b"
    r"|\s(?:contracts?|shares?|calls?|puts?)\b)?"
)
_SCALES: Final = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_KINDS: Final = (
    ("percent", r"%|per ?cent"),
    ("points", r"(?:percentage\s)?points?"),
    ("times", r"times|x|-?fold"),
    ("contracts", r"contracts?"),
    ("shares", r"shares?"),
)
_SATURDAY: Final = 5
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is printed.

    Args:
        kind: usd, percent, points, times, contracts, shares or plain.
        value: Its value; a percentage as a fraction.
        step: The size of its last printed place.
        start: First character in the sentence.
        end: One past the last.
        text: Its characters.
        signed: Whether it has a sign of its own.
        reference: The fact it comes from, where a record says so.
    """

    kind: str
    value: float
    step: float
    start: int
    end: int
    text: str
    signed: bool = False
    reference: str | None = None

    def shows(self, value: float, *, sign: bool = False) -> bool:
        """Whether ``value`` rounds to what is printed; without its sign unless it is asked for."""
        if not sign and not self.signed:
            value = abs(value)
        return abs(value - self.value) <= self.step * 0.5000001 + 1e-12

    @property
    def base(self) -> str | None:
        """The name of its fact, without row and column."""
        return None if self.reference is None else re.split(r"[\[:]", self.reference)[0]


@dataclass(frozen=True, slots=True)
class Day:
    """A date as it is printed.

    Where the year is left out it is that of a date that the facts know, else the one nearest to
    the note's.
    """

    day: date
    weekday: str | None
    start: int
    end: int
    has_year: bool
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """All numbers, dates and contract symbols of a sentence."""

    numbers: tuple[Quantity, ...]
    days: tuple[Day, ...]
    contracts: tuple[tuple[str, int], ...]


def read_quantities(text: str, as_of: date, known: frozenset[date] = frozenset()) -> Found:
    """The numbers and dates of ``text``; ``known`` are the dates of its facts."""
    numbers: list[Quantity] = []
    days: list[Day] = []
    contracts: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text):
        if match["occ"]:
            contracts.append((match["occ"], match.start()))
        elif match["clock"] or match["label"]:
            continue
        elif match["number"] is None:
            days += _day(match, as_of, known)
        elif not _inside_a_word(text, match):
            numbers.append(_quantity(match))
    return Found(tuple(numbers), tuple(days), tuple(contracts))


def _inside_a_word(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()][-1:]
    after = text[match.end() :][:1]
    return (before.isalnum() and not match["sign"]) or (after.isalpha() and not match["unit"])


def _quantity(match: re.Match[str]) -> Quantity:
    number = match["number"].replace(",", "")
    places = len(number.partition(".")[2])
    scale = _SCALES.get((match["scale"] or "").strip().lower(), 1.0)
    unit = (match["unit"] or "").strip().lower()
    kind = _kind(match["dollar"], unit)
    if kind in ("percent", "points"):
        scale /= 100
    glued = match["sign"] == "-" and match.string[: match.start()][-1:].isalnum()
    sign = "" if glued else match["sign"]
    value = float(number) * scale * (-1 if sign in ("-", "−") else 1)
    start = match.start() + (1 if glued else 0)
    end = match.end() if unit not in ("calls", "puts", "call", "put") else match.start("unit")
    text = match.string[start:end]
    return Quantity(kind, value, scale * 10.0**-places, start, end, text, bool(sign))


def _kind(dollar: str | None, unit: str) -> str:
    if dollar:
        return "usd"
    return next((kind for kind, known in _KINDS if re.match(known, unit)), "plain")


def _day(match: re.Match[str], as_of: date, known: frozenset[date]) -> Iterator[Day]:
    try:
        day, has_year = _date_of(match, as_of, known)
    except ValueError:
        return
    weekday = match["weekday"] or match["weekday2"]
    yield Day(day, weekday, match.start(), match.end(), has_year, match[0])


def _date_of(match: re.Match[str], as_of: date, known: frozenset[date]) -> tuple[date, bool]:
    if match["iso"]:
        return date.fromisoformat(match["iso"]), True
    if match["slash"]:
        month, day, year = (int(part) for part in match["slash"].split("/"))
        return date(year + 2000 if year < 100 else year, month, day), True  # noqa: PLR2004
    name = match["month"] or match["month2"]
    month = MONTHS.index(name[:3].lower()) + 1
    day = int(match["day"] or match["day2"])
    year_text = match["year"] or match["year2"]
    if year_text:
        return date(int(year_text), month, day), True
    near = [date(as_of.year + step, month, day) for step in (-1, 0, 1)]
    near += [item for item in known if (item.month, item.day) == (month, day)]
    return min(near, key=lambda item: (item not in known, abs(item - as_of))), False


def is_weekend(day: date) -> bool:
    """Whether no exchange of ours is open that weekday."""
    return day.weekday() >= _SATURDAY


def friday_of(day: date) -> date:
    """The Friday of the calendar week of ``day``; on a weekend that of the week to come."""
    ahead = 4 - day.weekday()
    friday = day + timedelta(days=ahead)
    return friday if friday >= day else friday + _WEEK
