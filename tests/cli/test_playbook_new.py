"""``playbook new`` makes a playbook that drafts at once, and overwrites nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.narrative.playbook import folder_digest, load_playbook, playbook_folder
from tests.cli.outcome import call

if TYPE_CHECKING:
    from pathlib import Path


def test_a_copy_has_its_own_name_and_drafts_the_demo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "small_caps", tmp_path / "out"
    done = call(["playbook", "new", str(folder)], capsys)
    assert (done.code, done.err) == (0, "")
    assert load_playbook(folder).name == "Small caps"
    draft = ["draft", "IWM", "--source", "demo", "--playbook", str(folder), "--out", str(out)]
    assert call([*draft, "--formats", "md,html"], capsys).code == 0
    note = out / "2025-12-29" / "IWM"
    assert json.loads((note / "article.json").read_text("utf-8"))["playbook"] == "Small caps"
    page = (note / "article.html").read_text("utf-8")
    assert ">Small caps<" in page
    assert ">Options Focus<" not in page


def test_the_commands_that_are_printed_can_be_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = call(["playbook", "new", "mine"], capsys).out.splitlines()[1:]
    assert len(printed) == 3
    for line in printed:
        program, *arguments = line.split()
        assert program == "strikedesk"
        assert (
            call([*arguments, *(["--formats", "md"] if "draft" in line else [])], capsys).code == 0
        )
    assert (tmp_path / "output" / "mine" / "2025-12-29" / "IWM" / "article.md").is_file()


def test_what_is_there_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    call(["playbook", "new", str(folder)], capsys)
    before = folder_digest(folder)
    for path in (folder, folder / "playbook.yaml"):
        done = call(["playbook", "new", str(path)], capsys)
        assert (done.code, done.out) == (2, "")
        assert "is there already" in done.err
    assert folder_digest(folder) == before


@pytest.mark.parametrize(("name", "shown"), [("007", "007"), ("café-notes", "Café notes")])
def test_a_name_that_yaml_would_read_as_something_else_is_quoted(
    name: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["playbook", "new", str(tmp_path / name)], capsys).code == 0
    assert load_playbook(tmp_path / name).name == shown


def test_a_copy_may_be_of_a_copy_and_not_of_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    call(["playbook", "new", str(first)], capsys)
    assert call(["playbook", "new", str(second), "--from", str(first)], capsys).code == 0
    assert load_playbook(second).name == "Second"
    done = call(["playbook", "new", str(tmp_path / "third"), "--from", "nothing"], capsys)
    assert done.code == 2
    assert not (tmp_path / "third").exists()
    assert call(["playbook", "new", str(tmp_path / "___")], capsys).code == 2


def test_the_copy_of_each_shipped_playbook_has_its_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(["playbook", "new", str(tmp_path / "mine")], capsys)
    original = load_playbook(playbook_folder("options_focus"))
    assert list(load_playbook(tmp_path / "mine").rules) == list(original.rules)
