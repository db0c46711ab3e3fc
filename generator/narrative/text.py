"""Text that knows where its numbers come from: plain runs and spans side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that a fact and a format give.

    Args:
        text: The characters, as they appear to a reader.
        reference: The fact, cell or field (`generator.signals.facts.Reference`).
        format: Name of the format.
    """

    text: str
    reference: str
    format: str


Piece = str | Span
Text = tuple[Piece, ...]


def plain_text(text: Iterable[Piece]) -> str:
    """The characters alone."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in text)


def spans_of(text: Iterable[Piece]) -> list[Span]:
    """The spans alone, in order."""
    return [piece for piece in text if isinstance(piece, Span)]


def tidy(text: Iterable[Piece]) -> Text:
    """Fold white space in the plain runs, join neighbours, and trim both ends."""
    folded: list[Piece] = []
    for piece in text:
        if isinstance(piece, Span):
            folded.append(piece)
            continue
        before = folded.pop() if folded and isinstance(folded[-1], str) else ""
        folded.append(_fold(f"{before}{piece}"))
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        edge = folded[end] if folded else ""
        if isinstance(edge, str) and folded:
            folded[end] = strip(edge)
    return tuple(piece for piece in folded if piece != "")


def _fold(run: str) -> str:
    head = " " if run[:1].isspace() else ""
    tail = " " if run[-1:].isspace() and run.strip() else ""
    return f"{head}{' '.join(run.split())}{tail}"
