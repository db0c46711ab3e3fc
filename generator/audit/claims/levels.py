"""Levels: one name one value, and the order in which prices can stand."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.wording.numbers import dollars, percent, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Named, Note, Sentence
    from generator.audit.claims.quantities import Quantity
    from generator.audit.claims.words import Label

_SCALES: Final = (100.0, 0.01, 1e3, 1e-3, 1e6, 1e-6)
_NEARLY: Final = 0.01
_MOST: Final = 2
_CENT: Final = 0.005
"""Half a cent: prices nearer than that are one."""

_UP_CROSSING: Final = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|break(?:s|ing|out)?|broke|mov(?:e|es|ing)|push(?:es|ing)?|ris(?:e|es|ing)"
    r"|rall(?:y|ies|ying)|clear(?:s|ing)?|climb(?:s|ing)?|daily close)\b",
    re.IGNORECASE,
)
_DOWN_CROSSING: Final = re.compile(
    r"\b(?:clos(?:e[sd]?|ing)|break(?:s|ing|down)?|broke|mov(?:e|es|ing)|fall(?:s|ing)?|slip(?:s|ping)?"
    r"|drop(?:s|ping)?|declin(?:e|es|ing)|los(?:e|es|ing)|daily close|slid(?:e|es|ing))\b",
    re.IGNORECASE,
)
_SIDE_OF_LEVEL: Final = re.compile(
    r"\b(above|over|through|beyond|below|under|beneath)\s+(?:the\s+)?\Z", re.IGNORECASE
)
_DONE: Final = re.compile(
    r"\b(?:closed|broke|cleared|has broken|has closed|fell|slipped|rallied|moved|last)\b",
    re.IGNORECASE,
)
_SIDE_OF_MEAN: Final = re.compile(
    r"\b(above|over|below|under|beneath)\s+(?:both\s+)?(?:its|the|their|a)?\s*(?:\w+\s)?\Z",
    re.IGNORECASE,
)
_CROSSING: Final = re.compile(
    r"\b(?:clos(?:e|es|ing)|break|breaks|breaking|move|moves|moving|push|drop|drops|fall|falls|slip"
    r"|slips|dip|rally|climb|return|reclaim|averages?)\b",
    re.IGNORECASE,
)


def label(note: Note) -> Iterator[Claim]:
    """A name with a value that is not its own, or with two."""
    seen: dict[tuple[str, ...], Quantity] = {}
    for sentence in note.sentences:
        for named in sentence.named:
            if _scaled(note, named) is not None or named.quantity.kind == "times":
                continue
            wrong = _mislabelled(note, sentence, named)
            if wrong is not None:
                yield wrong
            elif note.foreign:
                yield from _second_value(sentence, named, seen)
    yield from _order_of_extremes(note)


def _values(note: Note, of: Label) -> list[tuple[str, float]]:
    known = [(name, note.number(name)) for name in of.facts]
    return [(name, value) for name, value in known if value is not None]


def _mislabelled(note: Note, sentence: Sentence, named: Named) -> Claim | None:
    item, of = named.quantity, named.label
    values = _values(note, of)
    if not values or _other_kind(item.kind, of.kind):
        return None
    if of.loose and item.base is None:
        return None
    if item.base is not None and item.base in (*of.facts, "levels", "trade_ideas"):
        return None
    if any(item.shows(value) for _, value in values):
        return None
    return Claim(
        sentence,
        item.start,
        f"{item.text!r} is not the {sentence.own[named.start :].split(',')[0][:30].strip()!r}",
        tuple(name for name, _ in values),
        written(values[0][1], of.kind),
    )


def _other_kind(kind: str, wanted: str) -> bool:
    return {"usd": "usd", "percent": "percent", "points": "percent"}.get(kind, "plain") != wanted


def written(value: float, kind: str) -> str:
    """A value as a note would print it."""
    if kind == "usd":
        return dollars(value)
    return percent(value, 1) if kind == "percent" else plain(value, 2)


def _second_value(
    sentence: Sentence, named: Named, seen: dict[tuple[str, ...], Quantity]
) -> Iterator[Claim]:
    of, item = named.label, named.quantity
    if of.loose or _other_kind(item.kind, of.kind):
        return
    before = seen.setdefault(of.facts, item)
    if not before.shows(item.value) and not item.shows(before.value):
        yield Claim(
            sentence, item.start, f"{item.text!r} and {before.text!r} have one name", of.facts
        )


def _order_of_extremes(note: Note) -> Iterator[Claim]:
    """The year's high is no lower than the day's; 20 closes have one mean."""
    named: dict[str, tuple[Sentence, Quantity]] = {}
    for sentence in note.sentences:
        for beside in sentence.named:
            if beside.quantity.kind == "usd":
                named.setdefault(beside.label.facts[0], (sentence, beside.quantity))
    for low, high in (("day_high", "high_52w"), ("low_52w", "day_low"), ("day_low", "day_high")):
        if low in named and high in named and named[low][1].value > named[high][1].value:
            sentence, item = named[high]
            yield Claim(sentence, item.start, f"{item.text!r} is beyond {named[low][1].text!r}")
    first, second = named.get("sma_20"), named.get("bollinger_middle_20_2")
    if first and second and not first[1].shows(second[1].value):
        yield Claim(second[0], second[1].start, "the 20-day mean and the Bollinger middle are one")
    yield from _shared_value(note, named)


def _shared_value(note: Note, named: dict[str, tuple[Sentence, Quantity]]) -> Iterator[Claim]:
    """One price under two names that our facts keep apart."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for name, (_, item) in named.items():
        by_value[item.text].append(name)
    for text, names in by_value.items():
        if len(names) > 1 and not _may_share(note, names):
            sentence, item = named[names[-1]]
            yield Claim(sentence, item.start, f"{text!r} has two names", tuple(names))


def _may_share(note: Note, names: list[str]) -> bool:
    values = [note.number(name) for name in names]
    return all(
        value is None or abs(value - values[0]) < _CENT for value in values if values[0] is not None
    )


def _scaled(note: Note, named: Named) -> float | None:
    """By what factor the number is too large or small, if it is the right one otherwise."""
    item = named.quantity
    values = _values(note, named.label)
    if named.label.loose or any(item.shows(value) for _, value in values):
        return None
    for _, value in values:
        for scale in _SCALES:
            near = value and abs(item.value / (value * scale) - 1) < _NEARLY
            if near and item.shows(value * scale):
                return scale
    return None


def unit(note: Note) -> Iterator[Claim]:
    """A number in a unit that its name does not have, or a hundred times too large."""
    for sentence in note.sentences:
        for named in sentence.named:
            item, of = named.quantity, named.label
            scale = _scaled(note, named)
            if scale is not None:
                expected = written(_values(note, of)[0][1], of.kind)
                message = f"{item.text!r} is off by a factor of {scale:g}"
                yield Claim(sentence, item.start, message, of.facts, expected)
            elif named.before and _wrong_unit(item, of):
                message = (
                    f"{item.text!r} has not the unit of {sentence.own[named.start : item.start]!r}"
                )
                yield Claim(sentence, item.start, message, of.facts)
        yield from _nouns(sentence)


def _wrong_unit(item: Quantity, of: Label) -> bool:
    if of.loose:
        return item.kind in ("percent", "contracts", "shares")
    if of.kind == "plain":
        return item.kind in ("usd", "percent", "contracts", "shares")
    if of.kind == "usd":
        return item.kind in ("contracts", "shares") or (item.kind == "percent" and item.value < 0)
    return item.kind in ("usd", "contracts", "shares")


_OF_INTEREST: Final = re.compile(
    r"(?P<noun>\bopen interest|\bOI)\s*(?:of|is|:|=|totals?)?\s*\Z", re.IGNORECASE
)
_COUNTED_AS: Final = re.compile(
    r"\s*(?:of |in )?(?:open interest|contracts|puts|calls)\b", re.IGNORECASE
)


def _nouns(sentence: Sentence) -> Iterator[Claim]:
    for item in sentence.numbers:
        before, after = sentence.own[: item.start], sentence.own[item.end :]
        counted = _OF_INTEREST.search(before) or _COUNTED_AS.match(after)
        if item.kind == "usd" and counted and not _is_strike(sentence, item):
            yield Claim(sentence, item.start, f"{item.text!r} counts contracts and is no money")
        elif item.kind == "shares" and counted and "open interest" in counted[0].lower():
            yield Claim(sentence, item.start, "open interest is counted in contracts, not shares")


def _is_strike(sentence: Sentence, item: Quantity) -> bool:
    """Whether "$255 calls" names contracts by their strike."""
    return not _OF_INTEREST.search(sentence.own[: item.start]) and not re.match(
        r"\s*(?:of |in )?(?:open interest|contracts)\b", sentence.own[item.end :], re.IGNORECASE
    )


def level_order(note: Note) -> Iterator[Claim]:
    """Support above the price, a break above what lies below it, the wrong side of a mean."""
    spot = note.spot
    if spot is None or note.word("price_and_chain") == "apart":
        return
    for sentence in note.sentences:
        if sentence.section == "method":
            continue
        yield from _supports(sentence, spot)
        yield from _crossings(sentence, spot)
        yield from _means(note, sentence, spot)
        yield from _ranges(sentence)


def _supports(sentence: Sentence, spot: float) -> Iterator[Claim]:
    for named in sentence.named:
        item, of = named.quantity, named.label
        if item.kind != "usd" or abs(item.value - spot) < _CENT:
            continue
        role = of.facts[0]
        if role in ("support", "put_wall") and item.value > spot:
            yield Claim(sentence, item.start, f"{item.text} is above the price", (role, "spot"))
        elif role in ("resistance", "call_wall") and item.value < spot:
            yield Claim(sentence, item.start, f"{item.text} is below the price", (role, "spot"))


def _crossings(sentence: Sentence, spot: float) -> Iterator[Claim]:
    for item in sentence.numbers:
        side = _SIDE_OF_LEVEL.search(sentence.own[: item.start])
        if item.kind != "usd" or side is None or abs(item.value - spot) < _CENT:
            continue
        upward = side[1].lower() in ("above", "over", "through", "beyond")
        crossing = _UP_CROSSING if upward else _DOWN_CROSSING
        before = sentence.own[max(0, side.start() - 60) : side.start()]
        if side[1].lower() in ("beyond", "through") or not crossing.search(before):
            continue
        if _DONE.search(before) or sentence.negated(side.start()):
            continue
        if (item.value > spot) != upward:
            where = "below" if upward else "above"
            message = f"{side[1]} {item.text} cannot come: it lies {where} the price already"
            yield Claim(sentence, item.start, message, ("spot",))


def _means(note: Note, sentence: Sentence, spot: float) -> Iterator[Claim]:
    for of, start, _ in sentence.labels:
        side = _SIDE_OF_MEAN.search(sentence.own[:start])
        value = note.number(of.facts[0])
        if side is None or value is None or not of.facts[0].startswith(("sma_", "bollinger")):
            continue
        clause, _end = sentence.clause(start)
        before = sentence.own[clause : side.start()]
        if _CROSSING.search(before) or words.CONDITION.search(before):
            continue
        above = side[1].lower() in ("above", "over")
        if sentence.negated(side.start()):
            above = not above
        if (spot > value) != above and abs(spot - value) >= _CENT:
            message = (
                f"the price is not {side[1].lower()} its {sentence.own[start:_end][:24].strip()}"
            )
            yield Claim(sentence, side.start(), message, ("spot", of.facts[0]))


_RANGE: Final = re.compile(r"\b(between|from)\s+(?:the\s+)?\Z", re.IGNORECASE)


def _ranges(sentence: Sentence) -> Iterator[Claim]:
    numbers = sentence.numbers
    for first, second in itertools.pairwise(numbers):
        opening = _RANGE.search(sentence.own[: first.start])
        if opening is None or first.kind != "usd" or second.kind != "usd":
            continue
        joint = "and" if opening[1].lower() == "between" else "to"
        gap = sentence.own[first.end : second.start].strip()
        runs = opening[1].lower() == "between" or re.search(
            r"\b(?:range|runs?|band)\b", sentence.own[: first.start], re.IGNORECASE
        )
        if gap == joint and runs and first.value > second.value:
            yield Claim(sentence, first.start, f"{first.text} is above {second.text}")


def repeated_level(note: Note) -> Iterator[Claim]:
    """A level more than twice in the prose."""
    spot = note.spot
    counted: Counter[str] = Counter()
    for sentence in note.prose():
        for item in sentence.numbers:
            if item.kind != "usd" or (spot is not None and item.shows(spot)):
                continue
            counted[item.text] += 1
            if counted[item.text] == _MOST + 1:
                yield Claim(
                    sentence, item.start, f"{item.text} stands more than twice in the prose"
                )
