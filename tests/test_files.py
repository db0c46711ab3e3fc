"""Files are written whole or not at all, read strictly, and named safely."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputError, StoreError, UsageError
from generator.files import (
    check_symbol,
    folder_name,
    fresh_folder,
    parse_json,
    read_bytes,
    read_text,
    symbol_of_folder,
    write_atomically,
)

HERE: Final = Path("file.json")

SYMBOLS: Final = [
    "BRK.B",
    "BRK-B",
    "BRK/B",
    "BF.B",
    "^SPX",
    "^VIX",
    "ES=F",
    "EURUSD=X",
    "BTC-USD",
    "0700.HK",
    "RDSA.AS",
    "A",
    "TRUE",
    "ON",
    "NO",
    "NAN",
    "NULL",
    "NONE",
    "INF",
    "E",
    "1E10",
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "COM1",
    "LPT1",
    "COM9.X",
    "NUL.TXT",
    "CON.",
    "A.",
    "A..",
    "0",
    "^A",
]
DEVICES: Final = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?\Z", re.IGNORECASE)
NO_SYMBOLS: Final = (
    "",
    " ",
    "../../x",
    "..\\..\\x",
    "%2e%2e%2f",
    "%252e",
    "....//",
    "/etc/passwd",
    "~root",
    "$HOME",
    "//host/share",
    "C:",
    "A:B",
    "A\x00B",
    "A\n",
    "A B",
    "-rf",
    "--help",
    ".A",
    "..",
    ".",
    "A" * 300,
    "A ",
    " A",
    "A|B",
    "A>B",
    "A*",
    "A?",
    '"A"',
    "'A'",
    "`A`",
    "A;B",
    "A&&B",
    "$(A)",
    "\u0410",
    "\uff29\uff37\uff2d",
    "\u0131WM",
    "straße",
    "\u212a",
    "A\u200bB",
    "^",
    "^^A",
)
"""Traversal, options, shells, devices, controls, look-alike letters."""

tickers = st.from_regex(r"\^?[A-Z0-9][A-Z0-9.\-/=]{0,14}", fullmatch=True)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_real_ticker_is_one_and_its_folder_is_safe(symbol: str) -> None:
    assert check_symbol(symbol) == symbol
    assert check_symbol(symbol.lower()) == symbol
    assert_safe(folder_name(symbol))
    assert symbol_of_folder(folder_name(symbol)) == symbol


@pytest.mark.parametrize("symbol", NO_SYMBOLS)
def test_what_is_no_ticker_is_refused(symbol: str) -> None:
    with pytest.raises(UsageError, match="is no ticker"):
        check_symbol(symbol)


def assert_safe(name: str) -> None:
    """One path part on Linux, macOS and Windows, that no tool takes for an option or a device."""
    assert re.fullmatch(r"[A-Z0-9%][A-Z0-9%.\-]*", name)
    assert len(name) < 100
    assert not name.endswith(".")
    assert not DEVICES.match(name)
    assert os.path.normpath(name) == name


@given(tickers)
def test_every_ticker_has_a_safe_folder_and_comes_back_from_it(symbol: str) -> None:
    assert check_symbol(symbol) == symbol
    assert_safe(folder_name(symbol))
    assert symbol_of_folder(folder_name(symbol)) == symbol


@given(tickers, tickers)
def test_two_tickers_never_share_a_folder_even_where_case_does_not_count(
    one: str, two: str
) -> None:
    assert (folder_name(one).casefold() == folder_name(two).casefold()) == (one == two)


@given(st.text(max_size=20))
def test_any_text_is_a_ticker_with_a_safe_folder_or_refused(text: str) -> None:
    try:
        symbol = check_symbol(text)
    except UsageError:
        return
    assert_safe(folder_name(symbol))


# --- writing ----------------------------------------------------------------------------------


def test_a_file_is_written_whole_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "note.md"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [item.name for item in path.parent.iterdir()] == ["note.md"]


def test_a_failed_write_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "note.md"
    write_atomically(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.files.os.fsync", full)
    with pytest.raises(StoreError, match=r"note\.md: cannot be written: No space left on device"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["note.md"]


def test_a_folder_or_a_file_in_the_way_is_an_error_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "note.md").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        write_atomically(tmp_path / "note.md", b"x")
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        write_atomically(tmp_path / "file" / "note.md", b"x")
    with pytest.raises(StoreError, match="cannot be written"):
        write_atomically(tmp_path / ("x" * 300), b"x")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["file", "note.md"]


def test_a_link_at_the_target_is_replaced_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    link = tmp_path / "note.md"
    link.symlink_to(precious)
    write_atomically(link, b"note")
    assert precious.read_bytes() == b"mine"
    assert not link.is_symlink()


# --- reading ----------------------------------------------------------------------------------


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 2049)
    for path, match in (
        (tmp_path / "none", "none: does not exist"),
        (tmp_path, "is a folder, not a file"),
        (tmp_path / "big", "is larger than 2 KB"),
        (tmp_path / "big" / "x", "cannot be read: Not a directory"),
    ):
        with pytest.raises(InputError, match=match):
            read_bytes(path, limit=2048)


def test_text_is_utf_8_with_or_without_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\r\n")
    assert read_text(path) == "café\r\n"
    path.write_bytes(b"one\ntwo caf\xe9\n")
    with pytest.raises(InputError, match=r"text:2:1: is not UTF-8 text"):
        read_text(path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"a": NaN}', "holds NaN, which is no JSON number"),
        (b"[Infinity]", "holds Infinity"),
        (b"[-Infinity]", "holds -Infinity"),
        (b"[1e999]", "holds the number 1e999, which is too large"),
        (b"[" + b"9" * 5000 + b"]", "is no JSON that can be read"),
        (b'{"a": 1, "b": {"c": 1, "c": 1}}', "has the key 'c' twice"),
        (b'{"a": 1,}', r"file\.json:1:9: is no JSON"),
        (b"{\n'a': 1}", r"file\.json:2:1: is no JSON"),
        (b"", r"file\.json:1:1: is no JSON"),
        (b"\xff", "is no JSON that can be read"),
        (b"\xff\xfe[\x00]\x00", "is no JSON that can be read"),
        (b"[" * 100_000, "is no JSON that can be read"),
        (b'["\\ud800"]', "is no JSON that can be read"),
        (b'["\\udc00\\ud800"]', "is no JSON that can be read"),
        (b"[1] 2", "is no JSON"),
        (b"[01]", "is no JSON"),
    ],
)
def test_json_that_is_not_strict_is_refused(content: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        parse_json(content, HERE)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": [1, 2.5, "x", true, null]}', {"a": [1, 2.5, "x", True, None]}),
        (b"\xef\xbb\xbf[]", []),
        (b'["\\ud83d\\ude00 \\u00e9"]', ["😀 é"]),
        ('["é"]', ["é"]),
    ],
)
def test_strict_json_is_read(content: bytes | str, value: Any) -> None:  # noqa: ANN401
    assert parse_json(content, HERE) == value


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_json_or_refused(content: bytes | str) -> None:
    try:
        parse_json(content, HERE)
    except InputError:
        return


def test_a_fresh_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with fresh_folder(tmp_path / "made") as fresh:
            (fresh / text).write_text(text)
        assert [path.name for path in (tmp_path / "made").iterdir()] == [text]
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), KeyError("x"), KeyboardInterrupt()]
)
def test_whatever_ends_the_filling_of_a_fresh_folder_the_old_one_stands(
    error: BaseException, tmp_path: Path
) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "old").touch()

    def fill() -> None:
        with fresh_folder(tmp_path / "made") as fresh:
            (fresh / "new").touch()
            raise error

    with pytest.raises(StoreError if isinstance(error, OSError) else type(error)):
        fill()
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
