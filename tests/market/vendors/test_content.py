"""A file is what is in it: JSON, text or Parquet, gzipped or not; anything else is refused."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ImportFileError, InputError
from generator.market.vendors.content import Content, read_content

if TYPE_CHECKING:
    from pathlib import Path

CHUNK: Final = b"date,close\n2026-08-21,5\n"


def file_of(folder: Path, content: bytes, name: str = "some.file") -> Path:
    """A file with these bytes."""
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(folder: Path, content: bytes) -> ImportFileError:
    """The error that these bytes are refused with."""
    with pytest.raises(ImportFileError) as caught:
        read_content(file_of(folder, content))
    return caught.value


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.parquet", "a.csv.gz", "a", "a.TXT"])
@pytest.mark.parametrize("packed", [False, True])
def test_what_a_file_is_follows_from_its_bytes_not_from_its_name(
    tmp_path: Path, name: str, *, packed: bool
) -> None:
    def opened(content: bytes) -> Content:
        return read_content(file_of(tmp_path, gzip.compress(content) if packed else content, name))

    assert opened(CHUNK).text == CHUNK.decode()
    assert opened(b' \n{"a": 1}').json == {"a": 1}
    assert opened(b"[1, 2]").json == [1, 2]
    assert opened(b"\xef\xbb\xbf[]").json == []


@pytest.mark.parametrize("packed", [False, True])
def test_a_parquet_file_is_a_table_with_rows_counted_from_one(
    tmp_path: Path, *, packed: bool
) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "x.csv"
    parquet.write_table(arrow.table({"strike": [1.0, 2.0]}), path)
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    made = read_content(path)
    assert made.table is not None
    assert made.table.index.tolist() == [1, 2]
    assert made.seen() == "Parquet with the columns strike"


def test_a_gzip_file_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    """Such files come from joining gzip files, and from compressors that work in blocks."""
    joined = gzip.compress(CHUNK) + gzip.compress(b"2026-08-24,6\n")
    assert read_content(file_of(tmp_path, joined)).text == CHUNK.decode() + "2026-08-24,6\n"
    padded = read_content(file_of(tmp_path, gzip.compress(CHUNK) + b"\0" * 512))
    assert padded.text == CHUNK.decode()
    assert refusal(tmp_path, gzip.compress(CHUNK) + b"rest").code == "damaged"


@pytest.mark.parametrize("length", [3, 10, 20, -1])
def test_gzip_that_was_cut_off_is_damaged(tmp_path: Path, length: int) -> None:
    error = refusal(tmp_path, gzip.compress(CHUNK)[:length])
    assert error.code == "damaged"
    assert "gzip" in str(error)


def test_gzip_that_unpacks_to_too_much_is_refused_before_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.market.vendors.content._LIMIT", 1024)
    one = gzip.compress(b"a" * 1024)
    assert len(read_content(file_of(tmp_path, one)).text or "") == 1024
    assert refusal(tmp_path, one + gzip.compress(b"a")).code == "too_large"


@pytest.mark.parametrize(
    "page", ["<html><body>Too Many Requests</body></html>", "\n <!DOCTYPE html>", "<?xml?>"]
)
def test_a_web_page_instead_of_data_is_called_one(tmp_path: Path, page: str) -> None:
    error = refusal(tmp_path, page.encode())
    assert error.code == "not_data"
    assert "the site answered with HTML instead of the file" in str(error)


@pytest.mark.parametrize("blank", [b"", b" \n\t\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_a_file_without_anything_is_empty(tmp_path: Path, blank: bytes) -> None:
    assert refusal(tmp_path, blank).code == "empty_file"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"strike\n5\n\xff\n", r"some\.file:3:1: is not UTF-8 text"),
        ("strike\n5\n".encode("utf-16"), "is not UTF-8 text"),
        ("größe\n".encode("latin-1"), r":1:1: is not UTF-8 text"),
        ("strike\n5€".encode()[:-1], r":2:1: is not UTF-8 text"),
        (b"strike\n5\0\n", "holds NUL characters"),
    ],
)
def test_what_is_no_utf_8_text_is_refused_with_its_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    error = refusal(tmp_path, content)
    assert error.code == "not_text"
    assert error.args[0].count("[not_text]") == 1
    with pytest.raises(ImportFileError, match=message):
        raise error


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"bid": NaN}', "holds NaN"),
        ('{"bid": Infinity}', "holds Infinity"),
        ('{"bid": -Infinity}', "holds -Infinity"),
        ('{"bid": 1e999}', "holds the number 1e999, which is too large"),
        ('{"bid": 1, "bid": 2}', "has the key 'bid' twice in one object"),
        ('{"bid": 1,}', r"some\.file:1:11: is no JSON"),
        ('{"bid":\n [1, 2', r"some\.file:2:\d+: is no JSON"),
        ('{"name": "\\ud83d"}', "no JSON that can be read"),
        ("[" * 100_000, "no JSON that can be read"),
        ('{"a": ' + "9" * 5000 + "}", "no JSON that can be read"),
        ("{} {}", "is no JSON"),
    ],
)
def test_json_that_is_not_strict_is_refused(tmp_path: Path, text: str, message: str) -> None:
    error = refusal(tmp_path, text.encode())
    assert error.code == "not_json"
    with pytest.raises(ImportFileError, match=message):
        raise error


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ('{"finance": 1, "spark": 2}', "JSON with the keys 'finance', 'spark'"),
        ("{}", "JSON with the keys (none)"),
        ("[1]", "JSON, a list at the top"),
        ("\n\nWhen,How much\n", "text that begins 'When,How much'"),
    ],
)
def test_what_a_file_looks_like_is_said_in_a_few_words(
    tmp_path: Path, content: str, seen: str
) -> None:
    assert read_content(file_of(tmp_path, content.encode())).seen() == seen


def test_what_is_no_file_is_refused_with_a_code(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.csv", "no_file"), (tmp_path, "is_folder")):
        with pytest.raises(ImportFileError, match=rf"\[{code}\]$") as error:
            read_content(path)
        assert error.value.code == code


def test_what_is_said_of_a_file_is_short_and_without_control_characters(tmp_path: Path) -> None:
    """A file cannot write to the terminal of the one who opens it."""
    wild = json.dumps({f"\x1b[2J{place}" + "x" * 10_000: 1 for place in range(100)})
    seen = read_content(file_of(tmp_path, wild.encode())).seen()
    assert len(seen) < 600
    assert seen.isprintable()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=60)
    | st.binary(max_size=40).map(lambda rest: gzip.compress(rest)[:-1] + rest[:1])
    | st.binary(max_size=40).map(lambda rest: b"\x1f\x8b\x08" + rest)
    | st.binary(max_size=40).map(lambda rest: b"PAR1" + rest + b"PAR1")
    | st.text('{}[]",:0123456789eE.-aNInul\\ud', max_size=40).map(lambda text: text.encode())
)
def test_any_bytes_are_content_or_refused(tmp_path: Path, content: bytes) -> None:
    path = file_of(tmp_path, content, "any")
    try:
        made = read_content(path)
    except InputError as error:
        assert str(error).startswith(f"{path}:")  # noqa: PT017 - some are read
        return
    assert made.seen()


@pytest.mark.parametrize("seed", range(8))
def test_a_parquet_file_with_any_byte_changed_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "x.parquet"
    parquet.write_table(arrow.table({"date": ["2026-08-21"], "strike": [1.0]}), path)
    good = path.read_bytes()
    for place in range(4 + seed, len(good), 8):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x55]) + good[place + 1 :])
        try:
            read_content(path)
        except ImportFileError as error:
            assert error.code == "damaged"  # noqa: PT017 - a change may also do no harm
