"""Trades: what an idea must state, a target that is worth something, and what every note says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.audit.claims.quantities import read_quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence

_STRUCTURE: Final = re.compile(
    r"\b(?:spread|condor|straddle|strangle|call|put|collar)s?\b", re.IGNORECASE
)


def trade_terms(note: Note) -> Iterator[Claim]:
    """An option idea without its cost, its maximum loss or its break-even.

    A table of the section may state them; an idea of the table alone must have them there.
    """
    rows = list(_rows(note))
    columns = {name for _, filled in rows for name in filled}
    told: set[str] = set()
    for group in note.paragraphs("trades"):
        text = " ".join(sentence.own for sentence in group)
        if words.IDEA.search(text) is None or words.NO_IDEA.search(text):
            continue
        stated = {
            name
            for name, pattern in words.IDEA_TERMS.items()
            if re.search(pattern, text, re.IGNORECASE)
        }
        told |= stated
        for name in words.IDEA_TERMS:
            if name not in columns | stated:
                yield Claim(_holder(group), 0, f"an option idea does not state {name}")
    for row, filled in rows:
        for name in words.IDEA_TERMS:
            if name not in filled | told:
                yield Claim(row, 0, f"an option idea of the table does not state {name}")


def _holder(group: list[Sentence]) -> Sentence:
    return next((item for item in group if words.IDEA.search(item.own)), group[0])


def _rows(note: Note) -> Iterator[tuple[Sentence, set[str]]]:
    """Rows of option ideas, with the terms that a column of them states.

    A table after the first may give the legs or the payoffs of ideas that a table before it lists.
    """
    heads: list[str] = []
    listed: set[str] = set()
    before: set[str] = set()
    for sentence in note.sentences:
        if sentence.section != "trades" or sentence.kind not in ("head", "row"):
            continue
        cells = [sentence.own[start:end].strip() for start, end in sentence.passage.cells]
        if sentence.kind == "head":
            heads = cells
            before |= listed
        elif cells and _STRUCTURE.search(cells[0]) and cells[0] not in before:
            listed.add(cells[0])
            yield sentence, set(_filled(heads, cells))


def _filled(heads: list[str], cells: list[str]) -> Iterator[str]:
    for name, pattern in words.TABLE_TERMS.items():
        for head, cell in zip(heads, cells, strict=False):
            if re.search(pattern, head, re.IGNORECASE) and any(char.isdigit() for char in cell):
                yield name


def volatility_price(note: Note) -> Iterator[Claim]:
    """Volatility called cheap or expensive against its rank, or without one."""
    rank = note.number("iv_rank")
    for sentence in note.prose():
        if sentence.section != "trades":
            continue
        for match in words.PRICED_VOLATILITY.finditer(sentence.own):
            word = match["before"] or match["after"]
            at = match.start("before") if match["before"] else match.start("after")
            if sentence.negated(at):
                continue
            dear = word.lower() in words.DEAR
            if rank is None or (rank < words.DEAR_FROM if dear else rank >= words.CHEAP_BELOW):
                said = "without a rank" if rank is None else f"at a rank of {rank:.0%}"
                yield Claim(sentence, at, f"volatility is called {word!r} {said}", ("iv_rank",))


_TARGET: Final = re.compile(r"\b(?:targets?|objective|take profits?)\b[^.$]{0,25}\Z", re.IGNORECASE)
_BREAK_EVEN: Final = re.compile(r"\bbreak[- ]?s?[- ]?even\b[^.$]{0,20}\Z", re.IGNORECASE)
_BEARISH: Final = re.compile(
    r"\bbearish\b|\bbear put\b|\blong put\b|\bbuy[^;:]{0,50}?\bputs?\b", re.IGNORECASE
)
_COST: Final = re.compile(r"\b(?:costs?|for|debit of|premium of)\s+\Z", re.IGNORECASE)
_LONG: Final = re.compile(r"\bbuy\b[^;:]{0,60}?\$([\d,]+(?:\.\d+)?) (call|put)\b", re.IGNORECASE)


def worthless_target(note: Note) -> Iterator[Claim]:
    """A target at which the position is worth no more than it cost."""
    for group in note.paragraphs("trades"):
        text = " ".join(sentence.own for sentence in group)
        even = _break_even(note, group, text)
        if even is None or not words.IDEA.search(text):
            continue
        down = _BEARISH.search(text) is not None
        for sentence in group:
            for item in sentence.numbers:
                if item.kind != "usd" or not _TARGET.search(sentence.own[: item.start]):
                    continue
                if (item.value >= even) if down else (item.value <= even):
                    message = (
                        f"at a target of {item.text} the position is worth no more than it cost"
                    )
                    yield Claim(sentence, item.start, message)


def _break_even(note: Note, group: list[Sentence], text: str) -> float | None:
    for sentence in group:
        for item in sentence.numbers:
            if item.kind == "usd" and _BREAK_EVEN.search(sentence.own[: item.start]):
                return item.value
    leg = _LONG.search(text)
    if leg is None:
        return None
    strike = float(leg[1].replace(",", ""))
    numbers = read_quantities(text, note.facts.as_of.date()).numbers
    cost = next((item.value for item in numbers if _COST.search(text[: item.start])), 0.0)
    return strike + cost if leg[2].lower() == "call" else strike - cost


def disclosure(note: Note) -> Iterator[Claim]:
    """What every note must say: the time of its data, the risk of options, no advice."""
    last = note.sentences[-1] if note.sentences else None
    if last is None:
        return
    texts = [sentence.own for sentence in note.sentences]
    missing = []
    if not any(words.NOT_ADVICE.search(text) for text in texts):
        missing.append("that it is not investment advice")
    if not any(words.OPTIONS_RISK.search(sentence.text) for sentence in note.sentences):
        missing.append("that options involve risk")
    timed = any(
        sentence.days and words.CLOCK.search(sentence.own) and sentence.section in ("top", "method")
        for sentence in note.sentences
    )
    if not timed:
        missing.append("the date and time of its data")
    for what in missing:
        yield Claim(last, 0, f"the note does not say {what}")
