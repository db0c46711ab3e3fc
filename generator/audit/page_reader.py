"""Pages are parsed once: everything that reads a page is told the same tags and words of one parse.

A note's page is read by half a dozen checks, and parsing it was a third of what they took.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Attributes = Sequence[tuple[str, str | None]]
    Place = tuple[int, int]
    Step = Callable[["PageReader"], None]

_KEPT: Final = 4
"""Pages whose parse is kept: a note has one, and its mail another."""
DOCUMENT_TYPE: Final = "doctype html"
"""The one declaration that a page has, in lower case."""


class PageReader:
    """Is told what a page consists of, in its order; what it does not ask for it lets pass."""

    def __init__(self) -> None:
        self._place: Place = 1, 0

    def read(self, html: str) -> None:
        """Be told all of ``html``."""
        for self._place, step in _parsed(html):
            step(self)

    def getpos(self) -> Place:
        """Line, from 1, and column, from 0, of what is being told."""
        return self._place

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Hear that an element begins."""

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Hear of an element that closes itself."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hear that an element ends."""

    def handle_data(self, data: str) -> None:
        """Hear words, references put in."""

    def handle_comment(self, data: str) -> None:
        """Hear a comment."""

    def handle_decl(self, decl: str) -> None:
        """Hear a declaration, such as that of the document's type."""

    def handle_pi(self, data: str) -> None:
        """Hear an instruction to a program."""

    def unknown_decl(self, data: str) -> None:
        """Hear a section of another language, such as CDATA."""


def repeated_names(attrs: Attributes) -> list[str]:
    """Attributes that an element has twice: browsers take the first, and others the last."""
    counts = Counter(name for name, _ in attrs)
    return [name for name, count in counts.items() if count > 1]


@lru_cache(maxsize=_KEPT)
def _parsed(html: str) -> tuple[tuple[Place, Step], ...]:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return tuple(parser.steps)


class _Parser(HTMLParser):
    """Notes down what it finds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.steps: list[tuple[Place, Step]] = []

    def _note(self, step: Step) -> None:
        self.steps.append((self.getpos(), step))

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._note(lambda reader: reader.handle_starttag(tag, attrs))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._note(lambda reader: reader.handle_startendtag(tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self._note(lambda reader: reader.handle_endtag(tag))

    def handle_data(self, data: str) -> None:
        self._note(lambda reader: reader.handle_data(data))

    def handle_comment(self, data: str) -> None:
        self._note(lambda reader: reader.handle_comment(data))

    def handle_decl(self, decl: str) -> None:
        self._note(lambda reader: reader.handle_decl(decl))

    def handle_pi(self, data: str) -> None:
        self._note(lambda reader: reader.handle_pi(data))

    def unknown_decl(self, data: str) -> None:
        self._note(lambda reader: reader.unknown_decl(data))
