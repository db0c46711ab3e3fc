"""Proof of the links of an edition's page: each leads to the note of its one symbol."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.audit.findings import Finding
from generator.audit.page_reader import PageReader
from generator.wording.note_links import FORMAT, link_of

if TYPE_CHECKING:
    from generator.audit.page_reader import Attributes
    from generator.signals.facts import Facts


@dataclass(slots=True)
class _Link:
    """A link out of the page, and the symbols of notes that it stands on."""

    address: str
    line: int
    column: int
    symbols: list[str] = field(default_factory=list)


class _Reader(PageReader):
    """Collects the links out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[_Link] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            address = values.get("href", "#").strip()
            self._open = not address.startswith("#")
            if self._open:
                line, column = self.getpos()
                self.links.append(_Link(address, line, column + 1))
        elif tag == "data" and self._open and values.get("data-format") == FORMAT:
            self.links[-1].symbols.append(values.get("data-fact", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = False


def audit_page_links(page: str, facts: Facts, *, file: str) -> list[Finding]:
    """Find links out of a page that lead elsewhere than the row of their one symbol says.

    Args:
        page: The page.
        facts: Of the edition, or of a note, which has no links.
        file: Name of the file, for the findings.
    """
    reader = _Reader()
    reader.read(page)
    return [
        Finding(
            kind="active_content",
            message=f"{link.address[:60]!r} is not where the note of its symbol is",
            file=file,
            line=link.line,
            column=link.column,
        )
        for link in reader.links
        if not _is_right(link, facts)
    ]


def _is_right(link: _Link, facts: Facts) -> bool:
    if len(link.symbols) != 1:
        return False
    try:
        return link.address == link_of(link.symbols[0], facts)
    except ValueError:
        return False  # the reference itself is a finding
