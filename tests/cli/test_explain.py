"""A number is followed from the note to its formula, its inputs and the snapshot's rows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.cli.main import run
from generator.market.bundle import save_snapshot
from generator.market.demo import demo_snapshot
from tests.cli.outcome import Outcome, call
from tests.cli.test_commands import PAIRS, refused

if TYPE_CHECKING:
    from pathlib import Path

    from generator.market.snapshot import Snapshot

HINT = "give it with --snapshot FILE"


@pytest.fixture(autouse=True)
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data directory in which there is no archive, and a folder without settings."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("ARCHIVE", "DATABASE", "RISK_FREE_RATE"):
        monkeypatch.delenv(f"STRIKEDESK_{name}", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "data"


def drafted(source: str, folder: Path) -> Path:
    """The folder of a note without page and print."""
    arguments = ["draft", "IWM", "--source", source, "--formats", "md", "--out", str(folder)]
    assert run(arguments) == 0
    return next(folder.glob("*/IWM"))


def kept_in_a_file(snapshot: Snapshot, folder: Path) -> tuple[Path, Path]:
    """A snapshot's file and its note."""
    file = folder / "one.snapshot.zip"
    save_snapshot(snapshot, file)
    return file, drafted(str(file), folder / "output")


def another() -> Snapshot:
    """A snapshot that is neither the demo nor in any archive, and brings no rate."""
    demo = demo_snapshot()
    contracts = demo.contracts.assign(open_interest=demo.contracts["open_interest"] + 1)
    return replace(demo, contracts=contracts, rate=None)


def explain(fact: str, note: Path, capsys: pytest.CaptureFixture[str], *more: str) -> Outcome:
    return call(["explain", fact, str(note), *more], capsys)


def test_the_demos_numbers_are_followed_to_the_contracts_that_make_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data_home: Path
) -> None:
    outcome = explain("put_call_oi_ratio", drafted("demo", tmp_path / "output"), capsys)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    (puts,) = [line for line in lines if "puts that are counted" in line]
    assert "the largest contributions first (10 of 1,070)" in puts
    assert "open_interest of all adds up to 4,304,503" in puts
    contracts = [" ".join(line.split()) for line in lines if line.strip().startswith("IWM")]
    assert len(contracts) == 20
    first = "IWM260116P00240000 2026-01-16 $240 put 141,260 21,376 $1.27 $1.29 $1.29"
    assert contracts[0] == first
    assert HINT not in outcome.out
    assert not data_home.exists(), "an archive was made"


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("spot", ["quote", "$249.52", "$251.21"]),
        ("sma_20", ["sessions of its window (10 of 20)", "2025-12-26", "$251.43"]),
        ("headlines", ["Small caps enter a week", "Sample Wire"]),
        ("risk_free_rate", ["3.62%", "modelled"]),
        ("iv_30d", ["implied_volatility", "18.58%", "\N{MINUS SIGN}0.46"]),
        ("call_wall", ["calls of that strike", "IWM260116C00260000"]),
        ("trade_ideas", ["liquid out-of-the-money contracts", "lows nearest it first"]),
        ("levels", ["contracts of the front expiration", "highs nearest it first"]),
    ],
)
def test_each_number_is_followed_to_rows_of_its_own_kind(
    fact: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = explain(fact, drafted("demo", tmp_path / "output"), capsys)
    for word in words:
        assert word in outcome.out, word


def test_what_was_told_is_not_told_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = explain("chain_coverage", drafted("demo", tmp_path / "output"), capsys).out
    assert "expirations_covered = 14 (count) (see above)" in out
    assert out.count("expirations with a counted contract") == 1


def test_without_its_snapshot_the_walk_ends_with_how_to_give_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data_home: Path
) -> None:
    file, note = kept_in_a_file(another(), tmp_path)
    bare = explain("put_open_interest", note, capsys)
    assert bare.code == 0
    assert HINT in bare.out.splitlines()[-1]
    assert "IWM260116P00240000" not in bare.out
    given = explain("put_open_interest", note, capsys, "--snapshot", str(file))
    assert "IWM260116P00240000" in given.out
    assert HINT not in given.out
    assert not data_home.exists(), "an archive was made"


def test_another_snapshot_is_refused_and_both_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, note = kept_in_a_file(another(), tmp_path)
    other = tmp_path / "other.snapshot.zip"
    digest = save_snapshot(demo_snapshot(), other)
    wanted = json.loads((note / "facts.json").read_text("utf-8"))["snapshot_sha256"]
    outcome = explain("spot", note, capsys, "--snapshot", str(other))
    refused(outcome, 2, "other.snapshot.zip", digest, wanted)
    assert outcome.out == ""


def test_a_file_that_is_no_snapshot_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = drafted("demo", tmp_path / "output")
    refused(explain("spot", note, capsys, "--snapshot", "none.zip"), 4, "does not exist")


def test_a_snapshot_of_the_archive_is_found_by_its_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = tmp_path / "chain.csv"
    chain.write_text(PAIRS, encoding="utf-8")
    asked = ["import", str(chain), "--symbol", "IWM", "--spot", "101", "--all-days"]
    assert call(asked, capsys).code == 0
    note = drafted("archive", tmp_path / "output")
    out = explain("contracts_counted", note, capsys).out
    assert "IWM260828C00100000" in out
    assert HINT not in out
    sessions = explain("stored_sessions", note, capsys).out
    assert "stored sessions: earlier sessions (1)" in sessions
    assert "2026-08-20" in sessions


def test_an_archive_that_cannot_be_read_is_told_and_the_walk_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data_home: Path
) -> None:
    _, note = kept_in_a_file(another(), tmp_path)
    (data_home / "strikedesk").mkdir(parents=True)
    (data_home / "strikedesk" / "archive.db").write_bytes(b"no database" * 100)
    outcome = explain("put_open_interest", note, capsys)
    assert outcome.code == 0
    assert "sum over counted puts" in outcome.out
    assert "the archive could not be read" in outcome.out.splitlines()[-1]


def test_rows_are_those_of_the_rate_that_the_note_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIKEDESK_RISK_FREE_RATE", "0.05")
    file, note = kept_in_a_file(another(), tmp_path)
    monkeypatch.setenv("STRIKEDESK_RISK_FREE_RATE", "0.01")
    out = explain("iv_30d", note, capsys, "--snapshot", str(file)).out
    assert "on either side of the forwards" in out
    assert "not shown" not in out


def test_rows_of_a_value_that_does_not_come_out_again_are_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = drafted("demo", tmp_path / "output")
    facts = json.loads((note / "facts.json").read_text("utf-8"))
    facts["facts"]["put_open_interest"]["value"] += 1
    (note / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    out = explain("put_call_oi_ratio", note, capsys).out
    assert "rows     not shown" in out
    assert "puts that are counted" not in out
    assert "calls that are counted" in out


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty; fetch or import the snapshot again"),
        (b"PK\x03\x04", "is damaged or cut off; copy it again"),
        (b"date,strike\n", "is no snapshot; import it first"),
    ],
)
def test_a_file_that_is_no_bundle_is_told_in_one_line_with_what_to_do(
    content: bytes, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = drafted("demo", tmp_path / "output")
    file = tmp_path / "one.snapshot.zip"
    file.write_bytes(content)
    outcome = explain("spot", note, capsys, "--snapshot", str(file))
    assert outcome.code == 4
    assert problem in outcome.err
    assert outcome.err.count("\n") == 1


def test_what_is_no_folder_of_a_note_is_told_in_one_line_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty"
    file.touch()
    missing = tmp_path / "nowhere"
    for path in (file, tmp_path, missing):
        outcome = explain("spot", path, capsys)
        assert outcome.code == 4
        problem = "does not exist" if path == missing else "is no folder of a note"
        told = f"strikedesk: {path}: {problem}; name a folder that draft has written"
        assert outcome.err.startswith(told)
        assert outcome.err.count("\n") == 1


def test_the_rows_of_a_wide_table_are_told_a_cell_a_line_as_a_note_would_write_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = explain("trade_ideas", drafted("demo", tmp_path / "output"), capsys).out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    first = lines[lines.index("row 0") : lines.index("row 1")]
    assert {
        "structure bull call spread",
        "long_strike $251",
        "probability_of_profit 36.71%",
        "cost $341",
    } <= set(first)
    assert "None" not in out
    assert all(len(line) < 60 for line in first)


def test_the_rows_of_a_narrow_table_are_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = explain("top_otm_calls_front", drafted("demo", tmp_path / "output"), capsys).out
    lines = [line.split() for line in out.splitlines()]
    head = next(place for place, line in enumerate(lines) if line[:1] == ["row"])
    assert "strike" in lines[head]
    assert lines[head + 2][0] == "0"
    assert "$260" in lines[head + 2]
