"""What a publication says of itself around a note."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


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

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Imprint:
        """The words that a record keeps; what it does not name is the house's.

        Raises:
            ValueError: A word is none, or the record names one that there is not.
        """
        known = {field.name for field in fields(cls)}
        if set(body) - known or not all(isinstance(value, str) for value in body.values()):
            msg = f"imprint is not made of {', '.join(sorted(known))} in words"
            raise ValueError(msg)
        return cls(**body)
