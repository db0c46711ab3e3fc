"""The position that a paragraph describes: its legs, its debit or credit, and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from generator.narrative.payoff import PayoffLeg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.audit.claims.note import Sentence
    from generator.audit.claims.quantities import Quantity

_LEG: Final = re.compile(r"\$([\d,]+(?:\.\d+)?) (call|put)s?\b", re.IGNORECASE)
_AFTER: Final = re.compile(
    r"\A,?\s*(?:(?:is|are|was|is then)\s+)?(?:(?P<buy>bought|purchased)|(?P<sell>sold|written))\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"(?P<buy>\b(?:buy|buys|buying|bought|purchase[sd]?|long|own|protected by"
    r"|sold (?:over|against))\b)"
    r"|(?P<sell>\b(?:sell|sells|selling|sold|write|writes|written|short|less)\b)",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[;:]|\$[\d,.]+ (?:call|put)")
_DEBIT: Final = re.compile(
    r"\b(?:costs?|for|debit of|debit is|premium of|cost of)\s+\Z", re.IGNORECASE
)
_CREDIT: Final = re.compile(r"\bcredit of\s+\Z", re.IGNORECASE)
_SHARES: Final = re.compile(r"\bcovered call\b|\bcollar\b|\bholder of the shares\b", re.IGNORECASE)
_CONDOR: Final = re.compile(r"\bcondor\b", re.IGNORECASE)
_SAME_STRIKE: Final = re.compile(
    r"\bput (?:of|beside|at) (?:the same|that|it)(?: strike)?\b", re.IGNORECASE
)
_BIAS: Final = re.compile(
    r"\A\W*(bullish|bearish)\b|\b(bullish|bearish)\b(?=\s(?:structure|position|exposure|idea|trade"
    r"|spread|(?:put|call) spread|participation|credit structure|bias))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A position as a paragraph tells it.

    Args:
        legs: What it holds, with the whole debit or credit on the first of the options.
        net: The number of its debit or credit.
        bias: The direction that is said of it, if one is.
    """

    legs: tuple[PayoffLeg, ...]
    net: Quantity
    bias: str | None


def told_position(group: Sequence[Sentence], spot: float | None) -> Told | None:
    """The position of a paragraph; ``None`` where its legs or its price are not all told."""
    text = " ".join(sentence.own for sentence in group)
    net, is_credit = _net(group)
    legs = _legs(text, is_credit=is_credit)
    if net is None or legs is None:
        return None
    paid = -net.value if is_credit else net.value
    first = legs[0]
    priced = PayoffLeg(
        kind=first.kind, quantity=first.quantity, price=paid / first.quantity, strike=first.strike
    )
    found = (priced, *legs[1:])
    if _SHARES.search(text):
        if spot is None:
            return None
        found = (*found, PayoffLeg(kind="shares", quantity=1, price=spot))
    return Told(found, net, said_bias(group))


def said_bias(group: Sequence[Sentence]) -> str | None:
    """The direction that the first sentence gives its structure, if it is one."""
    said = {(match[1] or match[2]).lower() for match in _BIAS.finditer(group[0].own)}
    return said.pop() if len(said) == 1 else None


def _net(group: Sequence[Sentence]) -> tuple[Quantity | None, bool]:
    for pattern, is_credit in ((_CREDIT, True), (_DEBIT, False)):
        for sentence in group:
            for item in sentence.numbers:
                if item.kind == "usd" and pattern.search(sentence.own[: item.start]):
                    return item, is_credit
    return None, False


def _legs(text: str, *, is_credit: bool) -> list[PayoffLeg] | None:
    """The legs, each bought or sold; what is not said of one of two follows from the other.

    Two calls or two puts make a spread; a call and a put are both bought or both sold, but for
    those of a holder of shares.
    """
    matches = list(_LEG.finditer(text))
    signs = [_sign(text, match) for match in matches]
    if not matches or len(matches) > 4:  # noqa: PLR2004 - no structure has more
        return None
    if len(matches) == 1 and signs[0] is None:
        signs = [-1 if is_credit else 1]
    if len(matches) == 2:  # noqa: PLR2004 - a spread
        known = [sign for sign in signs if sign is not None]
        if not known and _CONDOR.search(text):
            known = [-1]
        if len(known) == 1:  # of a condor both that are named are sold
            alike = matches[0][2] != matches[1][2] and not _SHARES.search(text)
            other = known[0] if alike else -known[0]
            signs = [other if sign is None else sign for sign in signs]
    legs = []
    for match, sign in zip(matches, signs, strict=True):
        if sign is None:
            return None
        legs.append(_leg(match[2], sign, float(match[1].replace(",", ""))))
    if len(legs) == 1 and _SAME_STRIKE.search(text):
        legs.append(_leg("put", legs[0].quantity, legs[0].strike))
    return legs


def _leg(right: str, sign: float, strike: float) -> PayoffLeg:
    kind: Literal["call", "put"] = "call" if right.lower() == "call" else "put"
    return PayoffLeg(kind=kind, quantity=sign, price=0.0, strike=strike)


def _sign(text: str, match: re.Match[str]) -> int | None:
    after = _AFTER.match(text[match.end() :])
    if after is not None and not text[match.end() + after.end() :].startswith(" against it"):
        return 1 if after["buy"] else -1
    if after is not None:
        return -1
    before = text[: match.start()]
    ends = list(_END.finditer(before))
    verbs = list(_BEFORE.finditer(before, ends[-1].end() if ends else 0))
    if not verbs:
        return None
    return 1 if verbs[-1]["buy"] else -1
