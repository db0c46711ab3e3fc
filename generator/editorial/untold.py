"""What a correction does not tell: numbers that it changed in a published text without a word.

A correction says what was wrong. One that changes more than it says may be right; a person looks.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.places import numerals
from generator.narrative.restating import CORRECTION

if TYPE_CHECKING:
    from collections.abc import Iterable

KIND: Final = "untold"


def untold_numbers(live: str, text: str, *, file: str) -> list[Finding]:
    """Numbers of ``text`` that the text which readers have lacks, and no correction names.

    Args:
        live: The Markdown that readers have.
        text: The corrected Markdown, with the corrections that it prints.
        file: Name of the file, for the findings.
    """
    lines = text.splitlines()
    told = set(_numbers(line for line in lines if line.startswith(CORRECTION)))
    left = Counter(_numbers(live.splitlines()))
    found = []
    for place, line in enumerate(lines, 1):
        for start, end in () if line.startswith(CORRECTION) else numerals(line):
            number = line[start:end]
            if left[number] > 0:
                left[number] -= 1
            elif number not in told:
                problem = f"{number} is new to readers, and the correction does not tell of it"
                found.append(_finding(problem, file, place, start + 1))
    return found


def _numbers(lines: Iterable[str]) -> list[str]:
    return [line[start:end] for line in lines for start, end in numerals(line)]


def _finding(message: str, file: str, line: int, column: int) -> Finding:
    return Finding(
        kind=KIND, message=message, file=file, line=line, column=column, severity="warning"
    )
