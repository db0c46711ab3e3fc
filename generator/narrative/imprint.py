"""What a publication says of itself around a note."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Imprint:
    """The words of a theme.

    Args:
        masthead: At the head of the note.
        publisher: At the foot of printed pages, and the author of the files.
        disclosure: Below the note; may be empty.
    """

    masthead: str = "STRIKEDESK"
    publisher: str = "Strikedesk"
    disclosure: str = ""
