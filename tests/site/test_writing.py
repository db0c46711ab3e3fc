"""The site is written whole or not at all, the same bytes each time, and over nothing of others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import StoreError, UsageError
from generator.render.theme import HOUSE, load_theme
from generator.site import writing
from generator.site.issues import read_issues
from generator.site.writing import MARKER, Site, check_folder, write_site
from tests.site.made_up import ADDRESS, issue


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_page_a_pdf_and_charts_are_copied_as_they_are(drafted: Path, tmp_path: Path) -> None:
    issues = read_issues(drafted, include_modelled=True).issues
    write_site(issues, tmp_path / "www", Site("Notes", load_theme(HOUSE)))
    copied = contents(tmp_path / "www")
    wanted = {
        name: content
        for name, content in contents(drafted).items()
        if name.endswith((".html", ".pdf", ".svg"))
    }
    assert any(name.endswith(".svg") for name in wanted)
    assert {name: copied[name] for name in wanted} == wanted
    assert not any(name.endswith(("article.json", "facts.json", "audit.json")) for name in copied)


def test_the_same_notes_give_the_same_bytes_in_another_process_zone_and_seed(
    drafted: Path, tmp_path: Path
) -> None:
    given = ["site", str(drafted), "--url", "https://example.org/notes", "--markdown", "--out"]
    made = []
    for place, zone in enumerate(("UTC", "Asia/Tokyo")):
        out = tmp_path / f"www{place}"
        subprocess.run(
            [sys.executable, "-m", "generator", *given, str(out)],
            check=True,
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": str(place)},
            capture_output=True,
            cwd=Path(__file__).parents[2],
        )
        made.append(contents(out))
    assert made[0] == made[1]


def test_a_site_is_made_again_over_itself_and_loses_what_is_no_longer_shown(
    drafted: Path, tmp_path: Path
) -> None:
    out, site = tmp_path / "www", Site("Notes", load_theme(HOUSE), ADDRESS, markdown=True)
    issues = read_issues(drafted).issues
    write_site(issues, out, site)
    first = contents(out)
    check_folder(out, drafted)
    write_site(issues, out, site)
    assert contents(out) == first
    write_site(issues[:1], out, site)
    assert "symbols/%5ESPX.html" not in contents(out)
    check_folder(out, drafted)
    assert [path.name for path in tmp_path.iterdir()] == ["www"]


def test_a_failure_in_the_middle_leaves_the_old_site_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, notes = tmp_path / "www", tmp_path / "notes"
    write_site([issue(notes / "a")], out, Site("Notes", load_theme(HOUSE)))
    before = contents(out)

    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "assets", broken)
    with pytest.raises(StoreError, match="No space left"):
        write_site([issue(notes / "b", "Another")], out, Site("Notes", load_theme(HOUSE)))
    assert contents(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes", "www"]


def test_a_note_that_changes_while_the_site_is_made_is_not_shown(tmp_path: Path) -> None:
    made = issue(tmp_path / "note")
    (tmp_path / "note" / "article.html").write_text("<main>something else</main>")
    with pytest.raises(StoreError, match="changed while"):
        write_site([made], tmp_path / "www", Site("Notes", load_theme(HOUSE)))
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize("name", ["CNAME", ".git/HEAD", "2026-07-01/SPY/mine.txt", "empty/"])
def test_a_folder_with_something_of_others_is_refused_and_named(name: str, tmp_path: Path) -> None:
    out = tmp_path / "www"
    for made_before in (False, True):
        if made_before:
            write_site([issue(tmp_path / "note")], out, Site("Notes", load_theme(HOUSE)))
        path = out / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
        with pytest.raises(UsageError, match=name.rstrip("/")):
            check_folder(out, tmp_path / "note")


def test_an_empty_folder_and_one_that_is_not_there_will_do(tmp_path: Path) -> None:
    check_folder(tmp_path / "new", tmp_path / "notes")
    (tmp_path / "empty").mkdir()
    check_folder(tmp_path / "empty", tmp_path / "notes")
    write_site([issue(tmp_path / "notes")], tmp_path / "empty", Site("Notes", load_theme(HOUSE)))
    assert (tmp_path / "empty" / "index.html").is_file()


def test_a_link_a_file_and_the_folder_of_the_notes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    notes = tmp_path / "real" / "notes"
    notes.mkdir()
    for name, word in (("file", "is a file"), ("link", "is a link"), ("real", "holds the notes")):
        with pytest.raises(UsageError, match=word):
            check_folder(tmp_path / name, notes)


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "site/2", "files": []}', "{}"])
def test_a_marker_that_cannot_be_read_is_no_leave_to_replace(text: str, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / MARKER).write_text(text)
    with pytest.raises(UsageError, match="no list of what"):
        check_folder(tmp_path / "www", tmp_path / "notes")
