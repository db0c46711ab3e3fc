"""The arithmetic of ideas: what strikes and a premium give, in sentences and in the facts."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from generator.audit.claims.claim import Claim
from generator.audit.claims.positions import told_position
from generator.narrative.idea_tables import payoff_legs
from generator.narrative.payoff import break_evens, maximum_gain, maximum_loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.positions import Told
    from generator.audit.claims.quantities import Quantity
    from generator.signals.facts import Row

_SIZE: Final = 100
"""Shares of a contract, where a text does not say otherwise."""
_EVEN: Final = re.compile(
    r"\bbreaks?[- ]evens?(?: (?:at|of|is|are|to|lies at|stands at))?\s+\Z", re.IGNORECASE
)
_SECOND: Final = re.compile(r"\A\s*(?:below )?and\s+\Z", re.IGNORECASE)
_LOSS: Final = re.compile(
    r"\b(?:loses?|risks?|risking|maximum loss|largest loss|max loss)"
    r"(?:,| (?:is|of|at most|up to|that|debit,|premium,))*\s+\Z",
    re.IGNORECASE,
)
_GAIN: Final = re.compile(
    r"\b(?:gains?|maximum gain|max gain)(?:,| (?:is|of|at most|up to))*\s+\Z", re.IGNORECASE
)


def idea_arithmetic(note: Note) -> Iterator[Claim]:
    """Break-evens, loss and gain that the legs and the premium do not give."""
    for group in note.paragraphs("trades"):
        position = told_position(group, note.spot)
        if position is not None:
            yield from _told(group, position)
    yield from _tables(note)


def _told(group: Sequence[Sentence], position: Told) -> Iterator[Claim]:
    evens = break_evens(position.legs)
    if evens:
        yield from _expect_even(group, position, evens)
    for pattern, value in (
        (_LOSS, maximum_loss(position.legs)),
        (_GAIN, maximum_gain(position.legs)),
    ):
        if value is not None:
            yield from _expect_amount(group, position, pattern, value * _SIZE)


def _expect_even(
    group: Sequence[Sentence], position: Told, evens: tuple[float, ...]
) -> Iterator[Claim]:
    slack = position.net.step / 2
    for sentence in group:
        for item in _said_evens(sentence):
            nearest = min(evens, key=lambda price: abs(price - item.value))
            if abs(nearest - item.value) > item.step / 2 + slack + 1e-6:
                yield _claim(sentence, item, position, nearest)
                return


def _said_evens(sentence: Sentence) -> Iterator[Quantity]:
    before: Quantity | None = None
    for item in sentence.numbers:
        named = _EVEN.search(sentence.own[: item.start]) is not None
        follows = before is not None and _SECOND.match(sentence.own[before.end : item.start])
        if item.kind == "usd" and (named or follows):
            before = item
            yield item
        else:
            before = None


def _expect_amount(
    group: Sequence[Sentence], position: Told, pattern: re.Pattern[str], value: float
) -> Iterator[Claim]:
    slack = position.net.step / 2 * _SIZE
    for sentence in group:
        for item in sentence.numbers:
            if (
                item.kind == "usd"
                and pattern.search(sentence.own[: item.start])
                and abs(item.value - value) > item.step / 2 + slack + 1e-6
            ):
                yield _claim(sentence, item, position, value)
                return


def _claim(sentence: Sentence, item: Quantity, position: Told, value: float) -> Claim:
    message = f"{item.text} does not follow from the strikes and a premium of {position.net.text}"
    return Claim(sentence, item.start, message, expected=f"${value:,.2f}")


def _tables(note: Note) -> Iterator[Claim]:
    """Each option idea of the facts, computed again from its legs."""
    for number, row in enumerate(note.table("trade_ideas"), start=1):
        if row["structure"] == "stock" or "idea_legs" not in note.facts:
            continue
        wrong = [name for name, value in _from_legs(note, number) if not _same(row, name, value)]
        if wrong and note.sentences:
            place = _place(note, str(row["structure"]))
            message = f"the legs of the {row['structure']} do not give its {', '.join(wrong)}"
            yield Claim(place, 0, message, ("trade_ideas", "idea_legs"))


def _from_legs(note: Note, number: int) -> Iterator[tuple[str, float | None]]:
    cells: list[dict[str, Any]] = [
        dict(row) for row in note.table("idea_legs") if row["idea"] == number
    ]
    legs, size = payoff_legs(note.facts, number), cells[0]["contract_size"] if cells else _SIZE
    if not legs:
        yield "legs", math.nan
        return
    gain, loss, evens = maximum_gain(legs), maximum_loss(legs), break_evens(legs)
    net = sum(leg.quantity * leg.price for leg in legs if leg.kind != "shares")
    yield "maximum_gain", None if gain is None else gain * size
    yield "maximum_loss", None if loss is None else loss * size
    yield "break_even", evens[0] if evens else None
    yield "break_even_upper", evens[1] if len(evens) > 1 else None
    yield "debit", net if net >= 0 else None
    yield "credit", -net if net < 0 else None


def _same(row: Row, name: str, value: float | None) -> bool:
    told = row.get(name)
    if value is None or told is None:
        return value is told
    return isinstance(told, int | float) and math.isclose(told, value, rel_tol=1e-9, abs_tol=1e-6)


def _place(note: Note, structure: str) -> Sentence:
    rows = (item for item in note.sentences if item.kind == "row" and structure in item.own)
    return next(rows, note.sentences[-1])
