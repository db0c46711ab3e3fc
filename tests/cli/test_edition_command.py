"""One letter of many symbols: proven as a whole, linked to its notes, and reviewed like a note."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from generator.archive.database import open_database
from generator.config import load_settings
from generator.editorial.sourcing import check_source
from generator.errors import RefusedError
from generator.keeping import keep_snapshot, open_archive
from generator.market.bundle import save_snapshot
from generator.market.snapshot import Bars
from generator.narrative.edition_facts import note_address
from generator.narrative.playbook import load_playbook, playbook_folder
from tests.audit.mail_mutations import text_of, with_text
from tests.cli.outcome import call
from tests.editorial.test_sourcing import changed
from tests.made_symbols import made_symbol, name_of, written_symbols

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.archive.database import Database

FIRST, SECOND, THIRD = (name_of(number) for number in range(3))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three symbols and their watchlist, in which commands are given."""
    written_symbols(tmp_path, 3)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "kept"))
    return tmp_path


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of the edition."""
    found = folder / "output" / "2025-12-29" / "EDITION"
    return {path.name: path.read_bytes() for path in found.iterdir()}


def test_an_edition_tells_of_every_symbol_and_leads_to_the_notes_that_are_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = ["draft", FIRST, "--source", f"{FIRST}.snapshot.zip", "--formats", "md,html"]
    assert call(draft, capsys).code == 0
    told = call(["edition", "watchlist.yaml", "--formats", "md,html,pdf,email"], capsys)
    assert told.code == 0, told.err
    files = files_in(folder)
    text = files["article.md"].decode()
    for symbol in (FIRST, SECOND, THIRD):
        assert text.count(symbol) >= 2
    page = files["article.html"].decode()
    assert page.count('<a class="note" href="') == 1
    assert f'href="../{FIRST}/article.html"' in page
    assert b"../" not in files["article.eml"]
    assert json.loads(files["audit.json"])["verdict"] == "pass"
    for name in ("article.md", "article.html", "article.pdf", "article.eml"):
        audited = call(["audit", f"output/2025-12-29/EDITION/{name}"], capsys)
        assert audited.code == 0, audited.out


def test_its_e_mail_leads_to_the_notes_on_the_site_and_nowhere_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "strikedesk.toml").write_text(
        '[publish]\nurl = "https://letter.example"\n', encoding="utf-8"
    )
    draft = ["draft", FIRST, "--source", f"{FIRST}.snapshot.zip", "--formats", "md,html"]
    assert call(draft, capsys).code == 0
    assert call(["edition", "watchlist.yaml", "--formats", "md,html,email"], capsys).code == 0
    place = folder / "output" / "2025-12-29" / "EDITION" / "article.eml"
    sound = place.read_bytes()
    html = text_of(sound, "html")
    way = note_address(FIRST, date(2025, 12, 29), "https://letter.example")
    assert html.count("<a ") == 1
    assert f'href="{way}"' in html
    assert call(["audit", str(place)], capsys).code == 0
    for astray in (
        html.replace(way, "https://evil.example/"),
        html.replace(way, way.replace(FIRST, SECOND)),
        html.replace(f">{FIRST}</a>", ">here</a>", 1),
        html.replace("<a ", '<a href="https://evil.example/" ', 1),
        html.replace("</h1>", '</h1><p><a href="https://evil.example/"></a></p>', 1),
    ):
        assert astray != html
        place.write_text(with_text(sound, "html", astray), encoding="ascii", newline="")
        told = call(["audit", str(place)], capsys)
        assert told.code == 1, astray


def test_what_is_changed_in_it_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = ["draft", FIRST, "--source", f"{FIRST}.snapshot.zip", "--formats", "md,html"]
    assert call(draft, capsys).code == 0
    assert call(["edition", "watchlist.yaml", "--formats", "md,html"], capsys).code == 0
    place = folder / "output" / "2025-12-29" / "EDITION"
    page = place / "article.html"
    sound = page.read_text(encoding="utf-8")
    for right, wrong in (
        (f'href="../{FIRST}/article.html"', f'href="../{SECOND}/article.html"'),
        (f'href="../{FIRST}/article.html"', 'href="https://evil.example/"'),
        (f'<a class="note" href="../{FIRST}/', f'<a href="../{SECOND}/'),
        ('<a class="note" ', '<a href="https://evil.example/" class="note" '),
    ):
        assert right in sound
        page.write_text(sound.replace(right, wrong), encoding="utf-8")
        told = call(["audit", str(page)], capsys)
        assert told.code == 1
        assert "active_content" in told.out
    text = place / "article.md"
    first = next(line for line in text.read_text(encoding="utf-8").splitlines() if "- " in line)
    number = next(word for word in first.split() if word.startswith("$"))
    text.write_text(text.read_text(encoding="utf-8").replace(number, "$1.23", 1), encoding="utf-8")
    assert call(["audit", str(text)], capsys).code == 1


def test_a_symbol_without_a_note_is_named_and_the_rest_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "watchlist.yaml").open("a", encoding="utf-8") as file:
        file.write("- {symbol: GONE, source: gone.snapshot.zip}\n")
    told = call(["edition", "watchlist.yaml", "--formats", "md"], capsys)
    assert told.code == 6
    assert "left out:" in told.out
    assert "could be made: GONE." in files_in(folder)["article.md"].decode()
    none = call(["edition", "watchlist.yaml", "--source", "archive", "--formats", "md"], capsys)
    assert (none.code, "[no_notes]" in none.err) == (1, True)


def test_programs_are_told_of_the_edition_and_of_what_it_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "watchlist.yaml").open("a", encoding="utf-8") as file:
        file.write("- {symbol: GONE, source: gone.snapshot.zip}\n")
    command = ["edition", "watchlist.yaml", "--formats", "md", "--desk", "--json"]
    told = call([*command, "--junit", "edition.xml"], capsys)
    body = json.loads(told.out)
    letter, gone = body["notes"]
    assert (told.code, body["exit_code"], body["counts"]["done"]) == (6, 6, 1)
    assert (letter["symbol"], letter["state"], letter["findings"]) == ("EDITION", "done", [])
    assert (letter["spans"] > 0, letter["desk"]) == (True, "note 1, in review")
    assert letter["seconds"] > 0
    assert (gone["symbol"], gone["state"], gone["code"]) == ("GONE", "refused", "snapshot")
    suite = ET.parse(folder / "edition.xml").getroot()  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("errors"), suite.get("failures")) == ("2", "1", "0")


def test_what_the_desk_refuses_is_an_error_in_the_report(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["edition", "watchlist.yaml", "--formats", "md", "--desk", "--json"]

    def refused(*_: object) -> None:
        raise RefusedError("not_now", "the desk takes nothing now")

    monkeypatch.setattr("generator.cli.edition._handed_in", refused)
    told = call([*command, "--junit", "edition.xml"], capsys)
    body = json.loads(told.out)
    letter = body["notes"][0]
    assert (told.code, body["exit_code"], letter["code"]) == (1, 1, "not_now")
    assert (letter["state"], letter["spans"] > 0) == ("refused", True)
    suite = ET.parse(folder / "edition.xml").getroot()  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("errors")) == ("1", "1")


def test_an_edition_without_any_note_is_a_report_of_errors(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["edition", "watchlist.yaml", "--source", "archive", "--formats", "md"]
    told = call([*command, "--junit", "edition.xml"], capsys)
    suite = ET.parse(folder / "edition.xml").getroot()  # noqa: S314 - our own
    assert (told.code, suite.get("tests"), suite.get("errors")) == (1, "4", "4")
    assert [case.get("name") for case in suite] == ["EDITION", FIRST, SECOND, THIRD]


def test_an_edition_that_cannot_be_written_is_an_error_in_every_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "taken").write_text("a file, and no folder", encoding="utf-8")
    command = ["edition", "watchlist.yaml", "--formats", "md", "--out", "taken", "--json"]
    told = call([*command, "--github", "--summary", "summary.md"], capsys)
    body = json.loads(told.out)
    assert (told.code, body["exit_code"], body["notes"][0]["state"]) == (5, 5, "refused")
    assert "::error title=EDITION::" in told.err
    assert "| EDITION | - | refused |" in (folder / "summary.md").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_hides_no_failure(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["edition", "watchlist.yaml", "--source", "archive", "--formats", "md", "--json"]
    (folder / "taken").write_text("a file, and no folder", encoding="utf-8")
    told = call([*command, "--summary", "taken/summary.md"], capsys)
    assert (told.code, json.loads(told.out)["exit_code"]) == (1, 1)
    assert "[no_notes]" in told.err
    assert "taken/summary.md: cannot be written" in told.err


def test_nobody_is_asked_where_that_is_ruled_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = call(["edition", "watchlist.yaml", "--source", "yahoo", "--offline"], capsys)
    assert told.code == 2
    assert "--offline rules out" in told.err
    assert not (folder / "output").exists()


def test_the_desk_computes_its_facts_again_from_the_data_of_every_note(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Modelled data is not kept by itself, so it is kept here; it may be reviewed all the same."""
    settings = load_settings()
    archive = open_archive(settings)
    for number in range(3):
        keep_snapshot(archive, made_symbol(number), settings)
    told = call(
        ["edition", "watchlist.yaml", "--source", "archive", "--formats", "md,html", "--desk"],
        capsys,
    )
    assert told.code == 0, told.err
    assert "at the desk: note 1, in review" in told.out
    files = files_in(folder)
    playbook = load_playbook(playbook_folder("morning_letter"))
    check_source(archive, files, playbook, settings)
    for forged in _forgeries(files):
        with pytest.raises(RefusedError, match=r"\[facts_differ\]"):
            check_source(archive, forged, playbook, settings)
    empty = archive.__class__(archive.place, _no_database(folder / "other"))
    with pytest.raises(RefusedError, match=r"\[source_unknown\]"):
        check_source(empty, files, playbook, settings)


def _forgeries(files: Mapping[str, bytes]) -> list[dict[str, bytes]]:
    rows: list[dict[str, Any]] = json.loads(files["facts.json"])["facts"]["edition_notes"]["value"]
    cheaper = [rows[0] | {"spot": 1.0}, *rows[1:]]
    astray = [rows[0] | {"link": "https://evil.example/"}, *rows[1:]]
    return [
        changed(files, "edition_notes", cheaper),
        changed(files, "edition_notes", astray),
        changed(files, "edition_notes", rows[1:]),
        changed(files, "edition_up", 3),
        changed(files, "data_kind", "market"),
    ]


def _no_database(folder: Path) -> Database:
    folder.mkdir()
    return open_database(f"sqlite:///{folder}/archive.db")


@pytest.mark.parametrize(
    ("flags", "problem"),
    [
        (["--name", FIRST], f"--name {FIRST}: a note is called so, and would be lost"),
        (["--name", "OTHER"], "--name OTHER: a note is called so"),
        (["--playbook", "options_focus"], "the playbook Options Focus writes notes"),
        (["--source", "arhive"], "--source arhive: is no file and no provider"),
    ],
)
def test_an_edition_writes_over_no_note_and_in_no_note_s_words(
    flags: list[str], problem: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = folder / "output" / "2025-12-28" / "OTHER" / "facts.json"
    note.parent.mkdir(parents=True)
    note.write_text("{}", encoding="utf-8")
    told = call(["edition", "watchlist.yaml", "--formats", "md", *flags], capsys)
    assert (told.code, told.out) == (2, "")
    assert problem in told.err


def test_an_edition_of_data_without_a_change_has_a_number_in_its_headline(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        made = made_symbol(number)
        bare = replace(made, bars=Bars(), quote=replace(made.quote, previous_close=None))
        save_snapshot(bare, folder / f"{bare.symbol}.snapshot.zip")
    told = call(["edition", "watchlist.yaml", "--formats", "md"], capsys)
    assert told.code == 0, told.out
    assert " puts " in files_in(folder)["article.md"].decode().splitlines()[0].lower()


def test_the_same_edition_again_gives_the_same_bytes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["edition", "watchlist.yaml", "--formats", "md,html"], capsys).code == 0
    first = files_in(folder)
    assert call(["edition", "watchlist.yaml", "--formats", "md,html"], capsys).code == 0
    assert files_in(folder) == first
