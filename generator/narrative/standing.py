"""What a note says of its review: who edited it, who approved it, what was corrected since."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from generator.narrative.placed_span import PlacedSpan
from generator.wording.grammar import join

if TYPE_CHECKING:
    from collections.abc import Mapping

State = Literal["draft", "reviewed", "single_user"]

LONGEST_NAME: Final = 80
_NAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '.-])*")
_TWICE: Final = re.compile(r"[ '-]{2}|\.\.")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of a note that was published.

    Args:
        day: When it was made.
        text: What was wrong and what is right, as Markdown on one line.
        spans: Places in ``text`` of its numbers.
    """

    day: date
    text: str
    spans: tuple[PlacedSpan, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The correction as plain JSON."""
        spans = [asdict(span) for span in self.spans]
        return {"day": self.day.isoformat(), "text": self.text, "spans": spans}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Correction:
        """The correction that `as_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: ``body`` is of another shape.
        """
        spans = tuple(PlacedSpan(**item) for item in body["spans"])
        return cls(date.fromisoformat(body["day"]), str(body["text"]), spans)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a note is.

    Args:
        state: ``draft``, ``reviewed`` by another person, or approved by the ``single_user``.
        reviewer: Who approved it; empty for a draft.
        editors: Who edited its text by hand, in the order of their first edit.
        corrections: In the order in which they were made.

    Raises:
        ValueError: A name holds anything but letters, spaces, ``'``, ``.`` and ``-``, or is longer
            than 80 characters; or somebody should have approved the note and has no name.
    """

    state: State = "draft"
    reviewer: str = ""
    editors: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        if self.state not in get_args(State):
            msg = f"{self.state!r} is none of {', '.join(get_args(State))}"
            raise ValueError(msg)
        for name in (*self.editors, *filter(None, [self.reviewer])):
            _check_name(name)
        if self.state != "draft" and not self.reviewer:
            msg = f"a note is not {self.state!r} without the name of who approved it"
            raise ValueError(msg)

    @property
    def days(self) -> frozenset[date]:
        """Days of its corrections."""
        return frozenset(item.day for item in self.corrections)

    def newest_first(self) -> list[Correction]:
        """The corrections as the note prints them."""
        latest = self.corrections[::-1]
        return sorted(latest, key=lambda item: item.day, reverse=True)

    def sentence(self) -> str:
        """The sentence of the byline, as a reader sees it."""
        editors = join(self.editors)
        if self.state == "draft":
            return f"Draft, {f'edited by {editors}, ' if editors else ''}not reviewed."
        if self.state == "reviewed":
            begin = f"Edited by {editors}, reviewed" if editors else "Reviewed"
            return f"{begin} by {self.reviewer} before publication."
        if not editors:
            return f"Approved by {self.reviewer}, the only person at this desk."
        if set(self.editors) == {self.reviewer}:
            return f"Edited and approved by {self.reviewer} alone."
        return f"Edited by {editors}, approved by {self.reviewer} alone."

    def as_json(self) -> dict[str, Any]:
        """The standing as plain JSON."""
        return {
            "state": self.state,
            "reviewer": self.reviewer,
            "editors": list(self.editors),
            "corrections": [item.as_json() for item in self.corrections],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any] | None) -> Standing:
        """The standing that `as_json` wrote; that of a draft, where there is none.

        Raises:
            KeyError, TypeError, ValueError: ``body`` is of another shape.
        """
        if body is None:
            return cls()
        corrections = tuple(Correction.from_json(item) for item in body["corrections"])
        return cls(body["state"], body["reviewer"], tuple(body["editors"]), corrections)


def _check_name(name: str) -> None:
    """Refuse what is no name, or could be read as anything else."""
    fits = _NAME.fullmatch(name) and not _TWICE.search(name) and name == name.strip()
    # Numerals of some scripts are letters as well, and every numeral of a note is proven.
    if not fits or any(char.isnumeric() for char in name):
        msg = f"{name[:LONGEST_NAME]!r} is no name: letters, spaces, ', . and - alone"
        raise ValueError(msg)
    if len(name) > LONGEST_NAME:
        msg = f"a name has at most {LONGEST_NAME} characters, not {len(name)}"
        raise ValueError(msg)
