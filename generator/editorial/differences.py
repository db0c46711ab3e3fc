"""What differs between two notes: in their facts, and in their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from generator.audit.matching import opcodes
from generator.signals.facts import Unit
from generator.wording.proofs import written_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.signals.facts import Fact, Facts

TELLING: Final = (
    "regime", "spot", "put_call_oi_ratio", "iv_30d", "trend",
    "resistance", "support", "max_pain_front",
)  # fmt: skip
"""The facts whose change a list shows, in this order."""
_WORDS: Final = re.compile(r"\s+|[^\s]+")
NOTHING: Final = "not available"


@dataclass(frozen=True, slots=True)
class FactDifference:
    """A fact that says something else than it did.

    Args:
        name: Of the fact.
        label: What it is, in words.
        before: What it said; `NOTHING` where it had no value.
        now: What it says.
    """

    name: str
    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text that stayed, came or went."""

    kind: Literal["same", "new", "gone"]
    text: str


def fact_differences(before: Facts, now: Facts) -> list[FactDifference]:
    """The facts, tables aside, that read differently; in the order of ``now``."""
    found = []
    for name, fact in now.items():
        said, says = _said(before.get(name)), _said(fact)
        if said is not None and says is not None and said != says:
            found.append(FactDifference(name, fact.label, said, says))
    return found


def told_briefly(before: Facts | None, now: Facts) -> tuple[str, ...]:
    """What a list shows of the difference: the telling facts, "regime: contested, was quiet"."""
    if before is None:
        return ()
    by_name = {item.name: item for item in fact_differences(before, now)}
    return tuple(
        f"{item.label}: {item.now}, was {item.before}"
        for name in TELLING
        if (item := by_name.get(name)) is not None
    )


def text_differences(before: str, now: str) -> list[Piece]:
    """The words of ``now`` with those of ``before`` that are gone, in reading order."""
    old, new = _WORDS.findall(before), _WORDS.findall(now)
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in opcodes(old, new):
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[new_start:new_end])))
            continue
        pieces.append(Piece("gone", "".join(old[start:end])))
        pieces.append(Piece("new", "".join(new[new_start:new_end])))
    return [piece for piece in pieces if piece.text]


def paragraphs_that_differ(before: str, now: str) -> Iterator[list[Piece]]:
    """For each paragraph that came, went or changed, its pieces; in reading order."""
    old, new = before.split("\n\n"), now.split("\n\n")
    for tag, start, end, new_start, new_end in opcodes(old, new):
        if tag == "equal":
            continue
        for place in range(max(end - start, new_end - new_start)):
            was = old[start + place] if start + place < end else ""
            is_now = new[new_start + place] if new_start + place < new_end else ""
            yield text_differences(was, is_now)


def _said(fact: Fact | None) -> str | None:
    """What a fact says; ``None`` of one that is a table or is not there."""
    if fact is None or isinstance(fact.value, tuple):
        return None
    if not fact.ok or fact.value is None:
        return NOTHING
    if fact.unit is Unit.TEXT:
        return str(fact.value).replace("_", " ")
    return written_plainly(fact.value, fact.unit, fact.name)
