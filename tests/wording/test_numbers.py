"""Numbers in words: half up on the shortest decimal, read back to what was rounded."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.wording import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

MINUS: Final = "\N{MINUS SIGN}"
values = st.floats(allow_nan=False, allow_infinity=False)
usual = st.floats(-1e9, 1e9)
places = st.integers(0, 4)


def parsed(text: str) -> Decimal:
    """The number that a reader sees in a text."""
    found = re.fullmatch(rf"(?P<sign>[{MINUS}+]?)\$?(?P<digits>[\d,]+(\.\d+)?)%?", text)
    assert found, text
    assert re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d+)?", found["digits"]), text
    number = Decimal(found["digits"].replace(",", ""))
    return -number if found["sign"] == MINUS else number


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.285, 2, "0.29"),
        (1.15, 1, "1.2"),
        (0.125, 2, "0.13"),
        (2.1676, 2, "2.17"),
        (2.5e-5, 4, "0.0000"),
        (1e22, 0, "10000000000000000000000"),
    ],
)
def test_rounding_is_half_up_as_with_a_pocket_calculator(
    value: float, digits: int, expected: str
) -> None:
    """On the decimal that a reader would type, not on the binary fraction behind it."""
    assert numbers.rounded(value, digits) == Decimal(expected)


@given(values, places)
@example(1.7976931348623157e308, 4)
@example(5e-324, 4)
def test_every_float_is_rounded_half_up(value: float, digits: int) -> None:
    """The nearest decimal, the one away from zero of two; the largest float too."""
    exact, found = Decimal(repr(value)), numbers.rounded(value, digits)
    with localcontext(prec=400):
        step = Decimal(1).scaleb(-digits)
        assert found == exact.quantize(step, ROUND_HALF_UP)
        assert abs(found - exact) <= step / 2
        if abs(found - exact) == step / 2:
            assert abs(found) > abs(exact)


@given(values, places)
def test_a_number_reads_back_within_half_a_unit(value: float, digits: int) -> None:
    text = numbers.plain(value, digits)
    assert parsed(text) == numbers.rounded(value, digits)
    assert len(text.partition(".")[2]) == digits


@given(usual)
@example(0.28499999999999998)
@example(0.14449999999999999)
def test_a_percentage_is_rounded_once(value: float) -> None:
    """Of the fraction's own decimals, moved two places; never of a product's error."""
    for digits in (0, 1, 2):
        with localcontext(prec=400):
            exact = Decimal(repr(value)) * 100
            expected = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        assert parsed(numbers.percent(value, digits)) == expected


writers: Final[list[Callable[[float], str]]] = [
    lambda value: numbers.plain(value, 0),
    lambda value: numbers.plain(value, 2),
    numbers.dollars,
    numbers.short_dollars,
    lambda value: numbers.percent(value, 0),
    lambda value: numbers.percent(value, 2),
    lambda value: numbers.signed_percent(value, 2),
    lambda value: numbers.percent_size(value, 1),
    numbers.points,
    numbers.count,
    numbers.small_count,
    numbers.millions,
]


@given(st.sampled_from(writers), st.floats(-0.01, 0.01) | st.just(-0.0) | values)
def test_zero_has_no_sign_and_minus_is_a_minus_sign(
    write: Callable[[float], str], value: float
) -> None:
    """Neither −0.00 nor a hyphen, nor nan, inf or an exponent."""
    text = write(value)
    assert not re.fullmatch(rf"[{MINUS}+]\$?[0.,]+%?( points?)?", text), text
    assert "-" not in text
    assert not re.search(r"\d[eE]|nan|inf", text)


@given(values)
def test_a_sign_is_written_exactly_where_the_rounded_number_has_one(value: float) -> None:
    text = numbers.signed_percent(value, 2)
    rounded = numbers.rounded(Decimal(repr(value)).scaleb(2), 2)
    expected = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    assert text[:1] == (expected or text[:1])
    assert (text[0] in f"+{MINUS}") == bool(expected)


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (numbers.dollars, 249.52, "$249.52"),
        (numbers.dollars, -0.35, f"{MINUS}$0.35"),
        (numbers.dollars, -0.004, "$0.00"),
        (numbers.dollars, 1234567.891, "$1,234,567.89"),
        (numbers.short_dollars, 255.0, "$255"),
        (numbers.short_dollars, 247.5, "$247.50"),
        (numbers.short_dollars, 254.999, "$255"),
        (numbers.short_dollars, 0.0, "$0"),
        (numbers.count, 2625, "2,625"),
        (numbers.small_count, 0, "zero"),
        (numbers.small_count, 9, "nine"),
        (numbers.small_count, 10, "10"),
        (numbers.small_count, -3, f"{MINUS}3"),
        (numbers.small_count, 9.5, "10"),
        (numbers.millions, 22_919_225, "22.9 million"),
        (numbers.millions, 999_999, "999,999"),
        (numbers.millions, 1_000_000, "1.0 million"),
        (numbers.millions, 1_050_000, "1.1 million"),
        (numbers.points, 0.031, "3.1 points"),
        (numbers.points, -0.01, "1.0 point"),
        (numbers.points, 0.0, "0.0 points"),
    ],
)
def test_each_way_to_write_a_number(write: Callable[[float], str], value: float, text: str) -> None:
    assert write(value) == text
