"""The article: sections of sentences that know their rule, fragment and spans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.narrative.text import Text, plain_text

if TYPE_CHECKING:
    from datetime import datetime

    from generator.narrative.stance import Trace

SectionKind = Literal["headline", "byline", "bullets", "prose", "method"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One realised fragment.

    Args:
        text: Its text with spans.
        slot: The slot it fills.
        fragment: Id of the fragment.
        variant: Which of its wordings, counted from 0.
        rule: The rule that chose it.
    """

    text: Text
    slot: str
    fragment: str
    variant: int
    rule: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of spans; an empty cell has no text."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class ChartPlace:
    """Where a chart goes, and its caption."""

    id: str
    caption: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the note.

    Args:
        missing: Facts that it cannot tell, so it may be shorter than others of its kind.
    """

    id: str
    kind: SectionKind
    title: str | None
    sentences: tuple[Sentence, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[ChartPlace, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A composed note, before it is written as text.

    Args:
        symbol: Ticker.
        as_of: Time of the data.
        playbook: Name of the playbook.
        sections: In order.
        traces: Every condition that was evaluated, with its margins.
    """

    symbol: str
    as_of: datetime
    playbook: str
    sections: tuple[Section, ...]
    traces: tuple[Trace, ...]

    def section(self, section_id: str) -> Section | None:
        """The section of that id, if the note has it."""
        return next((item for item in self.sections if item.id == section_id), None)


def word_count(sections: tuple[Section, ...]) -> int:
    """Words of prose: no tables, no byline, no method text."""
    return sum(
        len(plain_text(sentence.text).split())
        for section in sections
        if section.kind in ("prose", "bullets", "headline")
        for sentence in section.sentences
    )
