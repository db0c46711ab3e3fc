"""What a page says of itself, and its PDF has to say too: title, headings, typefaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE: Final = "title"
_SILENT: Final = re.compile(
    r"<(?P<tag>style|script|svg)\b.*?</(?P=tag)>", re.DOTALL | re.IGNORECASE
)
"""Without a heading; what of a chart is called title is no title of the page."""
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
    reader.feed(_SILENT.sub("", html))
    headings = tuple((int(tag[1]), text) for tag, text in reader.found if tag != _TITLE)
    title = next((text for tag, text in reader.found if tag == _TITLE), "")
    families = frozenset(match["name"].strip() for match in _FACE.finditer(html))
    return PageOutline(title, headings, families)


class _Reader(HTMLParser):
    """Collects the headings and the titles of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open = ""

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS or tag == _TITLE:
            self._open = tag
            self.found.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, text = self.found[-1]
            self.found[-1] = (tag, text + data)
