"""Strict reading of values in a vendor's JSON: a number, a time, a text, or unknown; never guessed.

Vendors write the same figure as ``1.5``, ``"1.5"``, ``"1,234"``, ``"NaN"``, ``null``, or an object
``{"raw": 1.5, "fmt": "1.50"}``; all of these are understood here, and nothing else.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from generator.errors import ImportFileError
from generator.market.sessions import EXCHANGE_ZONE, FIRST_YEAR, LAST_YEAR
from generator.market.vendors.delimited import parse_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MILLISECONDS: Final = 1000
_LATEST_SECONDS: Final = 7_258_118_400
"""The first second of 2200; a larger stamp counts milliseconds."""


def mapping(value: Any, what: str, path: Path) -> Mapping[str, Any]:  # noqa: ANN401 - JSON
    """``value`` if it is an object.

    Raises:
        ImportFileError: It is something else; ``what`` names it.
    """
    if not isinstance(value, dict):
        raise drift(what, value, "an object", path)
    return value


def items(value: Any, what: str, path: Path) -> list[Any]:  # noqa: ANN401 - JSON
    """``value`` if it is a list.

    Raises:
        ImportFileError: It is something else; ``what`` names it.
    """
    if not isinstance(value, list):
        raise drift(what, value, "a list", path)
    return value


def drift(what: str, value: object, wanted: str, path: Path) -> ImportFileError:
    """The error of an answer whose shape has changed."""
    shown = "missing" if value is None else f"{value!r:.60}"
    return ImportFileError(path, f"{what} is {shown}, not {wanted}", code="schema_drift")


def number(value: Any, what: str, path: Path) -> float | None:  # noqa: ANN401 - JSON
    """``value`` as a float, or ``None`` where it is unknown.

    Raises:
        ImportFileError: It is neither.
    """
    if isinstance(value, dict):
        if not value:
            return None
        value = value.get("raw")
    if value is None:
        return None
    if isinstance(value, str):
        parsed = parse_number(value)
        if parsed is None:
            raise drift(what, value, "a number", path)
        return None if math.isnan(parsed) else parsed
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise drift(what, value, "a number", path)
    try:
        return float(value)
    except OverflowError:
        raise drift(what, value, "a number of sensible size", path) from None


def text(value: Any, what: str, path: Path) -> str | None:  # noqa: ANN401 - JSON
    """``value`` as text without blanks around it, or ``None`` where there is none.

    Raises:
        ImportFileError: It is something else.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise drift(what, value, "text", path)
    return value.strip() or None


def moment(value: Any, what: str, path: Path) -> datetime | None:  # noqa: ANN401 - JSON
    """A Unix stamp in seconds or milliseconds as exchange time, or ``None`` where it is unknown.

    Raises:
        ImportFileError: It is no stamp, or of a year that no calendar covers.
    """
    stamp = number(value, what, path)
    if stamp is None or stamp == 0:
        return None
    if stamp > _LATEST_SECONDS:
        stamp /= _MILLISECONDS
    try:
        found = datetime.fromtimestamp(stamp, UTC).astimezone(EXCHANGE_ZONE)
    except (OverflowError, OSError, ValueError):
        raise drift(what, value, "a time", path) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise drift(what, value, "a time", path)
    return found
