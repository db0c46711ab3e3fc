"""Stance: one regime speaks in a whole note, directions have signs, verbs have sizes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.audit.claims.positions import said_bias, told_position
from generator.narrative.payoff import profit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.quantities import Quantity

_OPEN_REGIMES: Final = frozenset(
    {"contested", "quiet", "undetermined", "blind", "thin", "price_apart", "price_alone"}
)
_IDEA_SECTIONS: Final = frozenset({"trades", "method"})
_HALF: Final = 0.5


def contradiction(note: Note) -> Iterator[Claim]:
    """Conviction without a view, two stances, two roles for one level."""
    yield from _conviction(note)
    yield from _trend_words(note)
    yield from _lean_words(note)
    yield from _headline_and_bottom(note)
    for group in note.paragraphs():
        yield from _roles(group)
    yield from _support_and_resistance(note)


def _conviction(note: Note) -> Iterator[Claim]:
    regime = note.word("regime")
    hedged = any(any(sentence.find(words.HEDGING)) for sentence in note.prose())
    for sentence in note.prose():
        for match in sentence.find(words.CONVICTION):
            if sentence.negated(match.start()):
                continue
            if regime in _OPEN_REGIMES:
                message = f"{match[0]!r} in a regime that takes no side: {regime}"
                yield Claim(sentence, match.start(), message, ("regime",))
            elif hedged:
                yield Claim(
                    sentence, match.start(), f"{match[0]!r}, and elsewhere the matter is open"
                )
        if regime not in _OPEN_REGIMES:
            for match in sentence.find(words.HEDGING[:2]):
                message = f"{match[0]!r} where the regime takes a side: {regime}"
                yield Claim(sentence, match.start(), message, ("regime",), severity="warning")


def _trend_words(note: Note) -> Iterator[Claim]:
    """The direction said of price or trend is the trend of the facts."""
    trend = note.word("trend")
    if trend is None:
        return
    for sentence in note.prose():
        if sentence.section in _IDEA_SECTIONS:
            continue
        for match in words.DIRECTION_WORD.finditer(sentence.own):
            said = match[1].lower()
            start, end = sentence.clause(match.start())
            clause = sentence.own[start:end]
            subject = words.TREND_SUBJECT.search(clause) or sentence.kind == "headline"
            if said == trend or not subject or _is_open(sentence, match, start):
                continue
            message = f"{match[0]!r} is said of a trend that is {trend}"
            yield Claim(sentence, match.start(), message, ("trend",), trend)


def _is_open(sentence: Sentence, match: re.Match[str], start: int) -> bool:
    """Whether the word is denied, conditional, or one of two sides."""
    before = sentence.own[start : match.start()]
    both = {item[1].lower() for item in words.DIRECTION_WORD.finditer(sentence.own)}
    structure = re.match(
        r"\s+(?:call|put|spread|structure|idea|trade)", sentence.own[match.end() :]
    )
    return bool(
        words.CONDITION.search(before)
        or sentence.negated(match.start())
        or len(both) > 1
        or structure
    )


def _lean_words(note: Note) -> Iterator[Claim]:
    lean = note.word("positioning")
    if lean is None:
        return
    for sentence in note.prose():
        for match in words.LEAN_WORD.finditer(sentence.own):
            said = f"{match[1].lower()}_heavy"
            if said == lean or _is_open(sentence, match, sentence.clause(match.start())[0]):
                continue
            message = f"{match[0]!r} is said of a positioning that is {lean.replace('_', '-')}"
            yield Claim(sentence, match.start(), message, ("positioning",), lean.replace("_", "-"))


def _headline_and_bottom(note: Note) -> Iterator[Claim]:
    head = next((item for item in note.sentences if item.kind == "headline"), None)
    if head is None:
        return
    first = _said(head)
    for sentence in note.prose():
        if (
            sentence.section == "bottom_line"
            and first
            and (last := _said(sentence))
            and last != first
        ):
            message = f"the bottom line is {last}, the headline {first}"
            yield Claim(sentence, 0, message)


def _said(sentence: Sentence) -> str | None:
    said = {
        match[1].lower()
        for match in words.DIRECTION_WORD.finditer(sentence.own)
        if not _is_open(sentence, match, sentence.clause(match.start())[0])
    }
    return said.pop() if len(said) == 1 else None


def _roles(group: list[Sentence]) -> Iterator[Claim]:
    """One price is not entry and stop, nor stop and target, of one idea."""
    roles: dict[str, set[str]] = {}
    for sentence in group:
        for item, role in _role_numbers(sentence):
            known = roles.setdefault(item.text, set())
            known.add(role)
            if any(first in known and second in known for first, second in words.ROLE_CONFLICTS):
                message = f"{item.text} is {' and '.join(sorted(known))} at once"
                yield Claim(sentence, item.start, message)
                known.clear()


_ROLE_LINK: Final = re.compile(
    r"\s*(?:,|:|\()?\s*(?:loss\s+)?(?:(?:on|at|of|is|to|a|the|close|closes|beyond|above|below|near|just"
    r"|price|level|again|stands|sits|it|shares)\s+){0,6}\Z",
    re.IGNORECASE,
)
_SERVES: Final = re.compile(r"\A[^.$;:]*\b(?:is|as)\b[^.$;:]*\Z")
_ROLE_BACK: Final = re.compile(
    r"\A\s*(?:is|as|,|serves as|acts as|\()?\s*(?:the|your|our|a|both)?\s*\Z", re.IGNORECASE
)


def _role_numbers(sentence: Sentence) -> Iterator[tuple[Quantity, str]]:
    for role, pattern in words.ROLE_WORDS.items():
        for match in re.finditer(pattern, sentence.own, re.IGNORECASE):
            for item in sentence.numbers:
                if item.kind == "usd" and _plays(sentence, item, match):
                    yield item, role


def _plays(sentence: Sentence, item: Quantity, role: re.Match[str]) -> bool:
    """Whether a price stands beside the name of a role as its number."""
    ahead = [other for other in sentence.numbers if other.start >= role.end()]
    if ahead and _ROLE_LINK.match(sentence.own[role.end() : ahead[0].start]):
        return item is ahead[0]
    if item.end > role.start():
        return False
    back = sentence.own[item.end : role.start()]
    return _ROLE_BACK.match(back) is not None or _SERVES.match(back) is not None


def _support_and_resistance(note: Note) -> Iterator[Claim]:
    sides: dict[str, str] = {}
    for sentence in note.sentences:
        for named in sentence.named:
            role = named.label.facts[0]
            if role not in ("support", "resistance") or words.CONDITION.search(
                sentence.own[: named.start]
            ):
                continue
            before = sides.setdefault(named.quantity.text, role)
            if before != role:
                message = f"{named.quantity.text} is {before} and {role} at once"
                yield Claim(sentence, named.quantity.start, message)


def direction(note: Note) -> Iterator[Claim]:
    """Up for what fell, or a structure with the wrong bias."""
    for sentence in note.sentences:
        if sentence.section == "method" or sentence.kind == "head":
            continue
        yield from _signs(note, sentence)
        yield from _structures(sentence)
    for group in note.paragraphs("trades"):
        yield from _legs(note, group)


_WORD_BEFORE: Final = re.compile(
    rf"\b(?:(?P<up>{words.UP})|(?P<down>{words.DOWN}))\s*(?:(?:by|of|about|some|another|a|to|roughly"
    r"|nearly)\s+){0,2}\Z",
    re.IGNORECASE,
)
_WORD_AFTER: Final = re.compile(
    r"\A\s*(?:(?P<up>higher|gain|rise|advance|increase|above|rally|jump)|(?P<down>lower|loss|decline"
    r"|drop|fall|decrease|below|slide))\b",
    re.IGNORECASE,
)


def _signs(note: Note, sentence: Sentence) -> Iterator[Claim]:
    for item in sentence.numbers:
        said = _direction_of(sentence, item)
        if item.kind != "percent" or said is None:
            continue
        if words.UNREAL.search(sentence.clause_text(item.start)):
            continue
        name = _signed_fact(note, sentence, item)
        value = None if name is None else note.number(name)
        if name is None or value is None or abs(abs(value) - abs(item.value)) > item.step * 0.51:
            continue
        if value and (value > 0) != (said > 0):
            right = "up" if value > 0 else "down"
            message = f"{item.text} is a change that went {right}"
            yield Claim(sentence, item.start, message, (name,), right)
    yield from _changes(note, sentence)


def _direction_of(sentence: Sentence, item: Quantity) -> int | None:
    if item.signed:
        return -1 if item.value < 0 else 1
    start, _ = sentence.clause(item.start)
    match = _WORD_BEFORE.search(sentence.own[start : item.start]) or _WORD_AFTER.match(
        sentence.own[item.end :]
    )
    if match is None:
        return None
    return 1 if match["up"] else -1


def _signed_fact(note: Note, sentence: Sentence, item: Quantity) -> str | None:
    if item.base is not None:
        return item.base
    clause = sentence.clause_text(item.start)
    for text in (clause, sentence.own):
        for pattern, name in words.SIGNED_FACTS:
            value = note.number(name)
            if (
                re.search(pattern, text, re.IGNORECASE)
                and value is not None
                and item.shows(abs(value))
            ):
                return name
    fitting = [
        name
        for _, name in words.SIGNED_FACTS
        if (value := note.number(name)) is not None and item.shows(abs(value))
    ]
    return fitting[0] if len(set(fitting)) == 1 else None


_SINCE: Final = re.compile(
    r"\bsince the (?:session|day|issue) before\b|\bfrom yesterday\b", re.IGNORECASE
)


def _changes(note: Note, sentence: Sentence) -> Iterator[Claim]:
    """Changes of the ratio, in plain numbers, and of the volatility, in points."""
    for item in sentence.numbers:
        name = item.base
        if name is None and _SINCE.search(sentence.own):
            name = {"plain": "put_call_oi_change_1d", "points": "iv_30d_change_1d"}.get(item.kind)
        if name not in ("put_call_oi_change_1d", "iv_30d_change_1d"):
            continue
        value, said = note.number(name), _direction_of(sentence, item)
        if (
            value is None
            or said is None
            or not item.shows(abs(value))
            or abs(value) < item.step * _HALF
        ):
            continue
        if (value > 0) != (said > 0):
            right = "up" if value > 0 else "down"
            yield Claim(
                sentence, item.start, f"{item.text} is a change that went {right}", (name,), right
            )


def _structures(sentence: Sentence) -> Iterator[Claim]:
    for patterns, bias in (
        (words.BULLISH_STRUCTURES, "bullish"),
        (words.BEARISH_STRUCTURES, "bearish"),
    ):
        for pattern in patterns:
            for match in re.finditer(rf"\b(?:{pattern})\b", sentence.own, re.IGNORECASE):
                said = _bias_beside(sentence, match)
                if said is not None and said != bias:
                    message = f"a {match[0].lower()} is {bias}, not {said}"
                    yield Claim(sentence, match.start(), message, expected=bias)


_BIAS: Final = re.compile(
    r"\b(?:(?P<bullish>bullish|bulls|upside)|(?P<bearish>bearish|bears|downside))\b", re.IGNORECASE
)


def _bias_beside(sentence: Sentence, match: re.Match[str]) -> str | None:
    start, end = sentence.clause(match.start())
    clause = sentence.own[start:end]
    found = {item.lastgroup for item in _BIAS.finditer(clause.replace(match[0], " "))}
    if sentence.negated(match.start()) or len(found) != 1:
        return None
    if re.search(r"\b(?:hedge|protect|against|cap|limit)\w*\b", clause, re.IGNORECASE):
        return None
    return found.pop()


_ON_CLOSE: Final = re.compile(
    r"\b(?:on|triggered by|requires|needs|after|by|with|begins with|starts with|wait for)"
    r" a (?:daily )?(?:close|break|move) (above|below)\b|\Aa (?:daily )?close (above|below)\b",
    re.IGNORECASE,
)


def _legs(note: Note, group: list[Sentence]) -> Iterator[Claim]:
    """The side that an idea is said to take is that of its legs and of its trigger."""
    first, bias = group[0], said_bias(group)
    if bias is None:
        return
    position = told_position(group, note.spot)
    if position is not None and note.spot is not None:
        low, high = profit(position.legs, [note.spot / 2, note.spot * 2])
        if (low > high) == (bias == "bullish"):
            message = f"what is bought and sold here is not {bias}"
            yield Claim(first, 0, message, expected="bearish" if bias == "bullish" else "bullish")
    trigger = _ON_CLOSE.search(first.own)
    wanted = "above" if bias == "bullish" else "below"
    side = None if trigger is None else (trigger[1] or trigger[2]).lower()
    if trigger is not None and side != wanted:
        message = f"a {bias} idea does not wait for a close {side} a level"
        yield Claim(first, trigger.start(), message, expected=wanted)


def change_verb(note: Note) -> Iterator[Claim]:
    """Verbs of change that their z-score does not carry."""
    for sentence in note.prose():
        for verb, least, below, way in words.VERB_BANDS:
            for match in re.finditer(rf"\b(?:{verb})\b", sentence.own, re.IGNORECASE):
                start, _ = sentence.clause(match.start())
                name = _subject(note, sentence, start, match)
                if name is None or _is_unreal(sentence.own[start : match.start()]):
                    continue
                yield from _judged(note, sentence, match, name, (least, below, way))


def _is_unreal(before: str) -> bool:
    """Whether the verb behind ``before`` is one that has not happened."""
    return bool(words.UNREAL.search(before) or _MODAL.search(before))


_MODAL: Final = re.compile(r"\b(?:will|may|can|to|must)\s+(?:\w+\s+)?\Z", re.IGNORECASE)


def _subject(note: Note, sentence: Sentence, start: int, match: re.Match[str]) -> str | None:
    before = sentence.own[start : match.start()]
    if sentence.section in _IDEA_SECTIONS or re.search(r"\bcurve\b|\bterm\b|\bslope\b", before):
        return None
    near = [
        (found.end(), name)
        for pattern, name in _subjects(note)
        for found in re.finditer(pattern, before, re.IGNORECASE)
    ]
    if near:
        return max(near)[1]
    it = re.search(r"\bit\b", before) or not before.strip()
    is_of_both_days = words.OF_BOTH_DAYS.search(sentence.own) is not None
    return "put_call_oi_change_zscore" if it and is_of_both_days else None


def _subjects(note: Note) -> tuple[tuple[str, str], ...]:
    return (*words.CHANGE_SUBJECTS, (rf"\b{re.escape(note.facts.symbol)}\b", "day_change_zscore"))


def _judged(
    note: Note,
    sentence: Sentence,
    match: re.Match[str],
    name: str,
    band: tuple[float, float | None, str],
) -> Iterator[Claim]:
    least, below, way = band
    score = note.number(name)
    mild = least in words.MILD_VERBS
    if score is None:
        if not mild or name != "day_change_zscore":
            message = f"{match[0]!r} needs a history of changes, and there is none"
            yield Claim(sentence, match.start(), message, (name,))
        return
    size = abs(score)
    turned = way != "both" and (score > 0) != (way == "up") and size >= _HALF
    fits = least <= size and (below is None or size < below)
    if fits and not turned:
        return
    near = mild and not turned and _HALF <= size < (below or 0) + 1
    message = f"{match[0]!r} is said of a change of {score:.2f} standard deviations"
    yield Claim(
        sentence, match.start(), message, (name,), _verb(score), "warning" if near else None
    )


def _verb(score: float) -> str:
    size, up = abs(score), score > 0
    for below, rise, fall in (
        (0.5, "little changed", "little changed"),
        (1, "edged up", "edged down"),
        (2, "rose", "fell"),
        (3, "jumped", "slid"),
    ):
        if size < below:
            return rise if up else fall
    return "surged" if up else "plunged"


def headline(note: Note) -> Iterator[Claim]:
    """A headline without a number, or with a stance that is not the note's."""
    head = next((item for item in note.sentences if item.kind == "headline"), None)
    if head is None:
        return
    if not head.numbers:
        yield Claim(head, 0, "the headline carries no number")
    for item in head.numbers:
        if item.reference is None and not _is_known(note, item):
            message = f"{item.text!r} in the headline is none of the facts"
            yield Claim(head, item.start, message)
    regime = note.word("regime")
    for match in re.finditer(r"\bquiet\b|\bcalm\b|\buneventful\b", head.own, re.IGNORECASE):
        if regime is not None and regime != "quiet":
            yield Claim(
                head, match.start(), f"{match[0]!r} in a regime that is {regime}", ("regime",)
            )


def _is_known(note: Note, item: Quantity) -> bool:
    units = {"usd": ("usd", "usd_notional"), "percent": ("fraction",), "points": ("fraction",)}
    wanted = units.get(item.kind, ("ratio", "index", "contracts", "count", "days", "shares"))
    for fact in note.facts.values():
        if fact.number is not None and str(fact.unit) in wanted and item.shows(abs(fact.number)):
            return True
        for row in fact.rows[:60] if item.kind in ("usd", "plain", "contracts") else ():
            if any(isinstance(cell, int | float) and item.shows(cell) for cell in row.values()):
                return True
    return False
