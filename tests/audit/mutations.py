"""Mechanical wounds to a note: each class of mistake that a hand or a program could make."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.provenance import expected_text
from generator.signals.facts import Reference, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.narrative.placed_span import PlacedSpan
    from generator.narrative.record import NoteRecord
    from generator.signals.facts import Facts

MONTHS: Final = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.")
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
TURNED: Final = {
    "up": "down", "down": "up", "above": "below", "below": "above", "bullish": "bearish",
    "bearish": "bullish", "call": "put", "put": "call", "more": "less", "calls": "puts",
    "puts": "calls", "neutral": "oversold", "oversold": "overbought", "largest": "smallest",
    "resistance": "support", "support": "resistance", "unchanged": "up", "long": "short",
}  # fmt: skip
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WORD: Final = re.compile(r"[A-Za-z]+\.?")
_SENTENCE: Final = re.compile(r"[^\n]*?[.!?](?=\s|$)|[^\n]+")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed text.

    Args:
        kind: The class of the mistake.
        what: What was changed into what.
        text: The whole text after it.
    """

    kind: str
    what: str
    text: str


def of_markdown(record: NoteRecord, facts: Facts) -> Iterator[Mutant]:
    """All mutants of a note's Markdown, a text at a time; none equals the note."""
    text = record.markdown
    for span in record.spans:
        for kind, changed in _of_span(span, record, facts):
            mutated = text[: span.start] + changed + text[span.end :]
            if mutated != text:
                yield Mutant(kind, f"{span.text!r} -> {changed!r} ({span.reference})", mutated)
    for first, second in _neighbours_in_a_sentence(record):
        if first.text != second.text:
            mutated = (
                text[: first.start] + second.text + text[first.end : second.start]
                + first.text + text[second.end :]
            )  # fmt: skip
            yield Mutant("two spans exchanged", f"{first.text!r} <-> {second.text!r}", mutated)


def _of_span(span: PlacedSpan, record: NoteRecord, facts: Facts) -> Iterator[tuple[str, str]]:
    text = span.text
    yield "deleted slot", ""
    yield "doubled slot", text + text
    yield "doubled slot with a space", f"{text} {text}"
    neighbour = _fact_of_the_same_unit(span, record, facts)
    if neighbour is not None:
        yield "another fact of the unit", neighbour
    yield from numbers_changed(text)
    yield from _units_changed(text)
    yield from _dates_changed(text)
    yield from _words_turned(text)


def numbers_changed(text: str) -> Iterator[tuple[str, str]]:
    """Every number of ``text`` with a wrong digit, one too few or many, or a moved point."""
    for match in _NUMBER.finditer(text):
        number = match[0]
        for kind, wrong in (
            ("digit changed", _first_digit_changed(number)),
            ("digit changed", _last_digit_changed(number)),
            ("digit deleted", number[:-1]),
            ("digit deleted", number[1:]),
            ("digit added", f"{number}1"),
            ("digit added", f"1{number}"),
            ("point moved", _point_moved(number)),
            ("sign changed", f"\u2212{number}"),
            ("sign changed", f"-{number}"),
        ):
            yield kind, text[: match.start()] + wrong + text[match.end() :]
    if text.startswith(("\u2212", "+")):
        yield "sign changed", text[1:]
        yield "sign changed", ("+" if text[0] == "\u2212" else "\u2212") + text[1:]
    elif _NUMBER.search(text):
        yield "sign changed", f"\u2212{text}"
        yield "sign changed", f"-{text}"
        yield "sign changed", f"minus {text}"
        yield "sign changed", f"({text})"


def _first_digit_changed(number: str) -> str:
    return f"{int(number[0]) % 9 + 1}{number[1:]}"


def _last_digit_changed(number: str) -> str:
    return f"{number[:-1]}{(int(number[-1]) + 1) % 10}"


def _point_moved(number: str) -> str:
    whole, point, fraction = number.partition(".")
    if point:
        return f"{whole}{fraction[0]}.{fraction[1:]}".rstrip(".")
    return f"{number[:-1]}.{number[-1]}" if len(number) > 1 else f"0.{number}"


def _units_changed(text: str) -> Iterator[tuple[str, str]]:
    if text.startswith("$"):
        yield "unit changed", text[1:]
        yield "unit changed", f"{text[1:]}%"
        yield "unit changed", f"\u20ac{text[1:]}"
    if text.endswith("%"):
        yield "unit changed", text[:-1]
        yield "unit changed", f"{text[:-1]} points"
        yield "unit changed", f"${text[:-1]}"
    if "point" in text:
        number = text.split(" ", maxsplit=1)[0]
        yield "unit changed", f"{number}%"
        yield "unit changed", number
    if _NUMBER.fullmatch(text):
        yield "unit changed", f"{text}%"
        yield "unit changed", f"${text}"
        yield "unit changed", f"{text} million"
        yield "unit changed", f"{text}k"
    if text.endswith(" million"):
        yield "unit changed", text.removesuffix(" million")


def _dates_changed(text: str) -> Iterator[tuple[str, str]]:
    for names, kind in ((MONTHS, "month changed"), (WEEKDAYS, "weekday changed")):
        for place, name in enumerate(names):
            if re.search(rf"\b{re.escape(name)}", text):
                yield kind, text.replace(name, names[(place + 1) % len(names)], 1)
    if match := re.search(r"\b20(\d\d)\b", text):
        yield "year changed", text.replace(match[0], f"20{int(match[1]) + 1}", 1)
        if text != match[0]:
            yield "year dropped", re.sub(r",? ?\b20\d\d\b", "", text, count=1)
    if match := re.search(r"([ap])\.m\.", text):
        yield "half of the day changed", text.replace(match[0], "pa"["ap".index(match[1])] + ".m.")


def _words_turned(text: str) -> Iterator[tuple[str, str]]:
    for match in _WORD.finditer(text):
        other = TURNED.get(match[0])
        if other is not None:
            yield "word turned", text[: match.start()] + other + text[match.end() :]


def _fact_of_the_same_unit(span: PlacedSpan, record: NoteRecord, facts: Facts) -> str | None:
    """What the format of ``span`` gives for the next fact of its unit that reads otherwise."""
    cell = facts.resolve(Reference.parse(span.reference))
    unit = None if cell is None else cell.unit
    names = sorted(facts)
    here = names.index(span.reference.split("[")[0].split(":")[0])
    for name in names[here + 1 :] + names[:here]:
        if facts[name].unit is unit and facts[name].ok and unit is not Unit.TABLE:
            text = expected_text(facts, record.vocabulary, name, span.format)
            if text is not None and text != span.text:
                return text
    return None


def sentences(text: str) -> list[tuple[int, int]]:
    """Places of sentences, cut where a full stop and a space stand; dates are cut as well."""
    return [match.span() for match in _SENTENCE.finditer(text)]


def _neighbours_in_a_sentence(record: NoteRecord) -> Iterator[tuple[PlacedSpan, PlacedSpan]]:
    for first, second in itertools.pairwise(record.spans):
        if "\n" not in record.markdown[first.end : second.start]:
            yield first, second
