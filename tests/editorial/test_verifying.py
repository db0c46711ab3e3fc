"""Whatever is changed behind the desk's back is found: any column, row, object or published file.

SESSIONS, LINKS and LOGIN_FAILURES are not held to the trail, which tells of no logins: of the first
two it is found alone that they are of nobody. PEOPLE have tests of their own.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import zipfile
import zlib
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy.exc import IntegrityError

from generator.archive.tables import (
    COMMENTS,
    EVENTS,
    FACTS,
    ISSUES,
    LINKS,
    NOTES,
    PEOPLE,
    PUBLICATIONS,
    REVISIONS,
    SESSIONS,
    SNAPSHOTS,
)
from generator.archive.trail import BEGINNING, events
from generator.archive.verifying import verify_archive
from generator.editorial import publishing
from generator.editorial.delivering import deliver
from generator.editorial.publishing import Places, withdraw
from generator.editorial.verifying import desk_problems
from tests.editorial.desks_at_work import Shelving, busy_desk, on, published
from tests.editorial.made_notes import AS_OF, BEN, SOON, QuickPress, handed_in, newsroom_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Table

FULL: Final = bool(os.environ.get("STRIKEDESK_FULL"))
HELD: Final = (NOTES, REVISIONS, COMMENTS, PUBLICATIONS, EVENTS, FACTS, ISSUES, SNAPSHOTS)


@dataclass(frozen=True, slots=True)
class Seen:
    """A database as it is seen from inside of one transaction."""

    connection: Connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """See `generator.archive.database.Database.reading`."""
        yield self.connection


class Scene:
    """A busy desk, which each test may spoil and then finds as it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        newsroom = newsroom_in(folder / "desk", press=QuickPress(mails=True))
        self.archive = newsroom.archive
        self.shelf = folder / "shelf"
        busy_desk(newsroom, self.shelf)

    def problems(self) -> list[str]:
        """What verifying says of the desk."""
        return list(desk_problems(self.archive))

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        """The rows of a table, each behind its number in the file."""
        with self.archive.database.reading() as connection:
            query = f"SELECT rowid, * FROM {table.name}"  # noqa: S608
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def problems_after(self, statement: str, *values: object) -> list[str]:
        """What verifying says after a statement that asks nobody; then all is as it was."""
        with self.archive.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            connection.exec_driver_sql(statement, values)
            seen = replace(self.archive, database=Seen(connection))  # type: ignore[arg-type]
            found = list(desk_problems(seen)) or list(verify_archive(seen).problems)
            connection.rollback()
        return found

    def problems_with(self, number: int, detail: object) -> list[str]:
        """What verifying says if an event says something else, in a chain that is whole."""
        with self.archive.database.engine.connect() as connection:
            rewritten(connection, number, json.dumps(detail))
            seen = replace(self.archive, database=Seen(connection))  # type: ignore[arg-type]
            found = [*verify_archive(seen).problems, *desk_problems(seen)]
            connection.rollback()
        return found


def rewritten(connection: Connection, number: int, detail: str) -> None:
    """Let an event say something else, and chain those behind it to it."""
    previous = BEGINNING
    for row in connection.execute(EVENTS.select().order_by(EVENTS.c.number)).mappings().all():
        values = {**row, "previous": previous} | (
            {"detail": detail} if row["number"] == number else {}
        )
        del values["sha256"]
        text = json.dumps(values, sort_keys=True, ensure_ascii=False)
        previous = hashlib.sha256(text.encode()).hexdigest()
        same = EVENTS.c.number == row["number"]
        connection.execute(EVENTS.update().where(same).values(**values, sha256=previous))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A busy desk."""
    made = Scene(tmp_path_factory.mktemp("desk"))
    yield made
    made.archive.database.engine.dispose()


def others(value: object) -> list[object]:
    """What a cell may be changed to: something near, something of no sense, nothing."""
    if isinstance(value, str):
        return [f"{value[:-1]}{'1' if value[-1:] != '1' else '2'}", "{", None]
    if isinstance(value, int | float):
        return [value + 1000, None]
    return ["0", "2026-06-22T20:05:00.000000Z"]


def test_a_busy_desk_is_as_its_trail_tells(scene: Scene) -> None:
    assert scene.problems() == []
    assert verify_archive(scene.archive).problems == ()
    for table in HELD:
        assert scene.rows(table), table.name


@pytest.mark.parametrize("table", HELD, ids=lambda table: table.name)
def test_a_change_of_any_column_of_any_row_is_found(scene: Scene, table: Table) -> None:
    """In the ordinary run rows are taken from all over the table."""
    rows = scene.rows(table)
    for row in rows[:: 1 if FULL else max(1, len(rows) // 5)]:
        for column, value in zip(table.c, row[1:], strict=True):
            made = others(value)
            if table is EVENTS:
                made = made[:2] if row[0] % 7 == 0 else made[:1]
            for other in made:
                if other is None and not column.nullable:
                    continue
                statement = f"UPDATE {table.name} SET {column.name} = ? WHERE rowid = ?"  # noqa: S608
                try:
                    found = scene.problems_after(statement, other, row[0])
                except IntegrityError:
                    continue  # the database refuses it itself
                assert found, f"{column.name} of row {row[0]}: {other!r}"


@pytest.mark.parametrize("table", HELD, ids=lambda table: table.name)
def test_any_row_that_is_taken_out_is_found(scene: Scene, table: Table) -> None:
    for row in scene.rows(table)[-999 if FULL else -12 :]:
        statement = f"DELETE FROM {table.name} WHERE rowid = ?"  # noqa: S608
        assert scene.problems_after(statement, row[0]), row[0]


def test_a_table_that_is_emptied_is_found(scene: Scene) -> None:
    for table in HELD:
        assert scene.problems_after(f"DELETE FROM {table.name}"), table.name  # noqa: S608


@pytest.mark.parametrize("table", HELD, ids=lambda table: table.name)
def test_a_row_that_is_put_in_is_found(scene: Scene, table: Table) -> None:
    """It is like the last one but for what has to be unique."""
    *_, last = scene.rows(table)
    fresh = {
        "id": 999, "number": 999, "name": "spot_too", "sha256": "f" * 64, "key": "f" * 64,
        "symbol": "NEW", "markdown_sha256": "f" * 64,
    }  # fmt: skip
    values = tuple(
        fresh.get(column.name, value) for column, value in zip(table.c, last[1:], strict=True)
    )
    marks = ", ".join("?" for _ in values)
    assert scene.problems_after(f"INSERT INTO {table.name} VALUES ({marks})", *values)  # noqa: S608


def test_facts_of_a_snapshot_that_was_never_kept_are_found(scene: Scene) -> None:
    statement = "INSERT INTO facts VALUES (77, 'spot', 1.0, NULL, NULL)"
    assert scene.problems_after(statement)


def test_the_last_events_cannot_be_cut_off(scene: Scene) -> None:
    count = len(scene.rows(EVENTS))
    for kept in range(0, count, 1 if FULL else 5):
        found = scene.problems_after("DELETE FROM events WHERE number > ?", kept)
        assert found, f"the first {kept} of {count}"


NEEDED: Final = {
    "snapshot_kept": {"id", "sha256"},
    "issue_remembered": {"id", "sha256"},
    "handed_in": {"text_known"},
    "commented": {"comment", "sha256"},
    "settled": {"comment"},
    "published": {"edition", "destinations", "standing"},
    "published_correction": {"edition", "destinations", "standing"},
    "withdrawn": {"edition", "destinations", "standing", "text_known"},
    "delivered": {"key", "destination"},
    "delivery_failed": {"key", "destination"},
    "person_added": {"person_id"},
}
"""What a verifier looks for in the events of an action."""


def test_an_event_that_lacks_a_field_is_a_problem_and_ends_nothing(scene: Scene) -> None:
    with scene.archive.database.reading() as connection:
        told = {item.action: item for item in events(connection)}
    assert set(NEEDED) <= set(told)
    for action, item in told.items():
        for name in item.detail:
            less = {key: value for key, value in item.detail.items() if key != name}
            found = scene.problems_with(item.number, less)
            named = any(each.startswith(f"event {item.number} of the trail") for each in found)
            assert named or name not in NEEDED.get(action, ()), f"{action}: {name}"
        others_said: tuple[object, ...] = (None, [], dict.fromkeys(item.detail))
        for other in others_said:
            assert scene.problems_with(item.number, other), f"{action}: {other}"


def test_a_delivery_that_nobody_ordered_is_found(scene: Scene) -> None:
    with scene.archive.database.reading() as connection:
        last = next(item for item in events(connection)[::-1] if item.action == "delivered")
    found = scene.problems_with(last.number, {**last.detail, "key": "f" * 64})
    assert any(
        each.startswith(f"event {last.number} of the trail: nobody ordered") for each in found
    )


@pytest.mark.parametrize("table", [SESSIONS, LINKS], ids=lambda table: table.name)
def test_a_session_or_a_link_of_nobody_is_found(scene: Scene, table: Table) -> None:
    [_, *_] = scene.rows(PEOPLE)
    values = {"token_sha256": "f" * 64, "person_id": 999, "role": "admin"}
    times = dict.fromkeys(("created_at", "seen_at"), "2026-06-22T20:05:00.000000Z")
    row = [(values | times).get(column.name) for column in table.c]
    statement = f"INSERT INTO {table.name} VALUES ({', '.join('?' for _ in row)})"  # noqa: S608
    [found] = scene.problems_after(statement, *row)
    assert found == f"{table.name[:-1]} ffffffffffff: belongs to person 999, whom nobody knows"
    known = (1, None) if table is LINKS else (1,)
    for row[1] in known:  # the first link is whoever's comes first
        assert scene.problems_after(statement, *row) == []


def flipped(content: bytes, place: int, bits: int) -> bytes:
    """The content with some bits of one byte turned over."""
    return content[:place] + bytes([content[place] ^ bits]) + content[place + 1 :]


def test_a_flipped_byte_of_any_published_file_is_found(scene: Scene) -> None:
    random = Random(1)  # noqa: S311 - which bytes
    files = [path for path in scene.shelf.rglob("*") if path.is_file()]
    assert any("earlier" in path.parts for path in files)
    for path in files:
        sound = path.read_bytes()
        everywhere = path.name == "publication.json"
        places = range(len(sound)) if everywhere else random.sample(range(len(sound)), 1)
        for place in list(places)[:: 97 if everywhere else 1]:
            path.write_bytes(flipped(sound, place, 1))
            assert scene.problems(), f"{path}: {place}"
        path.write_bytes(sound)
    assert scene.problems() == []


def test_a_publication_that_claims_to_be_another_note_is_found(scene: Scene) -> None:
    path = next(scene.shelf.rglob("IWM/publication.json"))
    sound = path.read_bytes()
    for number in range(2, 8):
        path.write_bytes(sound.replace(b'"note_id": 1', b'"note_id": %d' % number))
        assert scene.problems(), number
    path.write_bytes(sound)


def test_a_published_file_that_is_gone_or_was_put_in_is_found(scene: Scene) -> None:
    for path in [path for path in scene.shelf.rglob("*") if path.is_file()]:
        sound = path.read_bytes()
        path.unlink()
        assert any(str(path) in each for each in scene.problems()), path
        path.write_bytes(sound)
    foreign = next(scene.shelf.rglob("IWM")) / "more.html"
    foreign.write_text("x")
    assert [each for each in scene.problems() if "was not published" in each]
    foreign.unlink()
    assert scene.problems() == []


def _unpacked(content: bytes) -> dict[str, bytes] | None:
    """The files of an object; ``None`` where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError):
        return None


def test_a_flipped_byte_of_an_object_is_found_where_it_changes_a_file(scene: Scene) -> None:
    """What a zip says of itself, such as a date, is no part of any file, and may differ."""
    random = Random(2)  # noqa: S311 - which bytes
    for path in sorted((scene.folder / "desk").rglob("*.note.zip")):
        sound = path.read_bytes()
        begin = sound.index(b"article.html") + len("article.html")
        end = sound.index(b"PK", begin)
        for place in random.sample(range(begin, end), 3):
            path.write_bytes(flipped(sound, place, 255))
            # The end of a packed file can have a byte that unpacking does not read.
            same = _unpacked(path.read_bytes()) == _unpacked(sound)
            assert same or scene.problems(), f"{path.name}: {place}"
        path.unlink()
        assert scene.problems(), path.name
        path.write_bytes(sound)
    assert scene.problems() == []


def test_a_flipped_byte_of_a_snapshot_is_found(scene: Scene) -> None:
    [path] = (scene.folder / "desk" / "snapshots").rglob("*.parquet")
    sound = path.read_bytes()
    for place in range(4, len(sound), len(sound) // 40):
        path.write_bytes(flipped(sound, place, 255))
        verify_archive(scene.archive)
    path.write_bytes(sound[: len(sound) // 2] + sound[len(sound) // 2 + 1 :])
    assert verify_archive(scene.archive).problems
    path.write_bytes(sound)


def test_a_later_issue_of_the_day_takes_the_place_of_the_earlier_and_both_are_sound(
    tmp_path: Path,
) -> None:
    newsroom = newsroom_in(tmp_path / "desk")
    places = Places((str(tmp_path / "shelf"),))
    for earlier in (60, 0):
        as_of = AS_OF - timedelta(minutes=earlier)
        published(newsroom, handed_in(newsroom, as_of=as_of, small=True), places)
        deliver(newsroom, Shelving(), SOON)
        assert list(desk_problems(newsroom.archive)) == []
    next((tmp_path / "shelf").rglob("article.md")).write_text("x")
    assert len(list(desk_problems(newsroom.archive))) == 1


def test_an_edition_that_was_replaced_elsewhere_alone_is_found_where_readers_still_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom = newsroom_in(tmp_path / "desk")
    old, new = (Places((str(tmp_path / name),)) for name in ("old", "new"))
    out = published(newsroom, handed_in(newsroom, small=True), old)
    deliver(newsroom, Shelving(), SOON)
    monkeypatch.setattr(publishing, "wherever_readers_are", lambda *given: given[-1])
    withdraw(newsroom, on(out, BEN, out.live), new, "it misled")
    deliver(newsroom, Shelving(), SOON)
    [problem] = desk_problems(newsroom.archive)
    assert problem.startswith(f"{tmp_path / 'old'}/2026-06-22/IWM: readers still have an edition")
    shutil.rmtree(tmp_path / "old")
    assert list(desk_problems(newsroom.archive)) == []


def test_an_edition_that_is_about_to_be_replaced_is_no_fault(tmp_path: Path) -> None:
    newsroom = newsroom_in(tmp_path / "desk")
    places = Places((str(tmp_path / "shelf"),))
    out = published(newsroom, handed_in(newsroom, small=True), places)
    deliver(newsroom, Shelving(), SOON)
    withdraw(newsroom, on(out, BEN, out.live), places, "it misled")
    assert list(desk_problems(newsroom.archive)) == []
