"""Progress on the terminal: what is being done, on standard error, only for a person."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Step(Protocol):
    """Says what is being done now."""

    def __call__(self, what: str, /) -> None:
        """Show ``what`` as the current step."""


@contextlib.contextmanager
def progress() -> Iterator[Step]:
    """A spinner with the current step; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - a tenth of a second, for terminals only

    with Console(stderr=True).status("starting") as status:

        def show(what: str, /) -> None:
            status.update(what)

        yield show
