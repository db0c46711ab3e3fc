"""Delimited text is parsed or refused with its line, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError, InputError
from generator.market.vendors.delimited import (
    dates,
    find_column,
    numbers,
    parse_delimited,
    parse_number,
    read_delimited,
)

if TYPE_CHECKING:
    from pathlib import Path


def file_of(folder: Path, text: str) -> Path:
    """A file with this text, byte by byte."""
    path = folder / "table.csv"
    path.write_bytes(text.encode())
    return path


def number_of(folder: Path, cell: str) -> float:
    """The number of one cell."""
    path = file_of(folder, f'day,price\n2026-08-21,"{cell}"\n')
    return float(numbers(read_delimited(path), "price", path)[0])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5", 5.0),
        (" 5.50 ", 5.5),
        ("-3", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("1,234", 1234.0),
        ("12,345,678.9", 12345678.9),
        ("0.1", 0.1),
    ],
)
def test_a_plain_number_is_read(tmp_path: Path, cell: str, value: float) -> None:
    assert number_of(tmp_path, cell) == value


@pytest.mark.parametrize("cell", ["", " ", "nan", "NaN", "N/A", "na", "NULL", "None", "-", "--"])
def test_what_says_unknown_is_unknown(tmp_path: Path, cell: str) -> None:
    assert np.isnan(number_of(tmp_path, cell))


@pytest.mark.parametrize(
    "cell",
    [
        "1,5",
        "1.234,5",
        "12,34,567",
        ",5",
        "1,234,",
        "$5",
        "5%",
        "5 000",
        "5\u00a0000",
        "1'000",
        "1_000",
        "0x10",
        "1e999",
        "inf",
        "-Infinity",
        "five",
        "\uff15",
        "\u0663",
        "²",
        "−5",
        "–5",
        "(5)",
        "5-",
        "--5",
        "1.2.3",
        "1e",
        "true",
        "=1+1",
    ],
)
def test_anything_else_is_refused_with_its_line(tmp_path: Path, cell: str) -> None:
    """Decimal commas, signs of money, digits and minus signs of other scripts, infinities."""
    with pytest.raises(ImportFileError, match=r"table\.csv:2:1: price is .*, not a number"):
        number_of(tmp_path, cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-08-21",
        " 2026-08-21 ",
        "2026-08-21 00:00:00",
        "2026-08-21 00:00:00+09:00",
        "2026-08-21T16:00:00-04:00",
        "2026-08-21T16:00:00.123Z",
        "2026-08-21 16:00",
    ],
)
def test_a_date_is_its_first_ten_characters_whatever_the_time_and_offset(
    tmp_path: Path, cell: str
) -> None:
    path = file_of(tmp_path, f"day\n{cell}\n")
    days = dates(read_delimited(path), "day", path)
    assert days.tolist() == [np.datetime64("2026-08-21", "s").item()]


@pytest.mark.parametrize(
    "cell",
    [
        "x",
        "2026-13-01",
        "2026-02-30",
        "2026-08-211",
        "2026-08-21x",
        "20260821",
        "2026-W34-5",
        "21.08.2026",
        "08/21/2026",
        "\uff12\uff10\uff12\uff16-08-21",
        "9999-12-31",
        "2026-8-21",
    ],
)
def test_another_way_to_write_a_date_is_refused(tmp_path: Path, cell: str) -> None:
    path = file_of(tmp_path, f"day,x\n2026-08-20,1\n{cell},2\n")
    with pytest.raises(ImportFileError, match=r"table\.csv:3:1: day is .* like 2026-08-21"):
        dates(read_delimited(path), "day", path)


def test_a_blank_date_is_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, "day,x\n,1\n")
    with pytest.raises(ImportFileError, match=r":2:1: day is '', not a date"):
        dates(read_delimited(path), "day", path)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """Blank lines and quoted line breaks before a bad cell do not shift its line."""
    path = file_of(tmp_path, 'day,note,price\n\n2026-08-20,"two\nlines",1\n\n2026-08-21,x,bad\n')
    table = read_delimited(path)
    assert list(table.index) == [3, 6]
    with pytest.raises(ImportFileError, match=r"table\.csv:6:1: price is 'bad'"):
        numbers(table, "price", path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("  \n\n", "is empty"),
        ("a,b\n1,2\n1,2,3\n", r":3:1: has 3 cells, the header names 2"),
        ("a,b\n1\n", r":2:1: has 1 cells, the header names 2"),
        ("a,a\n1,2\n", r":1:1: names the column a twice"),
        ('a,b\n1,2\n"1,2\n', r":3:1: is no CSV"),
        ('a,b\n"1"2,3\n', r":2:1: is no CSV"),
        ("a,b\n" + "x" * 200_000 + ",2\n", r":2:1: is no CSV: field larger"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ImportFileError, match=message):
        read_delimited(file_of(tmp_path, text))


def test_a_byte_order_mark_and_foreign_line_ends_are_understood(tmp_path: Path) -> None:
    table = read_delimited(file_of(tmp_path, "\ufeffDate, Close \r\n2026-08-21,5\r\n"))
    assert list(table.columns) == ["Date", "Close"]
    assert table.to_numpy().tolist() == [["2026-08-21", "5"]]


def test_a_column_is_found_whatever_its_case() -> None:
    assert find_column(["Date", "CLOSE"], "close", "last") == "CLOSE"
    assert find_column(["Date"], "close") is None


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_as_python_writes_it_comes_back(tmp_path: Path, value: float) -> None:
    assert number_of(tmp_path, repr(value)) == value


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_a_table_or_refused(tmp_path: Path, text: str) -> None:
    """Nothing that a file may hold makes the reader fail in another way."""
    path = tmp_path / "any.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        table = read_delimited(path)
    except InputError:
        return
    assert all(isinstance(cell, str) for cell in table.to_numpy().ravel())


def test_the_first_bad_cell_of_the_file_is_named_not_the_first_of_the_alphabet(
    tmp_path: Path,
) -> None:
    path = file_of(tmp_path, "day,price\nz,zz\n2026-08-21,5\na,aa\n")
    table = read_delimited(path)
    with pytest.raises(ImportFileError, match=r":2:1: price is 'zz'"):
        numbers(table, "price", path)
    with pytest.raises(ImportFileError, match=r":2:1: day is 'z'"):
        dates(table, "day", path)


def test_one_cell_as_long_as_a_book_does_not_multiply(tmp_path: Path) -> None:
    """A column takes the space of its text, not the longest cell's space for each row."""
    path = file_of(tmp_path, "price\n" + "5\n" * 50_000 + "x" * 100_000 + "\n")
    with pytest.raises(ImportFileError, match=r":50002:1: price is 'x+, not a number") as caught:
        numbers(read_delimited(path), "price", path)
    assert len(str(caught.value)) < 300


def test_the_header_is_the_first_line_that_is_not_blank(tmp_path: Path) -> None:
    path = file_of(tmp_path, "\n\nday,price\n\n2026-08-21,5\n")
    table = read_delimited(path)
    assert list(table.columns) == ["day", "price"]
    assert list(table.index) == [5]


def test_a_header_below_a_banner_is_read_from_its_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    text = "made up,1\nand more\nday,price,price\n2026-08-21,5,6\n"
    table = parse_delimited(text, path, header_line=3, repeated_names=True)
    assert list(table.columns) == ["day", "price", "price#2"]
    assert list(table.index) == [4]
    with pytest.raises(ImportFileError, match=r":3:1: names the column price twice"):
        parse_delimited(text, path, header_line=3)
    with pytest.raises(ImportFileError, match=r":1:1: names the column a#2 twice"):
        parse_delimited("a,a,a#2\n1,2,3\n", path, repeated_names=True)


@given(st.text(max_size=12) | st.from_regex(r"[+-]?[\d,.]+(e\d+)?", fullmatch=True))
def test_a_number_is_ascii_or_no_number(text: str) -> None:
    """Digits of other scripts, superscripts, fractions, circles: none of them is ever a number."""
    value = parse_number(text)
    if value is not None and not np.isnan(value):
        assert text.strip().isascii()
        assert np.isfinite(value)


@given(st.integers(0, 10**9), st.sampled_from("\u0660\u0966\uff10\U0001d7ce\U0001d7ec"))
def test_a_number_in_digits_of_another_script_is_none(value: int, zero: str) -> None:
    assert parse_number(str(value)) == value
    assert parse_number("".join(chr(ord(zero) + int(digit)) for digit in str(value))) is None


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_thousands_commas_change_nothing(value: int, cents: int) -> None:
    assert parse_number(f"{value:,}.{cents:02}") == float(f"{value}.{cents:02}")
