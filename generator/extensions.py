"""What other distributions add: signals, playbooks and providers, announced by entry points.

Nothing of an extension is imported before it is needed. One that cannot be loaded, or that takes a
name which is taken, is an error that names its distribution; it is never left out in silence.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from generator.errors import ExtensionError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

Kind = Literal["signals", "playbooks", "providers"]
_GROUP: Final = "strikedesk."


@cache
def announced(kind: Kind) -> Mapping[str, EntryPoint]:
    """What is announced of this kind, by name and in the order of names; nothing is imported.

    Raises:
        ExtensionError: Two distributions announce the same name.
    """
    found: dict[str, EntryPoint] = {}
    # A distribution that lies twice on the path announces the same twice.
    unique = {(item.name, item.value, distribution_of(item)): item for item in _entries(kind)}
    for item in sorted(unique.values(), key=lambda each: (each.name, distribution_of(each))):
        if item.name in found:
            other = distribution_of(found[item.name])
            problem = f"announces the {kind} {item.name!r}, as {other} does; uninstall one of them"
            raise ExtensionError(distribution_of(item), problem)
        found[item.name] = item
    return MappingProxyType(found)


def _entries(kind: Kind) -> list[EntryPoint]:
    return list(_all_announced().select(group=_GROUP + kind))


@cache
def _all_announced() -> Any:  # noqa: ANN401 - its type has another name in each Python
    """What all distributions announce; looking through them is slow enough to be done once."""
    return entry_points()


def distribution_of(entry: EntryPoint) -> str:
    """Name and version of the distribution that announces ``entry``."""
    found = entry.dist
    return "an unknown distribution" if found is None else f"{found.name} {found.version}"


def loaded(entry: EntryPoint, wanted: type, what: str) -> Any:  # noqa: ANN401 - of type ``wanted``
    """The object that ``entry`` names.

    Args:
        entry: One of `announced`.
        wanted: What it has to be an instance of.
        what: That, in words.

    Raises:
        ExtensionError: It cannot be imported, or is something else.
    """
    try:
        given = entry.load()
    except (Exception, SystemExit) as error:  # one that ends the program would end it in silence
        problem = f"{entry.value} cannot be loaded: {type(error).__name__}: {error}"
        raise ExtensionError(
            distribution_of(entry), f"{problem}; repair it or uninstall it"
        ) from error
    if not isinstance(given, wanted):
        problem = f"{entry.value} is {type(given).__name__}, not {what}"
        raise ExtensionError(distribution_of(entry), problem)
    return given
