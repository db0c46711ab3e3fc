"""Watchlists in YAML and CSV, and every mistake with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import InputError
from generator.watchlist import WatchlistEntry, read_watchlist

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
- SPY
- symbol: brk.b
  source: archive/brk.snapshot.zip
  playbook: my_playbook
  formats: [md, pdf]
  recipients: [desk@example.com, boss@example.com]
- "^SPX"
"""
TABLE = """\
symbol,recipients,formats,playbook
SPY,,,
BRK.B,desk@example.com boss@example.com,md pdf,my_playbook
"""


def written(folder: Path, text: str, name: str = "desk.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_of_tickers_and_mappings_is_read_in_its_order(tmp_path: Path) -> None:
    plain, full, index = read_watchlist(written(tmp_path, FULL))
    assert plain == WatchlistEntry(symbol="SPY")
    assert plain.source == "yahoo"
    assert plain.formats == ("md", "html", "pdf")
    assert index.symbol == "^SPX"
    assert full.symbol == "BRK.B"
    assert full.source == "archive/brk.snapshot.zip"
    assert full.recipients == ("desk@example.com", "boss@example.com")
    assert full.formats == ("md", "pdf")


def test_a_table_is_read_with_its_lists_separated_by_blanks(tmp_path: Path) -> None:
    plain, full = read_watchlist(written(tmp_path, TABLE, "desk.csv"))
    assert plain == WatchlistEntry(symbol="SPY")
    assert full.recipients == ("desk@example.com", "boss@example.com")
    assert full.formats == ("md", "pdf")
    assert full.playbook == "my_playbook"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", r"desk\.yaml: is no list"),
        ("SPY\n", r"desk\.yaml:1:1: is no list"),
        ("symbols: [SPY]\n", r"desk\.yaml:1:1: is no list"),
        ("- SPY\n- S P Y\n", r"desk\.yaml:2:3: symbol: 'S P Y' is no ticker"),
        ("- SPY\n-\n", r"desk\.yaml:2:\d+: symbol: None is no text"),
        ("- 7203\n", r"desk\.yaml:1:3: symbol: 7203 is no text: put a ticker in quotation marks"),
        ("- true\n", r"desk\.yaml:1:3: symbol: True is no text"),
        ("- SPY\n- QQQ\n- spy\n", r"desk\.yaml:3:3: names SPY twice"),
        ("- symbol: SPY\n  formats: [docx]\n", r"desk\.yaml:2:13: formats: "),
        (
            "- symbol: SPY\n  colour: red\n",
            r"desk\.yaml:2:11: there is no key 'colour'",
        ),
        ("- symbol: SPY\n  formats: []\n", r"desk\.yaml:2:12: formats: "),
        (
            '- symbol: SPY\n  recipients: ["a@b.c\\nBcc: x@y.z"]\n',
            r"desk\.yaml:2:15: recipients: ",
        ),
        ("- symbol: SPY\n  recipients: [nobody]\n", r"desk\.yaml:2:15: recipients: "),
        ("- source: yahoo\n", r"desk\.yaml:1:3: symbol: Field required"),
        ("- SPY\n - QQQ\n  - x: {\n", r"desk\.yaml:\d+:\d+: is no YAML"),
    ],
)
def test_a_mistake_in_a_list_has_its_line_and_column(
    text: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=problem):
        read_watchlist(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", r"desk\.csv: is empty"),
        ("symbol\n", r"desk\.csv: names no symbol"),
        ("ticker,name\nSPY,x\n", r"desk\.csv:1:1: has the columns ticker, name, none is symbol"),
        ("symbol\nSPY\nS P Y\n", r"desk\.csv:3:1: symbol: 'S P Y' is no ticker"),
        ("symbol,formats\nSPY,docx\n", r"desk\.csv:2:1: formats: "),
        ("symbol,colour\nSPY,red\n", r"desk\.csv:2:1: there is no key 'colour'"),
        ("symbol,source\nSPY\n", r"desk\.csv:2:1: has 1 cells"),
        ("symbol\nSPY\nQQQ\nspy\n", r"desk\.csv:4:1: names SPY twice"),
    ],
)
def test_a_mistake_in_a_table_has_its_line(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=problem):
        read_watchlist(written(tmp_path, text, "desk.csv"))


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in ("desk.yaml", "desk.csv"):
        with pytest.raises(InputError, match=r"desk\.\w+: does not exist"):
            read_watchlist(tmp_path / name)
