"""The shape of a JSON value: every place in it, with ``[]`` for items and ``NAME`` for names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def places_in(
    value: Any,  # noqa: ANN401 - JSON
    named: Collection[str],
    place: str = "",
) -> Iterator[str]:
    """Each place below ``place``, outer ones first; some come more than once.

    Args:
        value: What ``json.loads`` gave.
        named: Places whose keys are names of things, such as ``facts``, and no fields.
        place: Where ``value`` is.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            below = "NAME" if place in named else key
            whole = f"{place}.{below}" if place else below
            yield whole
            yield from places_in(inner, named, whole)
    elif isinstance(value, list):
        for inner in value:
            yield from places_in(inner, named, f"{place}[]")
