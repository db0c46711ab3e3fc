"""What the editorial room needs of the rooms that write: texts made anew, and texts proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from generator.archive.archive import Archive
    from generator.audit.findings import Finding


@dataclass(frozen=True, slots=True)
class Printed:
    """A text in all its forms, and what the audit says of them.

    Args:
        files: By name, as a note's folder holds them.
        findings: Of the audit, on exactly these bytes.
    """

    files: Mapping[str, bytes]
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Review:
    """What a note says of its review.

    Args:
        reviewer: Who approved it, as the byline prints them.
        editors: Who edited it by hand, as the byline prints them.
        single_user: Whether the desk has one person, who approves what they wrote.
    """

    reviewer: str
    editors: tuple[str, ...] = ()
    single_user: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed in a published note.

    Args:
        day: Of the correction, at the exchange.
        text: What was wrong and what is right, with numbers named as in an edit.
    """

    day: date
    text: str


class Press(Protocol):
    """Prints texts, and proves them."""

    def prove(self, files: Mapping[str, bytes], playbook: str) -> Sequence[Finding]:
        """What the audit says of these bytes."""

    def edited(
        self,
        files: Mapping[str, bytes],
        playbook: str,
        text: str,
        editors: tuple[str, ...],
        correction: Correction | None = None,
    ) -> Printed:
        """The note with its Markdown edited, and corrected where a correction is given."""

    def tried(
        self,
        files: Mapping[str, bytes],
        playbook: str,
        text: str,
        editors: tuple[str, ...],
        correction: Correction | None = None,
    ) -> Printed:
        """The Markdown and the page alone of what `edited` would print: quick, while one types."""

    def edition(self, files: Mapping[str, bytes], playbook: str, review: Review) -> Printed:
        """The note as it goes out: with a byline that tells the truth of its review."""

    def check_source(self, files: Mapping[str, bytes], playbook: str, archive: Archive) -> None:
        """Refuse a note whose facts are not those that the stored data gives.

        Raises:
            RefusedError: ``source_unknown``, ``facts_differ``, or the code of a gate that blocks.
        """

    def rules_sha256(self, playbook: str) -> str:
        """The hash of a playbook as it is now.

        Raises:
            InputError: It does not load.
        """
