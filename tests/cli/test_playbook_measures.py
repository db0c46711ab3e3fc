"""``playbook style`` and ``repetition`` print figures beside the ranges of the house style."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.outcome import call
from tests.replays import demo_note

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """The demo note as the note of two days, with its record."""
    record = demo_note().written.record.as_json()
    for day in ("2025-12-29", "2025-12-30"):
        folder = tmp_path / "output" / day / "IWM"
        folder.mkdir(parents=True)
        (folder / "article.md").write_text(demo_note().written.note.text, encoding="utf-8")
        moved = record | {"as_of": f"{day}T12:37:00-05:00"}
        (folder / "article.json").write_text(json.dumps(moved), encoding="utf-8")
    return tmp_path / "output"


def test_style_marks_what_is_out_of_its_range(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = call(["playbook", "style", str(notes / "2025-12-29/IWM/article.md")], capsys)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("figure")
    for name in ("words of chain", "Flesch-Kincaid grade", "forbidden words"):
        assert name in done.out


def test_style_as_json_has_every_figure_with_its_range(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = call(["playbook", "style", str(notes / "2025-12-29/IWM"), "--json"], capsys)
    figures = {item["name"]: item for item in json.loads(done.out)["figures"]}
    assert figures["words of prose"]["low"] == 460
    assert figures["forbidden words"]["mark"] == "ok"


def test_repetition_compares_the_notes_of_a_symbol_by_date(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = call(["playbook", "repetition", str(notes)], capsys)
    assert (done.code, done.err) == (0, "")
    second = next(line for line in done.out.splitlines() if line.startswith("2025-12-30"))
    assert "100%" in second
    assert "near, window, headline, lead" in second
    body = json.loads(call(["playbook", "repetition", str(notes), "--json"], capsys).out)
    assert [item["name"] for item in body["IWM"]] == ["2025-12-29", "2025-12-30"]
    assert body["IWM"][1]["near"] == 1


def test_repetition_takes_any_folder_of_notes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "IWM"
    folder.mkdir()
    for name in ("2026-01-05", "2026-01-02"):
        (folder / f"{name}.md").write_text("# IWM\n\nSome words of a note.\n", encoding="utf-8")
    (folder / "README.md").write_text("Not a note.", encoding="utf-8")
    body = json.loads(call(["playbook", "repetition", str(tmp_path), "--json"], capsys).out)
    assert [item["name"] for item in body["IWM"]] == ["2026-01-02", "2026-01-05"]


@pytest.mark.parametrize("command", ["style", "repetition"])
def test_what_cannot_be_read_is_exit_code_4_in_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "article.md").write_text("\n", encoding="utf-8")
    for path in (tmp_path / "nothing", tmp_path / "article.md"):
        done = call(["playbook", command, str(path)], capsys)
        assert (done.code, done.out) == (4, "")
        assert done.err.count("\n") == 1
        assert str(path) in done.err


def test_a_damaged_record_beside_a_note_is_exit_code_4(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = notes / "2025-12-30/IWM/article.json"
    for text in ("{", "[]", '{"sections": 1}'):
        record.write_text(text, encoding="utf-8")
        done = call(["playbook", "repetition", str(notes)], capsys)
        assert done.code == 4
        assert "article.json" in done.err
