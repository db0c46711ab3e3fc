"""The archive from the command line: filled, asked, proven, saved, brought back, drafted from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from generator.config import load_settings
from generator.keeping import open_archive
from generator.market.bundle import load_snapshot
from tests.cli.outcome import Outcome, call
from tests.editorial.made_notes import handed_in, newsroom_in

COLUMNS: Final = ("Price", "Volume", "Iv", "Oi")
HEADER: Final = [f"{right}{column}" for right in ("call", "put") for column in COLUMNS]
PAIRS: Final = f"""date,expiration,strike,{",".join(HEADER)}
2026-08-19,2026-08-28,100,2.20,50,20,800,1.90,40,21,850
2026-08-19,2027-01-15,100,3.20,50,20,100,2.90,40,21,100
2026-08-20,2026-08-28,100,2.10,50,20,900,1.90,40,21,800
2026-08-20,2027-01-15,100,3.10,50,20,100,2.90,40,21,100
2026-08-21,2026-08-28,100,2.00,50,20,900,1.80,40,21,990
2026-08-21,2026-08-28,105,0.50,10,20,400,5.30,5,21,100
2026-08-21,2027-01-15,100,3.00,50,20,100,2.80,40,21,100
"""
SPOTS: Final = """date,symbol,spot
2026-08-19,XYZ,100.5
2026-08-20,XYZ,101
2026-08-21,XYZ,101.5
"""
DAYS: Final = ("2026-08-19", "2026-08-20", "2026-08-21")
DRAFT: Final = ("draft", "XYZ", "--source", "archive", "--formats", "md", "--out", "output")
SVG: Final = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, with an archive that nothing was kept in and two files to import."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "kept"))
    (tmp_path / "chain.csv").write_text(PAIRS, encoding="utf-8")
    (tmp_path / "spots.csv").write_text(SPOTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs commands."""
    return Run(capsys)


class Run:
    """Runs commands in the user's folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Outcome:
        """One command."""
        return call(arguments, self._capsys)

    def fill(self, *more: str) -> Outcome:
        """Import every day of the small file."""
        files = ("chain.csv", "--spots", "spots.csv", "--symbol", "XYZ")
        return self("import", *files, *(more or ("--all-days",)))


def objects(desk: Path, archive: str = "kept") -> dict[str, bytes]:
    """All objects of an archive by their path in it."""
    root = desk / archive
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "snapshots").rglob("*.parquet"))
    }


def table(text: str) -> dict[str, str]:
    """The rows of a printed table by their first cell."""
    rows = re.findall(r"^(\d{4}-\d\d-\d\d) +(.*)$", text, re.MULTILINE)
    return {day: rest.strip() for day, rest in rows}


# --- importing ----------------------------------------------------------------------------------


def test_without_o_a_snapshot_is_imported_into_the_archive(run: Run, desk: Path) -> None:
    imported = run.fill("--as-of", "2026-08-20")
    assert imported.code == 0, imported
    [name] = objects(desk)
    assert str(desk / "kept" / name) in imported.out
    assert run("archive", "verify").out == (
        f"{desk / 'kept'}: 1 snapshots, 0 notes, 0 texts, 1 events, 0 people, 0 faults\n"
    )


def test_with_o_a_snapshot_is_a_file_and_the_archive_is_not_touched(run: Run, desk: Path) -> None:
    assert run.fill("--as-of", "2026-08-20", "-o", "one.snapshot.zip").code == 0
    assert load_snapshot(desk / "one.snapshot.zip")[0].symbol == "XYZ"
    assert not (desk / "kept").exists()


def test_every_day_of_a_file_is_imported_and_a_second_time_brings_nothing_new(
    run: Run, desk: Path
) -> None:
    first = run.fill()
    assert first.code == 0, first
    assert [line.split("T")[0] for line in first.out.splitlines() if line.startswith("XYZ")] == [
        f"XYZ {day}" for day in DAYS
    ]
    before, history = objects(desk), run("archive", "history", "XYZ", "spot").out
    assert len(before) == 3
    again = run.fill()
    assert (again.code, again.out) == (0, first.out)
    assert objects(desk) == before
    assert run("archive", "history", "XYZ", "spot").out == history


def test_a_day_that_cannot_be_imported_is_named_and_the_others_are_kept(
    run: Run, desk: Path
) -> None:
    (desk / "spots.csv").write_text(SPOTS.replace("2026-08-20", "2026-08-18"), encoding="utf-8")
    outcome = run.fill()
    assert outcome.code == 6
    assert "days kept, 1 refused" in outcome.err
    assert "2026-08-20" in outcome.err
    assert "no_spot" in outcome.err
    assert len(objects(desk)) == 2


def test_all_days_are_for_the_archive_and_for_files_that_say_their_days(
    run: Run, desk: Path
) -> None:
    for more in (("-o", "x.zip"), ("--as-of", "2026-08-20")):
        refused = run.fill("--all-days", *more)
        assert refused.code == 2
        assert "leave out -o and --as-of" in refused.err
    assert not (desk / "kept").exists()


def test_ten_real_days_are_imported_proven_and_drafted_from(
    run: Run, desk: Path, data_dir: Path
) -> None:
    """The draft knows the seven sessions before it; the day after an expiration is among them."""
    series = pd.read_parquet(data_dir / "eod_series" / "IWM.parquet")
    days = sorted(series["date"].unique())[12:23]
    series[series["date"].isin(days)].to_parquet(desk / "ten.parquet")
    extra = ("--bars", str(data_dir / "prices" / "av_IWM_2026.csv"),
             "--spots", str(data_dir / "eod_series" / "headers.csv"))  # fmt: skip
    arguments = ("import", "ten.parquet", "--symbol", "IWM", "--all-days", *extra)
    assert run(*arguments).code == 0
    before = objects(desk)
    assert len(before) == len(days) == 11, "ten sessions and the holiday of 2026-06-19"
    assert run(*arguments).code == 0
    assert objects(desk) == before
    assert re.search(": 11 snapshots, .*, 0 faults\n$", run("archive", "verify").out)
    changes = table(run("archive", "history", "IWM", "put_call_oi_change_1d").out)
    assert list(changes) == [day for day in days if day != "2026-06-19"]
    reasons = [cell for cell in changes.values() if not re.search(r"\d", cell)]
    assert reasons == ["no_history"]
    drafted = run("draft", "IWM", "--source", "archive", "--as-of", "2026-06-22",
                  "--formats", "md", "--out", "output")  # fmt: skip
    assert drafted.code == 0, drafted
    record = (desk / "output" / "2026-06-22" / "IWM" / "facts.json").read_text("utf-8")
    facts = json.loads(record)["facts"]
    assert facts["stored_sessions"]["value"] == 7
    change = facts["put_call_oi_change_1d"]["value"]
    assert changes["2026-06-22"] == f"{change:.6g}"


# --- asking -------------------------------------------------------------------------------------


def test_a_fact_over_time_is_a_table_of_sessions_with_values_or_reasons(run: Run) -> None:
    run.fill()
    ratio = run("archive", "history", "xyz", "put_call_oi_ratio_tradable")
    assert ratio.code == 0
    assert ratio.out.splitlines()[0].split()[:2] == ["session", "put_call_oi_ratio_tradable"]
    assert table(ratio.out) == {
        "2026-08-19": f"{950 / 900:.6g}",
        "2026-08-20": "0.9",
        "2026-08-21": "0.85",
    }
    change = run("archive", "history", "XYZ", "put_call_oi_change_1d").out
    assert table(change) == {
        "2026-08-19": "no_history",
        "2026-08-20": f"{900 / 1000 - 950 / 900:.6g}",
        "2026-08-21": "0.19",
    }
    percentile = run("archive", "history", "XYZ", "put_call_oi_percentile").out
    assert table(percentile) == dict.fromkeys(DAYS, "too_few_sessions")


def test_large_and_small_numbers_are_written_out(run: Run, desk: Path) -> None:
    text = PAIRS.replace(",900,1.90,40,21", ",1234567,1.90,40,21")
    (desk / "chain.csv").write_text(text, encoding="utf-8")
    run.fill()
    calls = run("archive", "history", "XYZ", "call_open_interest").out
    assert table(calls) == dict(zip(DAYS, ("900", "1,234,667", "1,400"), strict=True))
    ratios = run("archive", "history", "XYZ", "put_call_oi_ratio").out
    assert table(ratios)["2026-08-20"] == f"{900 / 1234667:.6g}"


def test_a_fact_over_time_is_drawn_with_one_point_a_session(run: Run, desk: Path) -> None:
    run.fill()
    outcome = run("archive", "history", "XYZ", "spot", "--chart", "charts/spot.svg")
    assert outcome.code == 0
    assert outcome.out.endswith("  charts/spot.svg\n")
    root = ET.fromstring((desk / "charts" / "spot.svg").read_text("utf-8"))  # noqa: S314 - just written
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == "XYZ: spot"
    assert len(root.findall(f"{SVG}circle")) == 3
    drawn = run("archive", "history", "XYZ", "put_call_oi_change_1d", "--chart", "change.svg")
    assert drawn.code == 0
    root = ET.fromstring((desk / "change.svg").read_text("utf-8"))  # noqa: S314 - as above
    assert len(root.findall(f"{SVG}circle")) == 2, "the first session has no change"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("XYZ", "spott"), "no fact is called 'spott'; strikedesk signals lists them"),
        (("XYZ", "history_state"), "history_state is no number: text"),
        (("XYZ", "iv_30d_change_1d"), "not kept over time; kept of what it is made from: iv_30d"),
        (("XYZ", "open_interest_by_strike"), "open_interest_by_strike is no number: table"),
        (("IWM", "spot"), "holds no session of IWM; it holds XYZ"),
        (("../x", "spot"), "is no ticker"),
    ],
)
def test_what_is_not_kept_over_time_is_refused_in_a_line(
    arguments: tuple[str, str], words: str, run: Run
) -> None:
    run.fill()
    outcome = run("archive", "history", *arguments, "--chart", "no.svg")
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert not Path("no.svg").exists()


# --- proving, saving, bringing back -------------------------------------------------------------


def test_of_a_desk_it_is_told_how_much_was_looked_at(run: Run, desk: Path) -> None:
    newsroom = newsroom_in(desk / "kept")
    handed_in(newsroom, small=True)
    newsroom.archive.database.engine.dispose()
    verified = run("archive", "verify")
    told = r": 0 snapshots, 1 notes, 1 texts, [1-9]\d* events, [1-9]\d* people, 0 faults\n$"
    assert re.search(told, verified.out)


@pytest.mark.parametrize("content", [None, b"", b"PAR1", "another day's"])
def test_a_missing_or_damaged_object_is_a_fault_and_importing_again_mends_it(
    content: bytes | str | None, run: Run, desk: Path
) -> None:
    run.fill()
    whole = objects(desk)
    first, second, _ = (desk / "kept" / name for name in whole)
    if content is None:
        first.unlink()
    else:
        first.write_bytes(second.read_bytes() if isinstance(content, str) else content)
    verified = run("archive", "verify")
    assert verified.code == 1
    assert re.search(": 3 snapshots, .*, 1 faults\n$", verified.out)
    [line] = verified.err.splitlines()
    assert line.startswith("strikedesk: XYZ 2026-08-19: ")
    assert first.name in line
    assert run.fill().code == 0
    assert run("archive", "verify").code == 0
    assert objects(desk) == whole


def test_what_is_saved_is_brought_back_into_another_archive(
    run: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.fill()
    assert run(*DRAFT).code == 0
    history = run("archive", "history", "XYZ", "put_call_oi_change_1d").out
    saved = run("archive", "backup", "safe/all.zip")
    assert (saved.code, saved.out) == (0, "3 snapshots in safe/all.zip\n")
    refused = run("archive", "restore", "safe/all.zip")
    assert refused.code == 2
    assert "is not empty" in refused.err
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(desk / "other"))
    restored = run("archive", "restore", "safe/all.zip")
    assert (restored.code, restored.out) == (0, "3 snapshots restored\n")
    assert objects(desk, "other") == objects(desk)
    assert run("archive", "verify").code == 0
    assert run("archive", "history", "XYZ", "put_call_oi_change_1d").out == history
    assert run.fill().code == 0
    assert len(objects(desk, "other")) == 3


def test_what_is_no_backup_is_an_error_of_storing(run: Run, desk: Path) -> None:
    for name in ("chain.csv", "none.zip"):
        outcome = run("archive", "restore", name)
        assert outcome.code == 5
        assert name in outcome.err
        assert len(outcome.err.splitlines()) == 1
    assert objects(desk) == {}


# --- drafting -----------------------------------------------------------------------------------


def test_a_draft_is_of_the_day_that_was_asked_for_or_of_the_newest(run: Run, desk: Path) -> None:
    run.fill()
    assert run(*DRAFT, "--as-of", "2026-08-20").code == 0
    assert run(*DRAFT).code == 0
    assert sorted(path.name for path in (desk / "output").iterdir()) == list(DAYS[1:])
    facts = json.loads((desk / "output" / DAYS[1] / "XYZ" / "facts.json").read_text("utf-8"))
    assert facts["facts"]["stored_sessions"]["value"] == 1, "what is later is not known"


@pytest.mark.parametrize(
    ("symbol", "day", "words"),
    [
        ("XYZ", "2026-08-18", "of XYZ of 2026-08-18, but of 3 days: " + ", ".join(DAYS)),
        ("IWM", "2026-08-20", "of IWM of 2026-08-20, but of XYZ; fetch or import it first"),
    ],
)
def test_a_day_that_is_not_kept_is_refused_and_what_is_kept_is_named(
    symbol: str, day: str, words: str, run: Run
) -> None:
    run.fill()
    outcome = run("draft", symbol, "--source", "archive", "--as-of", day, "--formats", "md")
    assert outcome.code == 5
    assert f"holds no snapshot {words}" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert not Path("output").exists()


def test_what_reads_an_archive_makes_none(run: Run) -> None:
    """A name that was misspelt is an error, and no folder of that name."""
    reading = (
        DRAFT,
        ("scorecard",),
        ("replay", "XYZ", "--from", "2026-08-03", "--to", "2026-08-04"),
    )
    for command in reading:
        outcome = run(*command)
        assert outcome.code == 5
        assert "there is no archive; name another with STRIKEDESK_ARCHIVE" in outcome.err


def test_an_archive_that_nothing_was_kept_in_says_so(run: Run) -> None:
    open_archive(load_settings())
    outcome = run(*DRAFT)
    assert outcome.code == 5
    assert "holds no snapshot of XYZ, but of nothing at all" in outcome.err
    assert "it holds nothing" in run("archive", "history", "XYZ", "spot").err


@pytest.mark.parametrize(
    "arguments", [("inspect", "chain.csv"), ("draft", "XYZ", "--source", "chain.csv")]
)
def test_a_vendors_file_is_to_be_imported_before_it_is_drafted_from(
    arguments: tuple[str, ...], run: Run
) -> None:
    outcome = run(*arguments)
    assert outcome.code == 4
    assert "import it first: strikedesk import chain.csv --symbol S" in outcome.err
