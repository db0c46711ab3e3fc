"""Lists, articles and plurals of US English."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Part = TypeVar("Part")


def separators(length: int) -> list[str]:
    """What stands before each of ``length`` items of a list: ``a, b and c``."""
    return [
        "" if place == 0 else " and " if place == length - 1 else ", " for place in range(length)
    ]


def join(items: Sequence[str]) -> str:
    """``a, b and c``."""
    return "".join(
        f"{separator}{item}" for separator, item in zip(separators(len(items)), items, strict=True)
    )
