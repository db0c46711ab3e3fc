"""Audit of a note from elsewhere: there is no record, so its numbers are matched to facts.

A number is proven by a fact of its kind and unit that rounds to it and whose name the words around
it speak of. Where only the value fits it is a remark, where nothing fits an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.claims.checks import findings_of
from generator.audit.claims.note import read_note
from generator.audit.findings import Finding
from generator.audit.wounds import wounds
from generator.signals.facts import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity
    from generator.audit.findings import Severity
    from generator.signals.facts import Facts

_UNITS: Final = {
    "usd": frozenset({Unit.USD, Unit.USD_NOTIONAL}),
    "percent": frozenset({Unit.FRACTION}),
    "points": frozenset({Unit.FRACTION}),
    "times": frozenset({Unit.RATIO}),
    "contracts": frozenset({Unit.CONTRACTS}),
    "shares": frozenset({Unit.SHARES}),
    "plain": frozenset(
        {
            Unit.RATIO, Unit.INDEX, Unit.CONTRACTS, Unit.COUNT, Unit.DAYS, Unit.SHARES,
            Unit.MINUTES,
        }
    ),
}  # fmt: skip
_TOO_LARGE: Final = frozenset(
    {
        "price_history",
        "contract_implied_volatility",
        "gamma_by_strike",
        "volatility_smile_front",
        "put_call_oi_ratio_history",
    }
)
"""Tables in which nearly any number would be found."""

_ALIASES: Final = {
    "spot": "trades stands quote last at",
    "day_change": "day today session close down up",
    "day_high": "intraday high",
    "day_low": "intraday low",
    "volume": "shares traded",
    "rsi_14": "rsi",
    "sma_20": "average mean",
    "strike": "strike call put calls puts",
    "contracts": "contracts",
}
_WORD: Final = re.compile(r"[a-z]{3,}|\d+(?=-)")
_COMMON: Final = frozenset({"the", "and", "for", "from", "with", "that", "front", "ratio", "price"})
_FEW: Final = 32
"""Whole numbers under it may count anything in a text."""

_YEAR: Final = re.compile(r"(?:19|20)\d\d\Z")


@dataclass(frozen=True, slots=True)
class _Known:
    """A value that may be printed, and the words that speak of it."""

    value: float
    unit: Unit
    reference: str
    words: frozenset[str]


def audit_foreign(text: str, facts: Facts, *, file: str) -> tuple[Finding, ...]:
    """The findings of a note without a record.

    Args:
        text: The note, Markdown or plain text.
        facts: What may be said, computed from its data.
        file: Name of the file, for the findings.
    """
    note = read_note(text, facts, foreign=True)
    if not any(sentence.numbers for sentence in note.sentences):
        message = "the note holds no numeral at all: nothing was proven"
        return (Finding(kind="no_numbers", message=message, file=file, line=1, column=1),)
    findings = [*wounds(text, file=file, sheltered=[]), *findings_of(note, file)]
    found = {(finding.kind, finding.line, finding.column) for finding in findings}
    findings += [
        finding
        for finding in _unproven(note, file)
        if (finding.kind, finding.line, finding.column) not in found
    ]
    return tuple(sorted(findings, key=lambda item: (item.line, item.column)))


def _unproven(note: Note, file: str) -> Iterator[Finding]:
    known = list(_known(note.facts))
    for sentence in note.sentences:
        for number in sentence.numbers:
            judged = _judge(note, sentence, number, known)
            if judged is None:
                continue
            severity, message = judged
            line, column = note.lines.place(sentence.passage.plain.places[number.start])
            yield Finding(
                kind="unproven_number",
                message=message,
                file=file,
                line=line,
                column=column,
                severity=severity,
            )


def _judge(
    note: Note, sentence: Sentence, number: Quantity, known: list[_Known]
) -> tuple[Severity, str] | None:
    if number.kind == "plain" and _YEAR.match(number.text):
        return None
    fitting = [
        item
        for item in known
        if item.unit in _UNITS[number.kind] and number.shows(item.value, sign=number.signed)
    ]
    start, end = sentence.clause(number.start)
    around = _words(sentence.own[start:end]) | _words(sentence.own)
    if any(item.words & around for item in fitting) or _is_price(note, number):
        return None
    if fitting:
        reference = fitting[0].reference
        return "warning", f"{number.text!r} equals {reference}, but its words do not say so"
    if number.kind == "plain" and number.value < _FEW and number.step >= 1:
        return "warning", f"{number.text!r} comes from no fact"
    return "error", f"{number.text!r} comes from no fact"


def _is_price(note: Note, number: Quantity) -> bool:
    return number.kind == "usd" and note.spot is not None and number.shows(note.spot)


def _known(facts: Facts) -> Iterator[_Known]:
    for name, fact in facts.items():
        words = _words(f"{name.replace('_', ' ')} {fact.label} {_ALIASES.get(name, '')}")
        if fact.number is not None:
            yield _Known(fact.number, fact.unit, name, words)
        if name in _TOO_LARGE:
            continue
        for place, row in enumerate(fact.rows):
            yield from _cells(f"{name}[{place}]", row, fact.columns, words)


def _cells(
    name: str, row: Mapping[str, object], columns: Mapping[str, Unit], words: frozenset[str]
) -> Iterator[_Known]:
    for column, cell in row.items():
        if isinstance(cell, int | float):
            more = _words(f"{column.replace('_', ' ')} {_ALIASES.get(column, '')}")
            yield _Known(float(cell), columns[column], f"{name}.{column}", words | more)


def _words(text: str) -> frozenset[str]:
    found = _WORD.findall(text.lower())
    return frozenset(word.removesuffix("s") for word in found) - _COMMON
