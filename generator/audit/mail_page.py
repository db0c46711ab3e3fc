"""The HTML part of an e-mail as its reader has it: the note, what is around it, its pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generator.audit.page_reader import DOCUMENT_TYPE, PageReader, repeated_names

if TYPE_CHECKING:
    from generator.audit.page_reader import Attributes

NOTE: Final = "note"
PREHEADER: Final = "preheader"
_VOID: Final = frozenset({"meta", "img", "br", "hr", "link", "input", "base", "embed", "source"})
_SILENT: Final = frozenset({"style", "script"})
_PLAIN: Final = frozenset(
    {
        "a", "html", "head", "meta", "title", "style", "body", "div", "table", "thead", "tbody",
        "tr", "td", "th", "caption", "h1", "h2", "h3", "p", "ul", "ol", "li", "em", "strong",
        "blockquote", "img",
    }
)  # fmt: skip
"""The elements of a note; any other could do more than show it."""
_ATTRIBUTES: Final = frozenset(
    {
        "align", "alt", "border", "cellpadding", "cellspacing", "charset", "class", "colspan",
        "content", "height", "id", "lang", "name", "role", "src", "style", "width",
    }
)  # fmt: skip
_HIDING: Final = re.compile(
    r"(?:display:none|visibility:(?:hidden|collapse)|opacity:0|font-size:[01](?!\d)|text-indent:-)"
)
"""Styles, without spaces, that keep words of a note from its reader."""
_SHEET: Final = re.compile(
    r"url\(|@import|@font-face|counter|quotes:|(?<![a-z-])content:|::|:before|:after|:first-l"
    r"|position:(?:absolute|fixed)|(?<![a-z-])(?:clip|transform|mask)|color:transparent"
    r"|(?<![a-z-])(?:max-)?(?:height|width):0|(?<![a-z-])font:[a-z]*[01](?:px|pt|/)|\\"
)
"""What of a style sheet, without spaces and comments, asks, writes words, or hides them."""
_REMARK: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_CONDITIONAL: Final = re.compile(
    r"\[if (?:[gl]te? )?mso(?: \d+)?\]>"
    r"(?:\s*</?(?:table|tr|td)(?: [a-z]+=\"[^\"<>]*\")*>\s*)+<!\[endif\]"
)
"""A comment that Outlook reads: a table around the note."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the HTML part: its address and what stands in for it."""

    address: str
    alternative: str


@dataclass(slots=True)
class MailPage:
    """The HTML part, read.

    Args:
        title: Of its head.
        preheader: Hidden words for a list of messages.
        note: The text of the note.
        lines: The line of each character of ``note``, from 1.
        around: All other text.
        images: In order.
        links: Where the part leads, and the words that lead there.
        suspect: Elements and addresses that no note has.
    """

    title: str = ""
    preheader: str = ""
    note: str = ""
    lines: list[int] = field(default_factory=list)
    around: str = ""
    images: list[Image] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    suspect: list[str] = field(default_factory=list)


def read_mail_page(html: str) -> MailPage:
    """Read the HTML part of an e-mail."""
    reader = _Reader()
    reader.read(html)
    return reader.page


class _Reader(PageReader):
    """Sorts the text of the part by where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.page = MailPage()
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look_at(tag, given)
        self.page.suspect += [f"<{tag}> with {name} twice" for name in repeated_names(attrs)]
        if tag == "a":
            self.page.links.append((given.get("href", ""), ""))
        if tag == "img":
            self.page.images.append(Image(given.get("src", ""), given.get("alt", "")))
        if tag not in _VOID:
            self._open.append((tag, given.get("id", "")))

    def _look_at(self, tag: str, given: dict[str, str]) -> None:
        if tag not in _PLAIN:
            self.page.suspect.append(f"<{tag}>")
        for name, value in given.items():
            elsewhere = name == "src" and not (tag == "img" and value.startswith("cid:"))
            known = name in _ATTRIBUTES or (tag, name) == ("a", "href")
            if not known or elsewhere:
                self.page.suspect.append(f'{name}="{value}"')
        style = "".join(given.get("style", "").lower().split())
        of_the_note = NOTE in {given.get("id"), *(name for _, name in self._open)}
        if "url(" in style or (of_the_note and _HIDING.search(style)):
            self.page.suspect.append(style)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_comment(self, data: str) -> None:
        """Outlook reads what stands in its own comments; where others end is not agreed upon."""
        if not _CONDITIONAL.fullmatch(data):
            self.page.suspect.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != DOCUMENT_TYPE:
            self.page.suspect.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.page.suspect.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.page.suspect.append(f"<![{data}]>")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if "a" in tags:
            address, words = self.page.links[-1]
            self.page.links[-1] = address, words + data
        names = {name for _, name in self._open}
        if tags & _SILENT:
            rules = "".join(_REMARK.sub("", data.lower()).split())
            if "script" in tags or _SHEET.search(rules) or _HIDING.search(rules):
                self.page.suspect.append(data.strip())
        elif "title" in tags:
            self.page.title += data
        elif PREHEADER in names:
            self.page.preheader += data
        elif NOTE in names:
            line = self.getpos()[0]
            for char in data:
                self.page.lines.append(line)
                line += char == "\n"
            self.page.note += data
        else:
            self.page.around += data
