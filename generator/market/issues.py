"""Issues: what is wrong with data, as values that travel with the snapshot.

Imperfect markets are values, not exceptions. Each issue has a stable code, a verdict and a
sentence. ``block``: no note. ``degrade``: a note whose affected section says what is missing.
``note``: a remark in the method section.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Verdict = Literal["note", "degrade", "block"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with the data.

    Args:
        code: Stable reason code, such as ``no_quotes``.
        verdict: What it does to the note.
        message: What was found, as a sentence for the person who reads ``inspect``.
        rows: How many contracts or bars it concerns, where that makes sense.
    """

    code: str
    verdict: Verdict
    message: str
    rows: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The issue as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Issue:
        """The issue that `as_dict` wrote."""
        return cls(**values)
