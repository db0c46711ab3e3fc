"""What a layout is: how a file of it is told from others, and how it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import ImportFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.market.vendors.chain_day import ChainFile
    from generator.market.vendors.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One vendor's way to write an option chain.

    Args:
        name: What to call it, also in the snapshot that is made from it.
        shape: What it looks like, for the message that refuses a file of no known layout.
        recognises: Whether a file is of it.
        open: The chains of a symbol in files that are of it.
    """

    name: str
    shape: str
    recognises: Callable[[Content], bool]
    open: Callable[[Sequence[Content], str], ChainFile]


def only_one(contents: Sequence[Content], layout: str) -> Content:
    """The one file of a layout that holds its whole chain in one file.

    Raises:
        ImportFileError: There are several.
    """
    if len(contents) > 1:
        problem = f"is a second file, but {layout} holds a whole chain in one: import one at a time"
        raise ImportFileError(contents[1].path, problem, code="several_files")
    return contents[0]
