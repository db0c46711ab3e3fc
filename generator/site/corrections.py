"""Corrections of an issue: what an editor writes into ``corrections.json`` beside a note.

The file is a list, and may be absent::

    [{"date": "2026-07-02", "text": "The put/call ratio counted an expired series."}]

``date`` is the day of the correction, ``YYYY-MM-DD``, not before the day of the note; ``text`` is
plain words, shown literally. No other key is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ArticleError
from generator.files import parse_json
from generator.market.headlines import clean_text
from generator.market.sessions import EXCHANGE_ZONE

if TYPE_CHECKING:
    from pathlib import Path

CORRECTIONS: Final = "corrections.json"
_KEYS: Final = {"date", "text"}
_LONGEST: Final = 2000
_LAST_SECOND: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One correction.

    Args:
        day: When it was made.
        text: What was wrong and what is right, on one line.
        printed: Whether the note itself says it, as one that was corrected at the desk does.
    """

    day: date
    text: str
    printed: bool = False

    @property
    def moment(self) -> datetime:
        """The end of its day in exchange time.

        Only the day is known, and whoever has read the issue of that day must see that it changed.
        """
        return datetime.combine(self.day, _LAST_SECOND, EXCHANGE_ZONE)


def read_corrections(content: bytes, path: Path, issued: date) -> tuple[Correction, ...]:
    """The corrections that ``content`` holds, oldest first.

    Args:
        content: The bytes of ``corrections.json``.
        path: Where they are from.
        issued: The day of the note.

    Raises:
        InputError: It is no such list; the entry is named, counted from 1.
    """
    body = parse_json(content, path)
    if not isinstance(body, list):
        raise ArticleError(path, 'is no list of {"date", "text"}')
    found = [_correction(item, place, path, issued) for place, item in enumerate(body, 1)]
    return tuple(sorted(found, key=lambda item: item.day))


def _correction(item: Any, place: int, path: Path, issued: date) -> Correction:  # noqa: ANN401
    if not isinstance(item, dict) or set(item) != _KEYS:
        raise ArticleError(path, f'entry {place} must have "date" and "text" and nothing else')
    if not isinstance(item["text"], str) or not clean_text(item["text"], _LONGEST):
        raise ArticleError(path, f"entry {place}: text must be words")
    if len(item["text"]) > _LONGEST:
        raise ArticleError(path, f"entry {place}: text is longer than {_LONGEST} characters")
    return Correction(_day(item["date"], place, path, issued), clean_text(item["text"], _LONGEST))


def _day(text: object, place: int, path: Path, issued: date) -> date:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        day = None
    if day is None or str(day) != text:
        raise ArticleError(path, f"entry {place}: date must be written YYYY-MM-DD, not {text!r}")
    if day < issued:
        raise ArticleError(path, f"entry {place}: {day} is before the note's own day, {issued}")
    return day
