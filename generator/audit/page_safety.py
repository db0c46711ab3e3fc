"""What a page must not hold: anything that runs, fetches, asks, or says a number unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.page_reader import PageReader
from generator.audit.places import numerals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.audit.page_reader import Attributes

_ACTIVE: Final = frozenset(
    {
        "script", "iframe", "frame", "object", "embed", "applet", "form", "input", "button",
        "select", "textarea", "base", "audio", "video", "source", "track", "portal", "template",
        "foreignobject", "animate", "set", "animatetransform", "animatemotion",
    }
)  # fmt: skip
_ADDRESSES: Final = frozenset({"href", "src", "srcset", "xlink:href", "poster", "data", "action"})
_SAID: Final = frozenset({"alt", "title", "aria-label", "placeholder"})
"""Attributes that some readers hear or see."""
_HARMLESS: Final = ("#", "data:image/")


def audit_page_safety(
    html: str,
    *,
    own_words: frozenset[str],
    file: str,
    own_links: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Find what runs, fetches, or says a number in an attribute.

    Args:
        html: The page.
        own_words: What the publication says of itself, with whatever digits it has.
        file: Name of the file, for the findings.
        own_links: Where the page may lead: to the notes that an edition is made of.
    """
    reader = _Reader(own_words, own_links, file)
    reader.read(html)
    return reader.findings


class _Reader(PageReader):
    def __init__(self, own_words: frozenset[str], own_links: frozenset[str], file: str) -> None:
        super().__init__()
        self._own_links = own_links
        self._own_words = own_words
        self._file = file
        self.findings: list[Finding] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _ACTIVE:
            self._report("active_content", f"<{tag}> has no place on a note's page")
        if tag == "meta" and "http-equiv" in values:
            self._report("active_content", f"http-equiv={values['http-equiv']!r} does something")
        for name, value in values.items():
            self._check(tag, name, value.strip(), values)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """A self-closed element is one as well."""
        self.handle_starttag(tag, attrs)

    def _check(self, tag: str, name: str, value: str, values: Mapping[str, str]) -> None:
        if name.startswith("on"):
            self._report("active_content", f"{name} runs a script")
        elif name in _ADDRESSES and not value.lower().startswith(_HARMLESS):
            if tag == "link" and values.get("rel") == "canonical":
                return  # names the page's own address, and fetches nothing
            if (tag, name) == ("a", "href") and value in self._own_links:
                return
            self._report("active_content", f"{name}={value[:60]!r} leads out of the page")
        elif name in _SAID and value not in self._own_words:
            for start, end in numerals(value):
                self._report("unproven_number", f"{value[start:end]!r} in {name} is from no fact")

    def _report(self, kind: str, message: str) -> None:
        line, column = self.getpos()
        self.findings.append(
            Finding(kind=kind, message=message, file=self._file, line=line, column=column + 1)
        )
