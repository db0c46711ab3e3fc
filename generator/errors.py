"""Every error that Strikedesk raises on purpose.

::

    StrikedeskError                 caught once, by the command line
    ├── UsageError                  2   the request cannot be carried out as it was put
    ├── ProviderError               3   a data provider did not answer usefully (has a code)
    │   └── DeliveryError               a mail server did not take a note
    │       └── UnknownDeliveryError        it had all of a note, and said nothing
    ├── InputError                  4   a file that was handed in is bad (has file:line:column)
    │   ├── ConfigurationError          the settings file or an environment variable
    │   ├── ImportFileError             a vendor's file that cannot be used (has a code)
    │   ├── SnapshotError               a snapshot bundle that is damaged or forged
    │   ├── ThemeError                  a theme that does not load
    │   ├── ArticleError                an article folder that cannot be read back
    │   ├── ExtensionError              an installed extension that cannot be used
    │   └── PlaybookError               a playbook that does not load
    │       ├── ExpressionError             a ``when:`` that does not parse or type-check
    │       └── FragmentError               a fragment outside the allowed subset
    ├── StoreError                  5   something could not be written or read back
    └── RefusedError                1   the data or the finished note failed its gate (has a code)
        ├── NoNotesError                an edition has no note to tell of
        ├── RenderError                 the renderer crashed, hung or hit a limit
        └── ConflictError               somebody else was faster (names what there is now)

The number is the exit code of the command. Imperfect markets are no errors: they are
`generator.market.quality.Issue` values that travel with the snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class StrikedeskError(Exception):
    """Base of all expected failures; ``str(error)`` is the line that a person reads."""

    exit_code: ClassVar[int] = 70


class UsageError(StrikedeskError):
    """The request cannot be carried out as it was put."""

    exit_code = 2


class ProviderError(StrikedeskError):
    """A data provider did not answer usefully.

    Args:
        code: Stable reason code, such as ``rate_limited``.
        message: What happened, to which symbol, and what to do.
    """

    exit_code = 3

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{message} [{code}]")


class DeliveryError(ProviderError):
    """A mail server did not take a note, or was not one to give it to."""


class UnknownDeliveryError(DeliveryError):
    """A mail server had the whole note and left without saying whether it took it."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text file; lines and columns count from 1."""

    line: int
    column: int = 1


class InputError(StrikedeskError):
    """A file that was handed in is bad.

    Args:
        path: The file, as the user named it.
        problem: What is wrong and what to do about it, as one sentence.
        position: Where in the file, if that is known.
    """

    exit_code = 4

    def __init__(self, path: Path | str, problem: str, position: Position | None = None) -> None:
        self.path = str(path)
        self.problem = problem
        self.position = position
        place = f"{path}:{position.line}:{position.column}" if position else f"{path}"
        super().__init__(f"{place}: {problem}")


class ConfigurationError(InputError):
    """The settings file, or an environment variable, is wrong."""


class ImportFileError(InputError):
    """A vendor's file cannot be read, or is of a layout that is not known.

    Args:
        path: The file, as the user named it.
        problem: What is wrong and what to do about it, as one sentence.
        position: Where in the file, if that is known.
        code: Stable reason code, such as ``unknown_layout``.
    """

    def __init__(
        self,
        path: Path | str,
        problem: str,
        position: Position | None = None,
        *,
        code: str = "unreadable",
    ) -> None:
        self.code = code
        super().__init__(path, f"{problem} [{code}]", position)


class SnapshotError(InputError):
    """A snapshot bundle is damaged, forged, or of a newer kind."""


class ArticleError(InputError):
    """A folder of a written note cannot be read back."""


class ExtensionError(InputError):
    """An installed extension cannot be loaded, or takes a name that is taken.

    Args:
        path: The distribution, with its version.
        problem: What is wrong and what to do about it, as one sentence.
    """


class ThemeError(InputError):
    """A theme does not load."""


class PlaybookError(InputError):
    """A playbook does not load."""


class ExpressionError(PlaybookError):
    """A rule's condition does not parse or does not type-check."""


class FragmentError(PlaybookError):
    """A fragment uses something outside the allowed subset of Jinja."""


class StoreError(StrikedeskError):
    """Something could not be written, or read back."""

    exit_code = 5


class RefusedError(StrikedeskError):
    """The data, or the finished note, failed its gate.

    Args:
        code: Stable reason code, such as ``no_spot``.
        message: What happened, to which symbol, and what to do.
    """

    exit_code = 1

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{message} [{code}]")


class NoNotesError(RefusedError):
    """An edition has no note to tell of.

    Args:
        refusals: Why each symbol has none.
    """

    def __init__(self, refusals: Mapping[str, StrikedeskError]) -> None:
        self.refusals = refusals
        problem = "; ".join(map(str, refusals.values()))
        super().__init__("no_notes", f"the edition has no notes: {problem}")


class RenderError(RefusedError):
    """The renderer crashed, hung, or ran into a limit."""


class ConflictError(RefusedError):
    """What was to be changed is no longer what the person saw.

    Args:
        message: What happened, to which note, and what to do.
        current: The hash of what there is now.
    """

    def __init__(self, message: str, current: str) -> None:
        self.current = current
        super().__init__("conflict", message)
