"""What a page must not hold: what runs, fetches, asks, hides, or says a number unseen.

What one program shows and another does not (comments, sections of another language, an attribute
given twice) has no place on a page either: all of its readers are told the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.page_reader import DOCUMENT_TYPE, PageReader, repeated_names
from generator.audit.places import numerals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.audit.page_reader import Attributes

_ACTIVE: Final = frozenset(
    {
        "script", "iframe", "frame", "object", "embed", "applet", "form", "input", "button",
        "select", "textarea", "base", "audio", "video", "source", "track", "portal", "template",
        "foreignobject", "animate", "set", "animatetransform", "animatemotion", "details", "dialog",
        "noscript", "noframes", "noembed", "plaintext", "xmp",
    }
)  # fmt: skip
_ADDRESSES: Final = frozenset({"href", "src", "srcset", "xlink:href", "poster", "data", "action"})
_SAID: Final = frozenset({"alt", "title", "aria-label", "placeholder"})
"""Attributes that some readers hear or see."""
_HIDING: Final = frozenset({"hidden", "popover", "style", "display", "visibility"})
"""Attributes that can keep words from a reader; how a note looks is said in its style sheet."""
_FADING: Final = frozenset({"opacity", "fill-opacity", "font-size"})
_NOTHING: Final = re.compile(r"[-+]?0*\.?0*(?:[a-z]+|%)?")
_LETTERS: Final = frozenset({"text", "tspan"})
_NO_INK: Final = frozenset({"none", "transparent"})
_HARMLESS: Final = ("#", "data:image/")


def audit_page_safety(
    html: str,
    *,
    own_words: frozenset[str],
    file: str,
    own_links: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Find what runs, fetches, hides words, or says a number in an attribute.

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
        for name in repeated_names(attrs):
            self._report("active_content", f"<{tag}> has {name} twice, and readers take either")
        for name, value in values.items():
            self._check(tag, name, value.strip(), values)
            if _hides(tag, name, value.strip().lower()):
                self._report("active_content", f"{name}={value[:60]!r} can hide what it stands on")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """A self-closed element is one as well."""
        self.handle_starttag(tag, attrs)

    def handle_comment(self, data: str) -> None:
        self._report_unseen("a comment", data)

    def handle_pi(self, data: str) -> None:
        self._report_unseen("an instruction", data)

    def unknown_decl(self, data: str) -> None:
        self._report_unseen("a section of another language", data)

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != DOCUMENT_TYPE:
            self._report_unseen("a declaration", decl)

    def _report_unseen(self, what: str, text: str) -> None:
        problem = f"the page has {what}, {text[:60]!r}, which some programs show and others do not"
        self._report("forbidden_token", problem)

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


def _hides(tag: str, name: str, value: str) -> bool:
    if name in _FADING:
        return bool(_NOTHING.fullmatch(value))
    return name in _HIDING or (tag in _LETTERS and name == "fill" and value in _NO_INK)
