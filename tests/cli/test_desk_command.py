"""The desk's links and people on the command line."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from generator.config import load_settings
from generator.editorial.links import Links
from generator.editorial.passwords import Passwords
from generator.editorial.people import People
from generator.editorial.person import Newcomer, Role
from generator.keeping import open_archive
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
    assert "there is nobody called bo; there is anna" in unknown.err


def test_people_are_listed_with_what_they_may_do(desk: Callable[..., Outcome]) -> None:
    people = _people()
    anna = people.add(Newcomer("anna", "Anna O'Neil"), Role.ADMIN, by="test", now=BEGINNING)
    people.add(Newcomer("bo", "Bo"), Role.WRITER, by="test", now=BEGINNING)
    people.set_role(anna.id, Role.ADMIN, by="test", now=BEGINNING)
    listed = desk("people")
    rows = [line.split() for line in listed.out.splitlines()]
    assert ["anna", "Anna", "O'Neil", "admin", "active", "none", "yet"] in rows
    assert ["bo", "Bo", "writer", "active", "none", "yet"] in rows


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
