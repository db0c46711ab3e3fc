"""The commands end with the exit codes of their contract and say in a line what went wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.cli.main import run
from generator.market.bundle import save_snapshot
from generator.market.demo import demo_snapshot
from generator.narrative.playbook import playbook_folder
from tests.cli.outcome import Outcome, call

PAIRS = """date,expiration,strike,callPrice,callVolume,callIv,callOi,putPrice,putVolume,putIv,putOi
2026-08-20,2026-08-28,100,2.10,50,20.0,900,1.90,40,21.0,800
2026-08-21,2026-08-28,100,2.00,50,20.0,900,1.80,40,21.0,800
2026-08-21,2026-08-28,105,0.50,10,19.0,400,5.30,5,20.0,100
"""


@pytest.fixture(scope="module")
def note(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a drafted demo note without its PDF."""
    folder = tmp_path_factory.mktemp("output")
    assert (
        run(["draft", "IWM", "--source", "demo", "--formats", "md,html", "--out", str(folder)]) == 0
    )
    return folder / "2025-12-29" / "IWM"


@pytest.fixture
def copy(note: Path, tmp_path: Path) -> Path:
    """A copy of the note that a test may spoil."""
    return Path(shutil.copytree(note, tmp_path / "IWM"))


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """A small end-of-day file with two days."""
    path = tmp_path / "chain.csv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)


def refused(outcome: Outcome, code: int, *words: str) -> None:
    """One or two lines on standard error, with these words, and no traceback."""
    assert outcome.code == code, outcome
    assert "Traceback" not in outcome.err
    assert len(outcome.err.strip().splitlines()) <= 4, outcome.err
    for word in words:
        assert word in outcome.err, outcome.err


def test_a_draft_writes_the_files_of_the_contract_and_only_the_formats_asked_for(
    note: Path,
) -> None:
    names = {str(path.relative_to(note)) for path in note.rglob("*") if path.is_file()}
    assert names == {
        "article.md",
        "article.html",
        "article.json",
        "facts.json",
        "audit.json",
        "charts/expected_move.svg",
        "charts/idea_payoffs.svg",
        "charts/implied_volatility.svg",
        "charts/open_interest_by_strike.svg",
        "charts/price.svg",
    }
    assert json.loads((note / "audit.json").read_text("utf-8")) == {
        "schema": "audit/1",
        "verdict": "pass",
        "findings": [],
    }


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["draft"], 2, ["SYMBOL"]),
        (["draft", "IWM", "--source", "nowhere.zip"], 4, ["nowhere.zip", "does not exist"]),
        (["draft", "SPY", "--source", "demo"], 2, ["holds IWM, not SPY"]),
        (["draft", "I WM", "--source", "demo"], 2, ["no ticker"]),
        (["draft", "../../x", "--source", "demo"], 2, ["no ticker"]),
        (["draft", "IWM", "--source", "demo", "--formats", "docx"], 2, ["md, html, pdf"]),
        (["draft", "IWM", "--source", "demo", "--playbook", "nothing"], 2, ["options_focus"]),
        (["draft", "IWM", "--source", "demo", "--as-of", "2026-01-05"], 2, ["2025-12-29"]),
        (["inspect", "nowhere.zip"], 4, ["does not exist"]),
        (["audit", "nowhere.md"], 4, ["does not exist"]),
        (["audit", "README.txt"], 2, [".md, .html and .pdf"]),
        (["explain", "spot", "nowhere"], 4, ["does not exist"]),
        (["playbook", "lint", "nothing"], 2, ["options_focus"]),
        (["nonsense"], 2, ["nonsense"]),
    ],
)
@pytest.mark.usefixtures("elsewhere")
def test_an_impossible_request_is_refused_in_a_line(
    arguments: list[str],
    code: int,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    refused(call(arguments, capsys), code, *words)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_snapshot_is_refused_and_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.snapshot.zip"
    empty.write_bytes(b"")
    for given in (empty, tmp_path):
        refused(call(["inspect", str(given)], capsys), 4, str(given))


def test_an_output_that_cannot_be_written_is_a_store_error_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder", encoding="utf-8")
    arguments = ["draft", "IWM", "--source", "demo", "--formats", "md", "--out", str(blocked)]
    refused(call(arguments, capsys), 5, "cannot be written")
    assert [path.name for path in tmp_path.iterdir()] == ["blocked"]


def test_one_bad_symbol_of_several_is_partly_done(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bundle = tmp_path / "demo.snapshot.zip"
    save_snapshot(demo_snapshot(), bundle)
    arguments = ["draft", "IWM", "SPY", "--source", str(bundle), "--formats", "md"]
    outcome = call([*arguments, "--out", str(tmp_path / "output")], capsys)
    assert outcome.code == 6
    assert "not SPY" in outcome.err
    assert (tmp_path / "output" / "2025-12-29" / "IWM" / "article.md").is_file()


def test_a_broken_playbook_is_refused_at_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(playbook_folder("options_focus"), tmp_path / "mine"))
    text = (folder / "playbook.yaml").read_text("utf-8")
    broken = text.replace("when: put_call_oi_ratio > threshold", "when: put_call_ratio > threshold")
    line = broken[: broken.index("put_call_ratio > threshold")].count("\n") + 1
    (folder / "playbook.yaml").write_text(broken, encoding="utf-8")
    for command in (
        ["playbook", "lint", str(folder)],
        ["draft", "IWM", "--source", "demo", "--playbook", str(folder), "--out", str(tmp_path)],
    ):
        refused(call(command, capsys), 4, f"playbook.yaml:{line}:", "put_call", "did you mean")


def test_lint_remarks_on_a_rule_whose_name_states_another_number(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(playbook_folder("options_focus"), tmp_path / "mine"))
    text = (folder / "playbook.yaml").read_text("utf-8")
    (folder / "playbook.yaml").write_text(
        text.replace("threshold: 2\n", "threshold: 3\n"), encoding="utf-8"
    )
    outcome = call(["playbook", "lint", str(folder)], capsys)
    assert outcome.code == 0
    assert "'put/call above 2' states another number than its threshold 3" in outcome.out


def test_an_import_writes_a_snapshot_that_drafts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, pairs: Path
) -> None:
    bundle = tmp_path / "xyz.snapshot.zip"
    arguments = ["import", str(pairs), "--symbol", "XYZ", "--as-of", "2026-08-21", "--spot", "101"]
    assert call([*arguments, "-o", str(bundle)], capsys).code == 0
    inspected = call(["inspect", str(bundle)], capsys)
    assert inspected.code == 0
    assert "no_quotes" in inspected.out
    assert "2026-08-28" in inspected.out
    drafted = call(
        ["draft", "xyz", "--source", str(bundle), "--formats", "md", "--out", str(tmp_path)], capsys
    )
    assert drafted.code == 0, drafted
    text = (tmp_path / "2026-08-21" / "XYZ" / "article.md").read_text("utf-8")
    assert "XYZ" in text


@pytest.mark.parametrize(
    ("extra", "code", "words"),
    [
        (["--spot", "101"], 2, ["holds 2 days", "--as-of"]),
        (["--as-of", "2026-08-21"], 4, ["has no price", "no_spot"]),
        (["--as-of", "2026-08-25", "--spot", "1"], 4, ["no chain for 2026-08-25", "2026-08-20 to"]),
        (["--as-of", "2026-08-21", "--spot", "-5"], 2, ["--spot"]),
        (["--as-of", "2026-08-21", "--spot", "5", "--rate", "4"], 2, ["--rate"]),
        (["--as-of", "2026-08-21", "--bars", "none.csv"], 4, ["none.csv", "does not exist"]),
    ],
)
def test_an_import_that_lacks_something_says_what(
    extra: list[str],
    code: int,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    pairs: Path,
) -> None:
    bundle = pairs.with_name("x.snapshot.zip")
    outcome = call(["import", str(pairs), "--symbol", "XYZ", *extra, "-o", str(bundle)], capsys)
    refused(outcome, code, *words)
    assert not bundle.exists()


def test_a_cell_that_is_no_number_is_named_with_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, pairs: Path
) -> None:
    pairs.write_text(PAIRS.replace("0.50,10", "abc,10"), encoding="utf-8")
    arguments = ["import", str(pairs), "--symbol", "XYZ", "--as-of", "2026-08-21", "--spot", "101"]
    outcome = call([*arguments, "-o", str(tmp_path / "x.zip")], capsys)
    refused(outcome, 4, "chain.csv:4:", "'abc'")


def test_the_audit_passes_what_was_drafted(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("article.md", "article.html"):
        outcome = call(["audit", str(note / name)], capsys)
        assert outcome.code == 0, outcome
        assert "pass, 0 errors" in outcome.out


def test_the_audit_fails_a_changed_number_and_says_what_it_should_read(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("article.md", "article.html"):
        text = (copy / name).read_text("utf-8")
        (copy / name).write_text(text.replace("$249.52", "$249.25", 1), encoding="utf-8")
        outcome = call(["audit", str(copy / name)], capsys)
        assert outcome.code == 1
        assert "$249.52" in outcome.out


def test_the_audit_fails_facts_that_are_not_the_notes(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (copy / "facts.json").read_text("utf-8").replace("249.52", "249.53")
    (copy / "facts.json").write_text(text, encoding="utf-8")
    outcome = call(["audit", str(copy / "article.md")], capsys)
    assert outcome.code == 1
    assert "not those that this note was made from" in outcome.out


def test_the_audit_computes_the_facts_anew_from_the_snapshot(
    note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = tmp_path / "demo.snapshot.zip"
    save_snapshot(demo_snapshot(), bundle)
    outcome = call(["audit", str(note / "article.md"), "--snapshot", str(bundle)], capsys)
    assert outcome.code == 0, outcome


def test_the_audit_speaks_json(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy / "article.md"
    path.write_text(path.read_text("utf-8").replace("2.17", "2.71", 1), encoding="utf-8")
    outcome = call(["audit", str(path), "--format", "json"], capsys)
    report = json.loads(outcome.out)
    assert outcome.code == 1
    assert report["verdict"] == "fail"
    assert {"severity", "class", "message", "facts", "expected", "file", "line", "column"} == set(
        report["findings"][0]
    )


def test_a_note_without_its_record_is_refused(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "article.json").unlink()
    refused(call(["audit", str(copy / "article.md")], capsys), 4, "article.json", "is missing")


def test_explain_walks_from_a_number_to_its_inputs(
    note: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = call(["explain", "put_call_oi_ratio", str(note)], capsys)
    assert outcome.code == 0
    for words in ("put_open_interest", "call_open_interest", "all counted contracts", "2025-12-26"):
        assert words in outcome.out


def test_explain_of_an_unknown_fact_offers_the_nearest(
    note: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(call(["explain", "put_call_ratio", str(note)], capsys), 2, "did you mean")


def test_the_catalogue_lists_every_fact_and_its_page_is_up_to_date(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = call(["signals"], capsys)
    assert "put_call_oi_ratio" in listed.out
    page = call(["signals", "--format", "markdown"], capsys).out
    kept = Path(__file__).parents[2] / "docs" / "signals.md"
    assert page == kept.read_text("utf-8"), "strikedesk signals --format markdown > docs/signals.md"


def test_a_broken_setting_is_refused_with_its_origin(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = ["draft", "IWM", "--source", "demo", "--formats", "md"]
    monkeypatch.setenv("STRIKEDESK_RISK_FREE_RATE", "four")
    refused(call(draft, capsys), 4, "STRIKEDESK_RISK_FREE_RATE", "risk_free_rate")
    monkeypatch.delenv("STRIKEDESK_RISK_FREE_RATE")
    (tmp_path / "strikedesk.toml").write_text("colour = 1\n", encoding="utf-8")
    refused(call(draft, capsys), 4, "strikedesk.toml", "colour", "known are")


def test_the_doctor_names_a_mistake_in_the_settings_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIKEDESK_PLAYBOK", "mine")
    outcome = call(["doctor"], capsys)
    assert outcome.code == 1
    assert outcome.out.count("FAULT") == 1
    assert "STRIKEDESK_PLAYBOK: is no setting; STRIKEDESK_PLAYBOOK is" in outcome.out


def test_the_doctor_finds_this_machine_fit(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = call(["doctor"], capsys)
    assert outcome.code == 0, outcome.out
    assert "FAULT" not in outcome.out
    assert "a whole note" in outcome.out
