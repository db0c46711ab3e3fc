"""A layout is recognised by what a file holds, whatever it is called; what is unknown is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from generator.errors import ImportFileError
from generator.market.vendors.content import read_content
from generator.market.vendors.layouts import LAYOUTS, open_chain
from tests.market.vendors import made_files
from tests.market.vendors.made_files import imported, write, yahoo_answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SAMPLES: Final[Mapping[str, str]] = {
    "Yahoo v7 options JSON": json.dumps(yahoo_answer()),
    "Cboe delayed-quote JSON": json.dumps(made_files.cboe_answer()),
    "TD Ameritrade chain JSON": json.dumps(made_files.ameritrade_answer()),
    "end-of-day call/put pairs": made_files.PAIRS,
    "Lean option universe": made_files.LEAN,
    "Cboe quote table": made_files.QUOTE_TABLE,
    "yfinance calls and puts side by side": made_files.WIDE,
    "one row a contract": made_files.ROWS,
}
"""One made-up file of each layout, all of IWM on 2026-08-21."""


def test_there_is_a_sample_of_every_layout() -> None:
    assert list(SAMPLES) == [layout.name for layout in LAYOUTS]


@pytest.mark.parametrize("name", SAMPLES)
def test_exactly_one_layout_recognises_a_file_of_it(tmp_path: Path, name: str) -> None:
    """But for the general one, which is tried last."""
    content = read_content(write(tmp_path, SAMPLES[name]))
    found = [layout.name for layout in LAYOUTS if layout.recognises(content)]
    assert found[0] == name
    assert found[1:] in ([], ["one row a contract"])


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("called", ["IWM_20260821.csv", "iwm 2026-08-21.json.gz", "20260821"])
@pytest.mark.parametrize("packed", [False, True])
def test_name_and_gzip_of_a_file_say_nothing(
    tmp_path: Path, name: str, called: str, *, packed: bool
) -> None:
    made = imported(write(tmp_path, SAMPLES[name], called, packed=packed), spot=101.5)
    assert made.source.layout == name
    assert str(made.as_of_date) == "2026-08-21"
    assert sorted(made.contracts["right"].unique()) == ["call", "put"]
    assert made.contracts["strike"].tolist() == [100.0, 100.0]
    assert set(made.contracts["root"]) == {"IWM"}
    assert made.source.files == (called,)


@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name][0] != "{"])
def test_a_byte_order_mark_blank_lines_and_foreign_line_ends_change_nothing(
    tmp_path: Path, name: str
) -> None:
    changed = SAMPLES[name].replace("\n", "\r\n") + "\r\n\r\n"
    plain = imported(write(tmp_path, SAMPLES[name], "20260821"), spot=101.5)
    made = imported(write(tmp_path, "\ufeff" + changed, "20260821"), spot=101.5)
    assert made.contracts.equals(plain.contracts)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_about_another_symbol_is_refused_where_it_says_so(tmp_path: Path, name: str) -> None:
    """Others tell by the roots of their contracts alone, which the gates judge."""
    path = write(tmp_path, SAMPLES[name], "20260821")
    telling = {"Yahoo v7 options JSON", "Cboe delayed-quote JSON", "TD Ameritrade chain JSON"}
    telling.add("one row a contract")
    if name in telling:
        with pytest.raises(ImportFileError, match="IWM") as caught:
            imported(path, symbol="XYZ", spot=101.5)
        assert caught.value.code == "symbol_mismatch"
    else:
        made = imported(path, symbol="XYZ", spot=101.5)
        told = name in {"Cboe quote table", "yfinance calls and puts side by side"}
        assert set(made.contracts["root"]) == ({"IWM"} if told else {"XYZ"})


@pytest.mark.parametrize("name", SAMPLES)
def test_two_files_of_a_layout_that_holds_all_in_one_are_refused(tmp_path: Path, name: str) -> None:
    one, two = (write(tmp_path, SAMPLES[name], called) for called in ("one", "two"))
    if name == "Yahoo v7 options JSON":
        assert len(imported(one, two).contracts) == 2
        return
    with pytest.raises(ImportFileError, match="two: is a second file") as caught:
        imported(one, two)
    assert caught.value.code == "several_files"


def test_files_of_different_layouts_are_not_mixed(tmp_path: Path) -> None:
    one = write(tmp_path, SAMPLES["Yahoo v7 options JSON"], "one")
    two = write(tmp_path, SAMPLES["one row a contract"], "two")
    with pytest.raises(
        ImportFileError,
        match="two: is one row a contract, but the first file is Yahoo v7 options JSON",
    ):
        imported(one, two)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("When,How much\n1,2\n", "text that begins 'When,How much'"),
        ('{"finance": {"result": null}}', "JSON with the keys 'finance'"),
        ("[1, 2]", "JSON, a list at the top"),
        ("expiration;strike;type;bid\n", "text that begins 'expiration;strike;type;bid'"),
        ("expiration,strike,bid,ask\n", "text that begins 'expiration,strike,bid,ask'"),
        ("expiration,strike,type\n", "text that begins 'expiration,strike,type'"),
    ],
)
def test_an_unknown_layout_says_what_was_seen_what_is_known_and_what_to_do(
    tmp_path: Path, text: str, seen: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ImportFileError) as caught:
        open_chain([read_content(path)], "IWM")
    message = str(caught.value)
    assert message.startswith(f"{path}: is of no known layout: {seen}. Known are: ")
    assert all(f"{layout.name}: {layout.shape}" in message for layout in LAYOUTS)
    assert message.endswith("write a column map and give it with --columns [unknown_layout]")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_that_was_cut_off_anywhere_is_read_to_there_or_refused(
    tmp_path: Path, name: str
) -> None:
    """A chain without its last rows cannot be told from a shorter one; a torn row can."""
    text = SAMPLES[name]
    for length in range(0, len(text), 7):
        path = write(tmp_path, text[:length], "20260821")
        try:
            imported(path, spot=101.5)
        except ImportFileError as error:
            assert error.code  # noqa: PT017 - others are read
