"""Numbers in words of a locale: the only place that writes a digit into a note.

Values are turned into decimals by their shortest representation and rounded half up, as a reader
with a pocket calculator would; Babel writes the groups and the decimal sign.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Final

from babel.core import Locale
from babel.numbers import NumberPattern, parse_pattern

LOCALE: Final = Locale("en", "US")
MINUS: Final = "\N{MINUS SIGN}"

_SMALL: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


_EXACT: Final = Context(prec=400, rounding=ROUND_HALF_UP)
"""Enough digits for every float."""


def rounded(value: float | Decimal, places: int) -> Decimal:
    """``value`` rounded half up (away from zero) to ``places`` decimals."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-places), context=_EXACT)


@lru_cache(maxsize=16)
def _pattern(places: int) -> NumberPattern:
    fraction = "." + "0" * places if places else ""
    return parse_pattern(f"#,##0{fraction}")


def decimal_text(value: Decimal, places: int) -> str:
    """``1,234.50``; below zero with a true minus sign; never a negative zero."""
    with localcontext(_EXACT):
        text: str = _pattern(places).apply(abs(value), LOCALE)
    return f"{MINUS}{text}" if value < 0 else text


def plain(value: float | Decimal, places: int) -> str:
    """A number with ``places`` decimals."""
    return decimal_text(rounded(value, places), places)


def trimmed(value: float) -> str:
    """A number with at most two decimals and no trailing zeros: ``2``, ``0.5``, ``1.25``."""
    exact = rounded(value, 2)
    places = next(count for count in (0, 1, 2) if rounded(value, count) == exact)
    return plain(value, places)


def dollars(value: float, places: int = 2) -> str:
    """``$249.52``; below zero ``−$0.35``."""
    amount = rounded(value, places)
    sign = MINUS if amount < 0 else ""
    return f"{sign}${decimal_text(amount.copy_abs(), places)}"


def short_dollars(value: float) -> str:
    """``$255`` where there are no cents, else ``$247.50``."""
    cents = rounded(value, 2)
    return dollars(value, 0 if cents == cents.to_integral_value() else 2)


def percent(value: float, places: int) -> str:
    """A fraction as a percentage: ``8.5%``."""
    return f"{plain(_times_hundred(value), places)}%"


def percent_size(value: float, places: int) -> str:
    """The size of a fraction as a percentage, its sign left to the words around it."""
    return percent(abs(value), places)


def signed_percent(value: float, places: int) -> str:
    """``+0.77%`` or ``−0.76%``; ``0.00%`` without a sign."""
    text = percent(value, places)
    return f"+{text}" if rounded(_times_hundred(value), places) > 0 else text


def points(value: float) -> str:
    """The size of a difference of volatilities in points: ``3.1 points``."""
    text = plain(abs(_times_hundred(value)), 1)
    return f"{text} point" if text == "1.0" else f"{text} points"


def count(value: float) -> str:
    """``2,625``."""
    return plain(value, 0)


def small_count(value: float) -> str:
    """``three`` below ten, ``12`` from there on."""
    whole = int(rounded(value, 0))
    return _SMALL[whole] if 0 <= whole < len(_SMALL) else count(value)


def millions(value: float) -> str:
    """``22.9 million`` from a million on, else the full count."""
    if abs(value) < 1_000_000:  # noqa: PLR2004 - the word itself
        return count(value)
    return f"{plain(Decimal(repr(float(value))).scaleb(-6), 1)} million"


def big_dollars(value: float) -> str:
    """``$328.3 billion``; in millions below a billion, in trillions from a thousand of them."""
    for exponent, word in ((12, "trillion"), (9, "billion"), (6, "million")):
        if abs(value) >= 10**exponent:
            scaled = rounded(Decimal(repr(float(value))).scaleb(-exponent), 1)
            sign = MINUS if scaled < 0 else ""
            return f"{sign}${decimal_text(scaled.copy_abs(), 1)} {word}"
    return short_dollars(value)


def _times_hundred(value: float) -> Decimal:
    return Decimal(repr(float(value))).scaleb(2)
