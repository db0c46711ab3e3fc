"""What a page may be before it is rendered, and where it may lead: told cheaply, from its tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

DEPTH: Final = 60
"""Elements inside one another, beyond which the renderer's recursion may fail."""
ELEMENTS: Final = 20_000
"""A note has about nine hundred."""
COLUMNS: Final = 20_000
"""What all cells together may span: the renderer makes a column of each."""

_NUMBER: Final = re.compile(r"\s*\+?0*([1-9]\d*)", re.ASCII)
_DIGITS: Final = 9
"""As many as are read: a longer number is too great as well."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no PDF of a page.

    Args:
        code: Stable reason code, such as ``too_deep``.
        problem: What is wrong with the page.
    """

    code: str
    problem: str


def refusal_of_tree(root: Element) -> Refusal | None:
    """Refuse a page that is nested too deep, has too many elements or too wide a cell."""
    columns = 0
    for number, (element, depth) in enumerate(_walk(root), start=1):
        columns += _span(element)
        if depth > DEPTH:
            return Refusal("too_deep", f"it is nested more than {DEPTH} levels deep")
        if number > ELEMENTS:
            return Refusal("too_large", f"it has more than {ELEMENTS:,} elements")
        if columns > COLUMNS:
            return Refusal("too_wide", f"its cells span more than {COLUMNS:,} columns")
    return None


def refusal_of_links(links: Iterable[tuple[str, str]], attachments: int) -> Refusal | None:
    """Refuse a page whose PDF would hold a file or lead anywhere but to ``https:``.

    Args:
        links: WeasyPrint's kind and target of each.
        attachments: How many files the page would attach.
    """
    for kind, target in links:
        if kind == "attachment":
            attachments += 1
        elif kind == "external" and not target.startswith("https://"):
            return Refusal("link_refused", f"it leads to {target[:200]}, and a PDF may to https:")
    if attachments:
        return Refusal("attachment_refused", "it attaches a file")
    return None


def _walk(root: Element) -> Iterator[tuple[Element, int]]:
    """Every element with its depth, the root's being 1."""
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        yield element, depth
        waiting.extend((child, depth + 1) for child in element)


def _span(element: Element) -> int:
    """How many columns an element asks for beyond its own, as HTML reads such numbers."""
    found = (_NUMBER.match(element.get(name, "")) for name in ("colspan", "span"))
    digits = (match[1][:_DIGITS] for match in found if match)
    return max((int(text) - 1 for text in digits), default=0)
