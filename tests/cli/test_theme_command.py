"""``strikedesk theme``: a theme of one's own, from nothing to a note in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.main import run

if TYPE_CHECKING:
    import pytest


def test_a_new_theme_is_sound_and_named_after_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "morning-desk"
    assert run(["theme", "new", str(folder)]) == 0
    assert 'masthead: "Morning desk"' in (folder / "theme.yaml").read_text("utf-8")
    assert f"strikedesk theme check {folder}" in capsys.readouterr().out
    assert run(["theme", "check", str(folder)]) == 0
    assert "Morning desk, sound" in capsys.readouterr().out


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    assert run(["theme", "new", str(tmp_path)]) == 2


def test_a_draft_wears_the_theme_and_the_audit_of_its_files_knows_it(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    assert run(["theme", "new", str(folder)]) == 0
    arguments = ["--source", "demo", "--theme", str(folder), "--out", str(tmp_path / "out")]
    assert run(["draft", "IWM", *arguments, "--formats", "md,html,pdf,email"]) == 0
    note = next((tmp_path / "out").rglob("article.html")).parent
    assert ">Own</p>" in (note / "article.html").read_text("utf-8")
    for name in ("article.md", "article.html", "article.pdf"):
        assert run(["audit", str(note / name)]) == 0, name
    assert run(["audit", str(note), "--theme", str(folder)]) == 0


def test_the_e_mail_of_another_theme_is_neither_proven_nor_sent_without_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "theme.yaml").write_text('colors: {light: {accent: "#7a1f5f"}}\n', "utf-8")
    out = str(tmp_path / "out")
    given = ["--source", "demo", "--theme", str(folder), "--formats", "md,html,email"]
    assert run(["draft", "IWM", *given, "--out", out]) == 0
    note = next(Path(out).rglob("article.eml")).parent
    assert run(["audit", str(note / "article.eml")]) == 1
    assert "made in another theme" in capsys.readouterr().out
    assert run(["audit", str(note / "article.eml"), "--theme", str(folder)]) == 0
    assert run(["mail", str(note), "--to", "a@h.test", "--dry-run"]) == 1
    assert "give that one with --theme" in capsys.readouterr().err
    sent = ["mail", str(note), "--to", "a@h.test", "--dry-run", "--theme", str(folder)]
    assert run(sent) == 0


def test_a_theme_with_an_error_ends_with_exit_code_four(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "theme.yaml").write_text("masthead: [\n", "utf-8")
    assert run(["theme", "check", str(tmp_path)]) == 4
    assert str(Path(tmp_path) / "theme.yaml") in capsys.readouterr().err
