"""The desk's links and people on the command line."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from generator.config import Settings, load_settings
from generator.editorial.links import Links
from generator.editorial.passwords import Passwords
from generator.editorial.people import People
from generator.editorial.person import Newcomer, Role
from generator.files import replace_folder
from generator.keeping import open_archive
from generator.market.bundle import snapshot_digest
from generator.market.demo import demo_snapshot
from generator.narrative.playbook import load_playbook, playbook_folder
from generator.pipeline import Observed, draft_note
from tests.cli.outcome import Outcome, call
from tests.desk.desks import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Runs ``strikedesk desk`` on an archive of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRIKEDESK_ARCHIVE", str(tmp_path / "kept"))
    return lambda *words: call(["desk", *words], capsys)


def _people() -> People:
    return People(open_archive(load_settings()).database)


def test_the_first_link_and_then_a_link_for_each_person(desk: Callable[..., Outcome]) -> None:
    assert "leave the name out, and the link makes the first person" in desk("link", "anna").err
    first = desk("--port", "9000", "link")
    assert re.fullmatch(r"http://127\.0\.0\.1:9000/login\?link=[\w-]{43}\n", first.out)
    _people().add(Newcomer("anna", "Anna"), Role.ADMIN, by="test", now=BEGINNING)
    again = desk("link")
    assert (again.code, again.out) == (2, "")
    assert "name the person" in again.err
    proxied = desk("--behind-proxy", "desk.example.com", "link", "anna")
    assert proxied.out.startswith("https://desk.example.com/login?link=")
    unknown = desk("link", "bo")
    assert unknown.code == 2
    assert "there is nobody called 'bo', but anna; an admin adds others" in unknown.err


def test_people_are_listed_with_what_they_may_do(desk: Callable[..., Outcome]) -> None:
    people = _people()
    anna = people.add(Newcomer("anna", "Anna O'Neil"), Role.ADMIN, by="test", now=BEGINNING)
    people.add(Newcomer("bo", "Bo"), Role.WRITER, by="test", now=BEGINNING)
    people.set_role(anna.id, Role.ADMIN, by="test", now=BEGINNING)
    listed = desk("people")
    rows = [line.split() for line in listed.out.splitlines()]
    assert ["anna", "Anna", "O'Neil", "admin", "active", "none", "yet"] in rows
    assert ["bo", "Bo", "writer", "active", "none", "yet"] in rows


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The folder of the demo note, without a PDF."""
    snapshot = demo_snapshot()
    observed = Observed(snapshot, snapshot_digest(snapshot))
    rules = load_playbook(playbook_folder("options_focus"))
    replace_folder(tmp_path / "IWM", draft_note(observed, rules, Settings(), None).files)
    return tmp_path / "IWM"


def test_a_modelled_note_is_told_to_be_one_when_it_is_handed_in(
    desk: Callable[..., Outcome], demo: Path
) -> None:
    outcome = desk("submit", str(demo))
    assert outcome.code == 0
    assert "note 1, in review" in outcome.out
    assert "modelled; the note can be reviewed and edited, and is never approved" in outcome.out
    assert "minutes" not in outcome.out


def test_a_note_that_fails_its_audit_is_a_draft_and_its_findings_are_printed(
    desk: Callable[..., Outcome], demo: Path
) -> None:
    text = (demo / "article.md").read_text(encoding="utf-8")
    (demo / "article.md").write_text(text.replace("2.17", "2.71", 1), encoding="utf-8")
    outcome = desk("submit", str(demo))
    assert outcome.code == 1
    assert "note 1, draft" in outcome.out
    place = r"(?m)^article\.md:\d+:\d+: error: changed_number: .*2\.71"
    assert re.search(place, outcome.err)
    assert "is kept as a draft: edit it at the desk, or draft it again" in outcome.err
    assert desk("submit", str(demo), str(demo.parent / "none")).code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", "0.0.0.0"], "add --allow-remote"),  # noqa: S104
        (["--behind-proxy", "desk.example.com"], "add --allow-remote"),
        (["--behind-proxy", "desk.example.com", "--allow-remote"], "somebody with a password"),
        (["--single-user", "--host", "192.0.2.7"], "this machine alone"),
    ],
)
def test_a_desk_that_may_not_start_says_what_to_do_and_ends_with_2(
    desk: Callable[..., Outcome], words: list[str], told: str
) -> None:
    outcome = desk(*words)
    assert outcome.code == 2
    assert told in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_link_of_the_command_line_can_be_used(desk: Callable[..., Outcome]) -> None:
    people = _people()
    token = desk("link").out.strip().rpartition("=")[2]
    links = Links(people.database, Passwords())
    # It was made by the clock of this machine.
    with people.database.reading() as connection:
        made = connection.exec_driver_sql("SELECT created_at FROM links").scalar_one()
    assert links.invitation(token, now=datetime.fromisoformat(made)) is not None
