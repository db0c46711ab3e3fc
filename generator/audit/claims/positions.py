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

_LEG: Final = re.compile(r"\$([\d,]+(?:\.\d+)?) (call|put)s?\b(?! wall)", re.IGNORECASE)
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
_OPPOSED: Final = re.compile(
    r"\$[\d,.]+ (call|put)s? (?:against|over|above|combined with|paired with) (?:the |a )?"
    r"\$[\d,.]+ \1\b"
    r"|\bspread of the [^;$]*\$[\d,.]+ (call|put) and the \$[\d,.]+ \2\b",
    re.IGNORECASE,
)
"""Two of one right with nothing said of either: what is paid for stands first."""
_STRIKE_ALONE: Final = re.compile(
    r"(\$[\d,.]+ (call|put)s?,? (?:against|over|above|below) (?:the |a )?\$[\d,.]+) strike\b",
    re.IGNORECASE,
)
"""A second leg of which the strike alone is said: it has the right of the first."""
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
    legs = told_legs(group)
    net, is_credit = _net(group)
    if net is None or legs is None:
        return None
    # "Sell the call for $4.58" names no credit, and yet nobody pays for what he sells.
    is_sold = all(leg.quantity < 0 for leg in legs)
    paid = -net.value if is_credit or is_sold else net.value
    first = legs[0]
    priced = PayoffLeg(
        kind=first.kind, quantity=first.quantity, price=paid / first.quantity, strike=first.strike
    )
    found = (priced, *legs[1:])
    if holds_shares(group):
        if spot is None:
            return None
        found = (*found, PayoffLeg(kind="shares", quantity=1, price=spot))
    return Told(found, net, said_bias(group))


def told_legs(group: Sequence[Sentence]) -> tuple[PayoffLeg, ...] | None:
    """The options of a paragraph's position without their prices; ``None`` where not all are told.

    Of a condor often the sold strikes alone are named: they are no whole position without a price.
    """
    _, is_credit = _net(group)
    legs = _legs(_text(group), is_credit=is_credit)
    return None if legs is None else tuple(legs)


def named_options(text: str) -> dict[tuple[float, str], None]:
    """The strikes and rights that ``text`` names, in its order."""
    return {_option(match): None for match in _LEG.finditer(text)}


def holds_shares(group: Sequence[Sentence]) -> bool:
    """Whether shares belong to the position of a paragraph."""
    return _SHARES.search(_text(group)) is not None


def is_condor(group: Sequence[Sentence]) -> bool:
    """Whether a paragraph may leave the bought strikes of its position out."""
    return _CONDOR.search(_text(group)) is not None


def states_premium(group: Sequence[Sentence]) -> bool:
    """Whether a paragraph names a debit or a credit."""
    return _net(group)[0] is not None


def _text(group: Sequence[Sentence]) -> str:
    return _STRIKE_ALONE.sub(r"\1 \2", " ".join(sentence.own for sentence in group))


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
    signs = _signs(text)
    if signs is None or not 0 < len(signs) <= 4:  # noqa: PLR2004 - no structure has more
        return None
    _complete(signs, text, is_credit=is_credit)
    legs = []
    for (strike, right), sign in signs.items():
        if sign is None:
            return None
        legs.append(_leg(right, sign, strike))
    if len(legs) == 1 and _SAME_STRIKE.search(text):
        legs.append(_leg("put", legs[0].quantity, legs[0].strike))
    return legs


def _signs(text: str) -> dict[tuple[float, str], int | None] | None:
    """Bought (1) or sold (-1) by strike and right; ``None`` where one is said to be both.

    An option that is named again, as in "The $205 call has a delta of 0.44", stays one leg.
    """
    signs: dict[tuple[float, str], int | None] = {}
    for match in _LEG.finditer(text):
        option, sign = _option(match), _sign(text, match)
        known = signs.get(option)
        if known is not None and sign is not None and sign != known:
            return None
        signs[option] = known if sign is None else sign
    return signs


def _complete(signs: dict[tuple[float, str], int | None], text: str, *, is_credit: bool) -> None:
    """Fill in what follows for legs of which nothing is said."""
    if len(signs) == 1:
        for option, sign in signs.items():
            signs[option] = (-1 if is_credit else 1) if sign is None else sign
    if len(signs) != 2:  # noqa: PLR2004 - a spread
        return
    if _OPPOSED.search(text):
        # A verb behind the second ("... is purchased") is that of the whole spread.
        first, second = signs
        signs[first], signs[second] = (-1, 1) if is_credit else (1, -1)
        return
    known = [sign for sign in signs.values() if sign is not None]
    if not known and _CONDOR.search(text):
        known = [-1]
    if len(known) == 1:  # of a condor both that are named are sold
        (_, first_right), (_, second_right) = signs
        alike = first_right != second_right and not _SHARES.search(text)
        other = known[0] if alike else -known[0]
        for option, sign in signs.items():
            signs[option] = other if sign is None else sign


def _option(match: re.Match[str]) -> tuple[float, str]:
    return float(match[1].replace(",", "")), match[2].lower()


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
