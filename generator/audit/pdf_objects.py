"""The objects of a PDF, each visited once, however deep they are nested in one another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAME_ENDS: Final = rb"(?![^\s/<>\[\](){}%])"


def dictionaries_with(document: pikepdf.Pdf, names: Iterable[str]) -> Iterator[pikepdf.Object]:
    """The dictionaries, streams' included, of all objects in which one of ``names`` is written.

    An object that nothing refers to counts as well: an editor can bring it back.

    Args:
        document: The file.
        names: With their stroke, as ``/JS``; a file may write them in several ways, but they are
            compared in one.
    """
    words = b"|".join(re.escape(name.encode()) for name in sorted(names))
    pattern = re.compile(rb"(?:" + words + rb")" + _NAME_ENDS)
    objects: list[object] = [document.trailer, *document.objects]
    for item in objects:
        if not isinstance(item, pikepdf.Object):
            continue
        held = item.stream_dict if isinstance(item, pikepdf.Stream) else item
        if pattern.search(held.unparse(resolved=True)):
            yield from _dictionaries_in(item)


def _dictionaries_in(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    waiting = [item]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            children: list[object] = [child for _, child in part.items()]
        elif isinstance(part, pikepdf.Array):
            children = list(part)
        else:
            continue
        # What is only referred to is an object of its own.
        waiting.extend(
            child
            for child in children
            if isinstance(child, pikepdf.Object) and not child.is_indirect
        )


def page_numbers(document: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """The number of each page, from 1, by the number of its object."""
    return {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}


def is_true(item: object) -> bool:
    """Whether ``item`` is the file's word for yes; its other objects may be anything."""
    return item is True


def text_of(item: object) -> str:
    """A text or a name of the file, empty where it is neither."""
    return str(item) if isinstance(item, pikepdf.String | pikepdf.Name | str) else ""
