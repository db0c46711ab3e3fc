"""A span at its place in a note's Markdown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlacedSpan:
    """A span at its place in the Markdown; offsets count characters from 0.

    Args:
        start: First character.
        end: One past the last character.
        text: The characters of the Markdown between them.
        reference: The fact, cell or field; or one of `generator.narrative.desk_spans`.
        format: Name of the format.
    """

    start: int
    end: int
    text: str
    reference: str
    format: str
