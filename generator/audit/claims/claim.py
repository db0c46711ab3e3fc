"""A claim that does not hold, before it becomes a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.audit.claims.note import Sentence
    from generator.audit.findings import Severity


@dataclass(frozen=True, slots=True)
class Claim:
    """What a check found.

    Args:
        sentence: Where.
        start: First character of it in the sentence.
        message: What is wrong, as a sentence.
        facts: The facts involved.
        expected: What would be right, if it is known.
        severity: Where it is not that of the check.
    """

    sentence: Sentence
    start: int
    message: str
    facts: tuple[str, ...] = ()
    expected: str | None = None
    severity: Severity | None = None
