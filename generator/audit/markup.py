"""What the Markdown of an editor may not hold: HTML, ways out of the note, charts of nobody's."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.places import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.narrative.record import NoteRecord

_CHART: Final = re.compile(
    r"(?:(?<=\n\n)|\A)!\[(?:[^\]\\\n]|\\.)*\]\(charts/(?P<id>[a-z0-9_]+)\.svg\)(?=\n\n|\n?\Z)"
)
_PATTERNS: Final = (
    (
        "forbidden_token",
        re.compile(r"(?<!\\)<(?=[A-Za-z/!?])[^>\n]*>?"),
        "{!r} is HTML, and a note has none",
    ),
    ("forbidden_token", re.compile(r"(?<!\\)`"), "{!r} begins code, and a note has none"),
    (
        "forbidden_token",
        re.compile(r"&(?!(?:amp|lt|gt);)(?:#\d+|#[xX][0-9a-fA-F]+|\w+);"),
        "{!r} is a character in disguise; write the character",
    ),
    (
        "active_content",
        re.compile(
            r"!?\[[^\]\n]*(?<!\\)\](?:\([^)\n]*\)|\[[^\]\n]*\])|^ {0,3}\[[^\]\n]+\]:.*",
            re.MULTILINE,
        ),
        "{!r} leads out of the note, or shows what is not its own",
    ),
)


def charts_in(text: str) -> list[str]:
    """Ids of the charts of a Markdown, in order; a headline may look like one and is none."""
    return [match["id"] for match in _CHART.finditer(text)]


def audit_markup(text: str, record: NoteRecord, *, file: str) -> Iterator[Finding]:
    """Find HTML, links, pictures and charts that are not the note's.

    Args:
        text: Markdown without the editor's notes.
        record: The note as it was written, which says what charts it has.
        file: Name of the file, for the findings.
    """
    lines = Lines(text)
    for kind, at, message in (*_tokens(text), *_charts(text, record)):
        line, column = lines.place(at)
        yield Finding(kind=kind, message=message, file=file, line=line, column=column)


_Problem = tuple[str, int, str]


def _tokens(text: str) -> Iterator[_Problem]:
    # A chart of the note is a picture of its own.
    plain = _CHART.sub(lambda match: " " * len(match[0]), text)
    for kind, pattern, message in _PATTERNS:
        for match in pattern.finditer(plain):
            yield kind, match.start(), message.format(match[0][:60])


def _charts(text: str, record: NoteRecord) -> Iterator[_Problem]:
    own = {chart for section in record.sections for chart in section["charts"]}
    found: Counter[str] = Counter()
    for match in _CHART.finditer(text):
        name = match["id"]
        found[name] += 1
        if name not in own:
            yield "layout", match.start(), f"the note has no chart called {name!r}"
        elif found[name] > 1:
            yield "doubled", match.start(), f"the chart {name!r} stands twice"
