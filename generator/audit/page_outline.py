"""What a page says of itself, and its PDF has to say too: title, headings, typefaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.page_reader import PageReader

if TYPE_CHECKING:
    from generator.audit.page_reader import Attributes

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE: Final = "title"
_CHART: Final = "svg"
"""What of a chart is called title is no title of the page."""
_FACE: Final = re.compile(
    r"@font-face\s*\{[^}]*?font-family:\s*(?P<quote>[\"']?)(?P<name>[^\"';}]+)(?P=quote)"
)


@dataclass(frozen=True, slots=True)
class PageOutline:
    """The outline of a page.

    Args:
        title: Its title.
        headings: Level, from 1, and text of its headings, in order.
        families: Typefaces that its style brings with it.
    """

    title: str
    headings: tuple[tuple[int, str], ...]
    families: frozenset[str]

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of the headings."""
        return tuple(level for level, _ in self.headings)


def page_outline(html: str) -> PageOutline:
    """The outline of the page ``html``."""
    reader = _Reader()
    reader.read(html)
    headings = tuple((int(tag[1]), text) for tag, text in reader.found if tag != _TITLE)
    title = next((text for tag, text in reader.found if tag == _TITLE), "")
    families = frozenset(match["name"].strip() for match in _FACE.finditer(html))
    return PageOutline(title, headings, families)


class _Reader(PageReader):
    """Collects the headings and the titles of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open = ""
        self._charts = 0

    def handle_starttag(self, tag: str, _: Attributes) -> None:
        if tag == _CHART:
            self._charts += 1
        elif not self._charts and (tag in _HEADINGS or tag == _TITLE):
            self._open = tag
            self.found.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == _CHART:
            self._charts = max(0, self._charts - 1)
        elif tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, text = self.found[-1]
            self.found[-1] = (tag, text + data)
