"""The tags of a PDF: what a screen reader reads aloud, and what it finds its way by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pikepdf

from generator.audit.pdf_checks import Problem
from generator.audit.pdf_objects import is_true, page_numbers, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LEVEL: Final = re.compile(r"/H([1-6])")
_ROLES_IN_A_ROW: Final = 8
"""How often a role may stand for another role."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of the tree.

    Args:
        role: After the file's own names for roles were resolved.
        page: From 1; 0 where it names none.
        alternative: Its alternative text.
        inside: Places in the tree's order of the elements around it.
    """

    role: str
    page: int
    alternative: str
    inside: tuple[int, ...]


def tags_of(document: pikepdf.Pdf) -> tuple[Tag, ...]:
    """The elements of the tree of tags in reading order; none where there is no tree."""
    root = document.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return ()
    roles, pages = _roles(root), page_numbers(document)
    found: list[Tag] = []
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[pikepdf.Object, tuple[int, ...]]] = [(root, ())]
    while waiting:
        item, inside = waiting.pop()
        if item.is_indirect and item.objgen in seen:
            continue
        seen.add(item.objgen)
        entries = dict(item.items())
        if "/S" in entries:
            found.append(_tag(entries, inside, roles, pages))
            inside = (*inside, len(found) - 1)
        waiting.extend((kid, inside) for kid in reversed(_kids(entries.get("/K"))))
    return tuple(found)


def _tag(
    entries: Mapping[str, object],
    inside: tuple[int, ...],
    roles: Mapping[str, str],
    pages: Mapping[tuple[int, int], int],
) -> Tag:
    role = str(entries["/S"])
    for _ in range(_ROLES_IN_A_ROW if roles else 0):
        role = roles.get(role, role)
    page = entries.get("/Pg")
    number = pages.get(page.objgen, 0) if isinstance(page, pikepdf.Object) else 0
    alternative = text_of(entries.get("/Alt")) or text_of(entries.get("/ActualText"))
    return Tag(role, number, alternative.strip(), inside)


def _roles(root: pikepdf.Object) -> Mapping[str, str]:
    found = root.get("/RoleMap")
    if not isinstance(found, pikepdf.Dictionary):
        return {}
    return {name: text_of(role) for name, role in found.items()}


def _kids(kids: object) -> list[pikepdf.Object]:
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [
        kid
        for kid in listed
        if isinstance(kid, pikepdf.Object) and isinstance(kid, pikepdf.Dictionary)
    ]


def marked(document: pikepdf.Pdf, tags: Sequence[Tag]) -> Iterator[Problem]:
    """Whether there are tags at all, and whether the file says so."""
    mark = document.Root.get("/MarkInfo")
    says = isinstance(mark, pikepdf.Dictionary) and is_true(mark.get("/Marked"))
    if not tags:
        yield Problem("pdf_tags", "the file has no tags: a screen reader has to guess")
    elif not says:
        yield Problem("pdf_tags", "the file is not marked as having tags")


def alternatives(tags: Sequence[Tag]) -> Iterator[Problem]:
    """Figures that say nothing to those who do not see them."""
    for tag in tags:
        if tag.role == "/Figure" and not tag.alternative:
            yield Problem("pdf_alternative", "a figure has no alternative text", tag.page)


def tables(tags: Sequence[Tag]) -> Iterator[Problem]:
    """Tables whose cells belong to no head."""
    headed = {place for tag in tags if tag.role == "/TH" for place in tag.inside}
    for place, tag in enumerate(tags):
        if tag.role == "/Table" and place not in headed:
            yield Problem("pdf_table", "a table has no heads", tag.page)


def headings(tags: Sequence[Tag], wanted: Sequence[int] | None = None) -> Iterator[Problem]:
    """Headings out of which no table of contents can be made.

    Args:
        tags: The tree.
        wanted: Levels of the page's headings in order; ``None`` where there is no page.
    """
    found = [(int(match[1]), tag.page) for tag in tags if (match := _LEVEL.fullmatch(tag.role))]
    levels = [level for level, _ in found]
    if levels.count(1) != 1:
        yield Problem("pdf_headings", f"the file has {levels.count(1)} headings of level 1, not 1")
    before = 0
    for level, page in found:
        if level > before + 1:
            problem = f"a heading of level {level} follows one of level {before}"
            yield Problem("pdf_headings", problem, page)
        before = level
    if wanted is not None and levels != list(wanted):
        problem = f"the levels of the headings are {levels}, and the page's are {list(wanted)}"
        yield Problem("pdf_headings", problem)
