"""The trail: events in a chain, which shows whatever is done to one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from generator.archive.tables import EVENTS
from generator.archive.trail import BEGINNING, Event, append, broken_links, end_of_trail, events
from generator.errors import StoreError

if TYPE_CHECKING:
    from generator.archive.archive import Archive

AT = datetime(2026, 6, 22, 20, 5, 0, 123, tzinfo=UTC)


def happened(archive: Archive, count: int = 4) -> list[Event]:
    """Events that are kept."""
    with archive.database.writing() as connection:
        for number in range(count):
            detail = {"näme": number, "list": [1, None]}
            note = number % 2
            append(
                connection, Event(at=AT, actor="anna", action="did", note_id=note, detail=detail)
            )
    with archive.database.reading() as connection:
        return events(connection)


def problems(archive: Archive) -> list[str]:
    """What is wrong with the chain."""
    with archive.database.reading() as connection:
        return list(broken_links(connection))


def test_events_come_back_in_order_and_by_note(archive: Archive) -> None:
    kept = happened(archive)
    assert [item.number for item in kept] == [1, 2, 3, 4]
    assert (kept[0].at, kept[0].detail) == (AT, {"näme": 0, "list": [1, None]})
    with archive.database.reading() as connection:
        assert [item.number for item in events(connection, 1)] == [2, 4]
        assert end_of_trail(connection) == kept[-1].sha256
    assert problems(archive) == []


def test_an_empty_trail_ends_where_it_begins(archive: Archive) -> None:
    with archive.database.reading() as connection:
        assert end_of_trail(connection) == BEGINNING
    assert problems(archive) == []


def test_what_is_undone_leaves_no_event(archive: Archive) -> None:
    def fail() -> None:
        with archive.database.writing() as connection:
            append(connection, Event(at=AT, actor="anna", action="did"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [item.number for item in happened(archive, 1)] == [1]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("at", "2026-06-22T20:05:00+00:00", "event 2 of the trail was changed"),
        ("actor", "ben", "event 2 of the trail was changed"),
        ("action", "undid", "event 2 of the trail was changed"),
        ("note_id", 7, "event 2 of the trail was changed"),
        ("revision", "f" * 64, "event 2 of the trail was changed"),
        ("detail", "{}", "event 2 of the trail was changed"),
        ("previous", "f" * 64, "event 2 of the trail does not follow"),
        ("sha256", "f" * 64, "event 3 of the trail does not follow"),
        ("number", 9, "event 2 of the trail is missing"),
    ],
)
def test_a_changed_event_is_named(column: str, value: object, said: str, archive: Archive) -> None:
    happened(archive)
    with archive.database.writing() as connection:
        connection.execute(EVENTS.update().where(EVENTS.c.number == 2).values({column: value}))
    assert any(each.startswith(said) for each in problems(archive))


def test_an_event_that_is_gone_is_missed(archive: Archive) -> None:
    happened(archive)
    with archive.database.writing() as connection:
        connection.execute(EVENTS.delete().where(EVENTS.c.number == 2))
    assert problems(archive)[0] == "event 2 of the trail is missing"


def test_an_event_that_cannot_be_read_is_an_error_that_names_it(archive: Archive) -> None:
    happened(archive)
    with archive.database.writing() as connection:
        connection.execute(EVENTS.update().where(EVENTS.c.number == 2).values(detail="{"))
    with archive.database.reading() as connection, pytest.raises(StoreError, match="event 2"):
        events(connection)
