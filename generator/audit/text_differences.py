"""Where a text that layout has moved differs from the one it was made from.

Both come without their white space; what differs is told by whole numbers and words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.matching import opcodes

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_FINDINGS: Final = 20
_SHOWN: Final = 60
_BEFORE: Final = 20
_PIECE: Final = re.compile(r"\d(?:[\d.,:/]*\d)?|[^\W\d_]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character stands.

    Args:
        name: As a person would say it, such as "page 2".
        line: For the finding, from 1.
    """

    name: str
    line: int


def differences(
    found: str, wanted: str, place: Callable[[int], Place], *, file: str
) -> list[Finding]:
    """The first twenty places where ``found`` differs from ``wanted``; none if they are equal.

    Args:
        found: The text that was read back.
        wanted: The text that is proven.
        place: Where the character at an offset of ``found`` stands.
        file: Name of the file, for the findings.
    """
    if found == wanted:
        return []
    old, new = (
        [match.span() for match in _PIECE.finditer(text)] + [(len(text), len(text))]
        for text in (found, wanted)
    )
    findings = []
    for tag, first, last, new_first, new_last in opcodes(
        [found[start:end] for start, end in old], [wanted[start:end] for start, end in new]
    ):
        if tag == "equal":
            continue
        start, end = old[first][0], old[last][0]
        there = found[start:end]
        right = wanted[new[new_first][0] : new[new_last][0]]
        where = place(start)
        findings.append(
            Finding(
                kind="changed_number"
                if any(char.isnumeric() for char in there + right)
                else "layout",
                message=f"{where.name} reads {there[:_SHOWN]!r} where the note has "
                f"{right[:_SHOWN]!r}, after {found[max(0, start - _BEFORE) : start]!r}",
                file=file,
                line=where.line,
                column=1,
                expected=right[:_SHOWN],
            )
        )
    return findings[:_MOST_FINDINGS]
