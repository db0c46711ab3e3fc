"""The arithmetic of ideas: what strikes and a premium give, in the sentences of a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.claims import words
from generator.audit.claims.claim import Claim
from generator.audit.claims.positions import (
    holds_shares,
    is_condor,
    named_options,
    states_premium,
    told_legs,
    told_position,
)
from generator.narrative.payoff import PayoffLeg, break_evens, maximum_gain, maximum_loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.audit.claims.note import Note, Sentence
    from generator.audit.claims.positions import Told
    from generator.audit.claims.quantities import Quantity

_SIZE: Final = 100
"""Shares of a contract, where a text does not say otherwise."""
_EVEN: Final = re.compile(
    r"\bbreaks?[- ]evens?(?: (?:at|of|is|are|to|lies at|stands at))?\s+\Z", re.IGNORECASE
)
_SECOND: Final = re.compile(r"\A\s*(?:below )?and\s+\Z", re.IGNORECASE)
_LINK: Final = (
    r"(?:,|:| (?:is|are|comes to|amounts to|stands at|of|at most|up to|then|limited to|about|that"
    r"|the|its|this|whole|entire|debit|premium|cost|credit|a|contract|per)\b)*\s+\Z"
)
_LOSS: Final = re.compile(
    r"\b(?:los(?:e|es|ing)|risks?|risking|(?:maximum|largest|max|greatest) (?:possible )?loss"
    rf"|loss is limited to){_LINK}",
    re.IGNORECASE,
)
_GAIN: Final = re.compile(
    r"\b(?:gains?|earns?|(?:maximum|largest|max|greatest) (?:possible )?(?:gain|profit)"
    rf"|(?:gain|profit) is limited to){_LINK}",
    re.IGNORECASE,
)
_MOST: Final = re.compile(
    r"\b(?:maximum|max|largest|greatest|at most|up to|limited|no more than|risks?|risking)\b",
    re.IGNORECASE,
)
_AT_A_PRICE: Final = re.compile(
    r"\A\s*(?:(?:a|per) contract |a share )?(?:at|if|when|with|for (?:each|every)|by)\b",
    re.IGNORECASE,
)


def idea_arithmetic(note: Note) -> Iterator[Claim]:
    """Break-evens, loss and gain that the legs and the premium do not give."""
    for group in note.paragraphs("trades"):
        position = told_position(group, note.spot)
        if position is not None:
            yield from _told(group, position)
        else:
            yield from _untold(group)
        yield from _without_limit(group)


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


def _untold(group: Sequence[Sentence]) -> Iterator[Claim]:
    """Figures of a position whose legs the words do not tell: a remark, nothing was checked."""
    text = " ".join(sentence.own for sentence in group)
    named = named_options(text)
    if not named or not states_premium(group) or words.IDEA.search(text) is None:
        return
    for sentence in group:
        for item in sentence.numbers:
            before = sentence.own[: item.start]
            stated = _LOSS.search(before) or _GAIN.search(before) or _EVEN.search(before)
            if item.kind == "usd" and stated:
                message = f"the words do not tell the legs that {item.text} follows from"
                yield Claim(sentence, item.start, message, severity="warning")
                return


def _without_limit(group: Sequence[Sentence]) -> Iterator[Claim]:
    """The most that is lost or gained, of a position that has no such limit."""
    legs = told_legs(group)
    if legs is None or (is_condor(group) and all(leg.quantity < 0 for leg in legs)):
        return
    if holds_shares(group):
        legs = (*legs, PayoffLeg(kind="shares", quantity=1, price=0.0))
    for pattern, value, what in (
        (_LOSS, maximum_loss(legs), "loss"),
        (_GAIN, maximum_gain(legs), "gain"),
    ):
        if value is None:
            yield from _stated(group, pattern, what)


def _stated(group: Sequence[Sentence], pattern: re.Pattern[str], what: str) -> Iterator[Claim]:
    for sentence in group:
        for item in sentence.numbers:
            match = pattern.search(sentence.own[: item.start])
            if match is None or item.kind != "usd" or sentence.negated(match.start()):
                continue
            around = sentence.own[max(0, match.start() - _MOST_REACH) : item.start]
            if _MOST.search(around) and not _AT_A_PRICE.match(sentence.own[item.end :]):
                message = f"{item.text}: the {what} of this position has no limit"
                yield Claim(sentence, item.start, message, expected="without limit")


_MOST_REACH: Final = 16


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
                and item is not position.net  # "risks a debit of $3.41" is said of a share
                and pattern.search(sentence.own[: item.start])
                and abs(item.value - value) > item.step / 2 + slack + 1e-6
            ):
                yield _claim(sentence, item, position, value)
                return


def _claim(sentence: Sentence, item: Quantity, position: Told, value: float) -> Claim:
    message = f"{item.text} does not follow from the strikes and a premium of {position.net.text}"
    return Claim(sentence, item.start, message, expected=f"${value:,.2f}")
