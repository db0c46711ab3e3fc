"""Opening the newsroom that the settings describe."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from generator.editorial.house_press import HousePress
from generator.editorial.newsroom import Newsroom
from generator.keeping import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.config import Settings


@contextlib.contextmanager
def opened_newsroom(settings: Settings, *, single_user: bool = False) -> Iterator[Newsroom]:
    """The newsroom of the archive; its press ends with the block.

    Raises:
        StoreError: The archive cannot be opened.
    """
    press = HousePress(settings)
    try:
        yield Newsroom(open_archive(settings), press, settings.gates, single_user)
    finally:
        press.close()
