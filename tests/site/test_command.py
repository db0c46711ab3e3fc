"""``strikedesk site`` says what it has made, what it left out and why, and refuses in a line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.outcome import call

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_summary_counts_and_what_is_left_out_is_named_with_its_reason(
    drafted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "www"
    done = call(["site", str(drafted), "--out", str(out)], capsys)
    assert done.code == 0, done
    assert "4 issues, 2 symbols, 2026-07-31 to 2026-08-21, 0 corrected, 1 left out" in done.out
    assert "no feeds: they need absolute links, so give --url" in done.out
    assert f"left out: {drafted / '2025-12-29' / 'IWM'}: its data is modelled" in done.err
    assert not list(out.rglob("index.md"))


def test_the_address_brings_feeds_the_markdown_front_matter_and_a_try_the_modelled(
    drafted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "www"
    given = ["--url", "https://example.org", "--markdown", "--include-modelled", "--title", "Ours"]
    done = call(["site", str(drafted), "--out", str(out), *given], capsys)
    assert done.code == 0, done
    assert "no feeds" not in done.out
    assert len(list(out.rglob("index.md"))) == 5
    assert (out / "feed.atom").is_file()
    assert (out / "feed.json").is_file()
    index = (out / "index.html").read_text("utf-8")
    assert '<p class="rubric">Ours</p>' in index
    assert "<strong>Modelled data, not a market.</strong>" in index


def test_the_notes_are_those_of_the_settings_and_the_site_may_be_where_one_stands(
    drafted: Path,
    elsewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("STRIKEDESK_OUTPUT", str(drafted))
    (elsewhere / "www").mkdir()
    monkeypatch.chdir(elsewhere / "www")
    done = call(["site", "--out", "."], capsys)
    assert done.code == 0, done
    assert (elsewhere / "www" / "index.html").is_file()
    assert [path.name for path in elsewhere.iterdir()] == ["www"]


def test_a_folder_that_cannot_be_read_ends_with_6_and_the_others_are_shown(
    notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (notes / "2026-08-21" / "ON" / "article.json").write_text("{")
    done = call(["site", str(notes), "--out", str(tmp_path / "www")], capsys)
    assert done.code == 6
    assert "3 issues" in done.out


def test_without_a_note_to_show_the_old_site_stands(
    notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "www"
    assert call(["site", str(notes), "--out", str(out)], capsys).code == 0
    shutil.rmtree(notes / "2026-07-31")
    shutil.rmtree(notes / "2026-08-21")
    done = call(["site", str(notes), "--out", str(out)], capsys)
    assert done.code == 1
    assert "[no_issues]" in done.err
    assert (out / "2026-08-21" / "ON" / "article.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["nothing", "--out", "www"], 4, "is no folder"),
        (["."], 2, "--out"),
        ([".", "--out", "."], 2, "holds the notes"),
        ([".", "--out", "www", "--url", "example.org"], 2, "--url"),
        ([".", "--out", "www", "--title", " \u200b"], 2, "--title"),
    ],
)
def test_an_impossible_request_is_refused_in_a_line(
    arguments: list[str],
    code: int,
    word: str,
    elsewhere: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = call(["site", *arguments], capsys)
    assert done.code == code, done
    assert word in done.err
    assert list(elsewhere.iterdir()) == []
