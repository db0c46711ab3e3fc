"""How an e-mail looks by its playbook and theme: what is around the note, and styles within it.

A style sheet, a colour or a word around the note can change what its reader sees of it. So the
frame is held to what its template gives, and each style in the note to a rule of ``email.css``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.audit.page_reader import PageReader, repeated_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.audit.page_reader import Attributes

_VOID: Final = frozenset({"img"})
_TAGS: Final = frozenset(
    {
        "a", "div", "table", "thead", "tbody", "tr", "td", "th", "caption", "h1", "h2", "h3", "p",
        "ul", "ol", "li", "em", "strong", "blockquote", *_VOID,
    }
)  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "style"}, "img": {"alt", "src", "style", "width"}}
_OF_ALL: Final = frozenset({"style"})
_SOFT: Final = ("p", "class", "soft")
"""The one class of an element in the note, which programs with a dark page know."""


@dataclass(frozen=True, slots=True)
class MailLooks:
    """What a playbook and a theme give an e-mail beside the words of its note.

    Args:
        before: The HTML part up to the note.
        after: The HTML part behind the note.
        styles: The elements of the note that have a style, and what it is.
    """

    before: str
    after: str
    styles: frozenset[tuple[str, str]]

    def problems(self, html: str) -> Iterator[str]:
        """What of an HTML part is not as the playbook and the theme give it, as sentences."""
        whole, before, after = html.strip(), self.before.lstrip(), self.after.rstrip()
        inside = len(whole) - len(before) - len(after)
        if inside < 0 or not (whole.startswith(before) and whole.endswith(after)):
            yield _difference(whole, before, after)
            return
        note = whole[len(before) : len(before) + inside]
        if note.rfind("<") > note.rfind(">"):
            yield "the note ends within a tag"
        reader = _Reader(self.styles)
        reader.read(note)
        yield from reader.problems()


def _difference(whole: str, before: str, after: str) -> str:
    """The first line that is another one."""
    lines, wanted = whole.splitlines(), before.splitlines()
    if whole.startswith(before):
        lines, wanted = lines[::-1], after.splitlines()[::-1]
    place = next(
        (at for at, pair in enumerate(zip(lines, wanted, strict=False)) if pair[0] != pair[1]), 0
    )
    found = lines[place].strip() if lines else ""
    return f"{found[:80]!r} is around the note, and its playbook gives {wanted[place][:80]!r}"


class _Reader(PageReader):
    """Reads the note in the HTML part, which has only elements, styles and words of a note."""

    def __init__(self, styles: frozenset[tuple[str, str]]) -> None:
        super().__init__()
        self._styles = styles
        self._open: list[str] = []
        self._problems: list[str] = []

    def problems(self) -> list[str]:
        """What was found, after all was read."""
        return [*self._problems, *(f"<{tag}> does not end" for tag in self._open)]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag not in _TAGS:
            self._problems.append(f"<{tag}> stands in the note")
        self._problems += [f"<{tag}> has {name} twice" for name in repeated_names(attrs)]
        for name, value in attrs:
            known = name in _ATTRIBUTES.get(tag, _OF_ALL) or (tag, name, value) == _SOFT
            if not known or (name == "style" and (tag, value) not in self._styles):
                self._problems.append(f"<{tag}> has {name}={value!r}, as no note of its playbook")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self._open or self._open.pop() != tag:
            self._problems.append(f"</{tag}> ends what is not open in the note")

    def handle_comment(self, data: str) -> None:
        self._problems.append(f"the note has a comment, {data[:60]!r}")

    def handle_decl(self, decl: str) -> None:
        self._problems.append(f"the note has a declaration, {decl[:60]!r}")

    def handle_pi(self, data: str) -> None:
        self._problems.append(f"the note has an instruction, {data[:60]!r}")

    def unknown_decl(self, data: str) -> None:
        self._problems.append(f"the note has a section of another language, {data[:60]!r}")
