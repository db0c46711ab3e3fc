"""Ideas in the facts: each figure again from the legs, and the sentences' figures by idea."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from generator.audit.claims.claim import Claim
from generator.audit.claims.positions import named_options, told_legs, told_position
from generator.narrative.idea_tables import payoff_legs
from generator.narrative.payoff import (
    break_evens,
    maximum_gain,
    maximum_loss,
    probability_of_profit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity
    from generator.narrative.payoff import PayoffLeg
    from generator.signals.facts import Row

Cells = dict[str, Any]

_ROW: Final = re.compile(r"trade_ideas\[(\d+)\]\.(\w+)")
_CHANCE: Final = re.compile(r"\b(?:probabilit(?:y|ies)|chances?|odds|likelihood)\b", re.IGNORECASE)
_SIDE: Final = re.compile(
    r"\b(?:(?P<loss>loss|los(?:e|es|ing)|risk(?:s|ing|ed)?)"
    r"|(?P<gain>gain(?:s|ing|ed)?|profits?|earn(?:s|ing)?|reward))\b",
    re.IGNORECASE,
)
_SIDES: Final = {"maximum_loss": "loss", "maximum_gain": "gain"}
_SIDE_REACH: Final = 60


def idea_facts(note: Note) -> Iterator[Claim]:
    """Figures of option ideas in the facts that their legs, quotes and moves do not give."""
    if "idea_legs" not in note.facts or not note.sentences:
        return
    for number, row in enumerate(note.table("trade_ideas"), start=1):
        if row["structure"] == "stock":
            continue
        wrong = [name for name, value in _again(note, number) if not _same(row, name, value)]
        if wrong:
            place = _place(note, str(row["structure"]))
            message = f"the legs of the {row['structure']} do not give its {', '.join(wrong)}"
            yield Claim(place, 0, message, ("trade_ideas", "idea_legs"))


def _cells(note: Note, number: int) -> list[Cells]:
    return [dict(row) for row in note.table("idea_legs") if row["idea"] == number]


def _again(note: Note, number: int) -> Iterator[tuple[str, float | None]]:
    legs, cells = payoff_legs(note.facts, number), _cells(note, number)
    if not legs:
        yield "legs", math.nan
        return
    yield from _from_legs(legs, float(cells[0]["contract_size"]))
    yield from _natural(cells)
    row = note.table("trade_ideas")[number - 1]
    yield from _from_moves(note, legs, row)


def _from_legs(legs: Sequence[PayoffLeg], size: float) -> Iterator[tuple[str, float | None]]:
    gain, loss, evens = maximum_gain(legs), maximum_loss(legs), break_evens(legs)
    net = sum(leg.quantity * leg.price for leg in legs if leg.kind != "shares")
    yield "maximum_gain", None if gain is None else gain * size
    yield "maximum_loss", None if loss is None else loss * size
    yield "break_even", evens[0] if evens else None
    yield "break_even_upper", evens[1] if len(evens) > 1 else None
    yield "debit", net if net >= 0 else None
    yield "credit", -net if net < 0 else None


def _natural(cells: Sequence[Cells]) -> Iterator[tuple[str, float | None]]:
    """What is bought at the ask and sold at the bid; a debit or a credit by the price at mid."""
    options = [cell for cell in cells if cell["kind"] != "shares"]
    if any(cell["bid"] is None or cell["ask"] is None for cell in options):
        return
    signs = [-1 if cell["side"] == "sell" else 1 for cell in options]
    net = sum(sign * cell["price"] for sign, cell in zip(signs, options, strict=True))
    natural = sum(
        cell["ask"] if sign > 0 else -cell["bid"] for sign, cell in zip(signs, options, strict=True)
    )
    size = options[0]["contract_size"]
    yield "debit_natural", natural if net >= 0 else None
    yield "credit_natural", -natural if net < 0 else None
    yield "natural", (natural if net >= 0 else -natural) * size


def _from_moves(
    note: Note, legs: Sequence[PayoffLeg], row: Row
) -> Iterator[tuple[str, float | None]]:
    """The chance of a profit and the distance of the break-even, by the moves of its expiration."""
    day = row["expiration"]
    forward = _of_day(note, "forward_by_expiration", day, "forward")
    deviation = _of_day(note, "expected_move_by_expiration", day, "expected_move_fraction")
    move = _of_day(note, "expected_move_by_expiration", day, "expected_move")
    known = forward is not None and deviation is not None
    chance = probability_of_profit(legs, forward=forward or 0, deviation=deviation or 0)
    evens, spot = break_evens(legs), note.spot
    yield "probability_of_profit", chance if known else None
    yield (
        "break_even_moves",
        min(abs(even - spot) for even in evens) / move if evens and spot and move else None,
    )


def _of_day(note: Note, table: str, day: object, column: str) -> float | None:
    for row in note.table(table):
        value = row.get(column)
        if row.get("expiration") == day and isinstance(value, float):
            return value
    return None


def _same(row: Row, name: str, value: float | None) -> bool:
    told = row.get(name)
    if value is None or told is None:
        return value is told
    return isinstance(told, int | float) and math.isclose(told, value, rel_tol=1e-9, abs_tol=1e-6)


def _place(note: Note, structure: str) -> Sentence:
    rows = (item for item in note.sentences if item.kind == "row" and structure in item.own)
    return next(rows, note.sentences[-1])


def idea_labels(note: Note) -> Iterator[Claim]:
    """The most that an idea loses called a gain, or the reverse."""
    for sentence in note.prose():
        for item in sentence.numbers:
            match = _ROW.match(item.reference or "")
            side = _SIDES.get(match[2]) if match else None
            before = sentence.own[max(0, item.start - _SIDE_REACH) : item.start]
            said = [found.lastgroup for found in _SIDE.finditer(before)]
            if side and said and said[-1] != side:
                message = f"{item.text} is the {side} of the idea, not its {said[-1]}"
                yield Claim(sentence, item.start, message, ("trade_ideas",), f"maximum {side}")


def idea_chance(note: Note) -> Iterator[Claim]:
    """The chance of one idea told of another."""
    ideas = note.table("trade_ideas")
    for group in note.paragraphs("trades"):
        for sentence in group:
            if _CHANCE.search(sentence.own) is None:
                continue
            meant = _meant(note, sentence, group)
            right = [ideas[place].get("probability_of_profit") for place in meant]
            values = [value for value in right if isinstance(value, float)]
            if values and len(values) == len(meant):
                yield from _other_chance(sentence, values)


def _other_chance(sentence: Sentence, values: Sequence[float]) -> Iterator[Claim]:
    for item in sentence.numbers:
        if item.kind == "percent" and not any(item.shows(value) for value in values):
            message = f"{item.text} is not the chance of a profit of this idea"
            expected = f"{values[0]:.0%}"
            yield Claim(sentence, item.start, message, ("trade_ideas",), expected)


def _meant(note: Note, sentence: Sentence, group: Sequence[Sentence]) -> list[int]:
    """The ideas (from 0) that a sentence, or else its paragraph, names by contracts or a word."""
    for text in (sentence.own, " ".join(item.own for item in group)):
        options = named_options(text)
        found = [
            place
            for place, row in enumerate(note.table("trade_ideas"))
            if row["structure"] != "stock"
            and (_holds(note, place + 1, options) or str(row["structure"]) in text.lower())
        ]
        if found:
            return found
    return []


def _holds(note: Note, number: int, options: dict[tuple[float, str], None]) -> bool:
    held = {(cell["strike"], cell["kind"]) for cell in _cells(note, number)}
    return any(option in held for option in options)


def idea_quotes(note: Note) -> Iterator[Claim]:
    """A premium of one option that no quote of the chain allows."""
    for group in note.paragraphs("trades"):
        position, legs = told_position(group, note.spot), told_legs(group)
        if position is None or legs is None or len(legs) != 1:
            continue
        quotes = list(_quotes(note, group, (legs[0].strike, legs[0].kind)))
        if quotes and not any(_allows(position.net, *quote) for quote in quotes):
            sentence = next(item for item in group if position.net in item.numbers)
            bid, ask = quotes[0]
            message = f"{position.net.text} lies outside the quotes of the option"
            expected = f"${bid:,.2f} to ${ask:,.2f}"
            yield Claim(sentence, position.net.start, message, ("liquid_contracts",), expected)


def _allows(net: Quantity, bid: float, ask: float) -> bool:
    slack = net.step / 2 + 1e-6
    return bid - slack <= net.value <= ask + slack


def _quotes(
    note: Note, group: Sequence[Sentence], option: tuple[float, str]
) -> Iterator[tuple[float, float]]:
    """Bid and ask of a strike and right, of the expirations that the paragraph names if any."""
    days = {item.day for sentence in group for item in sentence.days}
    cells: list[Cells] = [dict(row) for row in note.table("liquid_contracts")]
    rows = [row for row in cells if _is(row, option)]
    named = [row for row in rows if row["expiration"] in days]
    expired_apart = days and not named
    for row in [] if expired_apart else named or rows:
        yield row["bid"], row["ask"]


def _is(row: Cells, option: tuple[float, str]) -> bool:
    quoted = row["bid"] is not None and row["ask"] is not None
    return (row["strike"], row["right"]) == option and quoted
