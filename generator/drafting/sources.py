"""What a source is called: a provider who is asked, the archive, the demo, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.errors import ExtensionError, UsageError
from generator.extensions import announced, distribution_of

if TYPE_CHECKING:
    from collections.abc import Iterable

YAHOO: Final = "yahoo"
DEMO: Final = "demo"
ARCHIVE: Final = "archive"
NAMED: Final = frozenset({YAHOO, DEMO, ARCHIVE})
"""Sources that are no files."""


def is_fetched(source: str) -> bool:
    """Whether data of this source is asked of somebody else, who may not answer."""
    return source == YAHOO or is_provider(source)


def is_provider(source: str) -> bool:
    """Whether an extension announces a provider of this name; a file has a dot in its own.

    Raises:
        ExtensionError: Two distributions announce the same, or one takes a name of ours.
    """
    if source in NAMED or "." in source or "/" in source:
        return False
    theirs = announced("providers")
    for taken in sorted(NAMED & set(theirs)):
        problem = f"announces the provider {taken!r}, as strikedesk does; rename its own"
        raise ExtensionError(distribution_of(theirs[taken]), problem)
    return source in theirs


def check_offline(sources: Iterable[tuple[str, str]], watchlist: Path) -> None:
    """Hold symbols and their sources to asking nobody.

    Raises:
        UsageError: The data of one is asked of somebody else.
    """
    for symbol, source in sources:
        if is_fetched(source):
            told = f"{watchlist}: {symbol} is from {source}"
            raise UsageError(f"{told}, which --offline rules out; name a snapshot file or archive")


def checked_source(source: str) -> str:
    """A source that somebody names for all symbols, if it is one.

    Raises:
        UsageError: It is none of `NAMED`, no provider and no file.
    """
    if source in NAMED or is_provider(source) or Path(source).expanduser().exists():
        return source
    raise UsageError(f"--source {source}: is no file and no provider; try yahoo or archive")


def found_from(folder: Path, source: str) -> str:
    """A source as every process finds it, wherever that runs: files by their whole path.

    Args:
        folder: Which files are named from.
        source: A file, one of `NAMED`, or a provider of an extension.
    """
    if source in NAMED or is_provider(source):
        return source
    return str((folder / Path(source).expanduser()).absolute())
