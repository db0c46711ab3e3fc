"""Delivering: shelves, then the site, then mails; once each, and on where it ended."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import TextClause, text

from generator.archive.tables import NOTES, PUBLICATIONS
from generator.editorial import delivering
from generator.editorial.delivering import (
    Delivery,
    deliver,
    deliveries,
    open_deliveries,
    send_again,
)
from generator.editorial.edits import correct
from generator.editorial.parcels import parcel_of
from generator.editorial.publishing import Places
from generator.editorial.verifying import desk_problems
from generator.errors import ConfigurationError, UnknownDeliveryError, UsageError
from tests.editorial.carriers import Memory, PowerCutError
from tests.editorial.desks_at_work import ADDRESS, correction, published
from tests.editorial.made_notes import ANNA, BEN, SOON, handed_in
from tests.editorial.test_decisions import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.archive.archive import Archive
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note
    from generator.publish.parcel import Parcel

PLACES: Final = Places(("memory",), site=True, addresses=(ADDRESS,))
SHELF_ALONE: Final = Places(("memory",))
MAIL: Final = f"mailto:{ADDRESS}"


@pytest.fixture
def out(room: Newsroom, note: Note) -> Iterator[Note]:
    """A published note; whatever happens to it, the desk stays what its trail says."""
    yield published(room, note, PLACES)
    assert [each for each in desk_problems(room.archive) if "is gone" not in each] == []


def states(room: Newsroom) -> list[str]:
    """The states of all deliveries, in their order."""
    return [each.state for each in deliveries(room)]


def test_shelves_come_first_then_the_site_then_mails_and_each_once(
    room: Newsroom, out: Note
) -> None:
    published(room, handed_in(room, "SPY", small=True), PLACES)
    carrier = Memory()
    made = deliver(room, carrier, SOON)
    assert [each.state for each in made] == ["done"] * 6
    assert carrier.order == ["shelf:memory", "shelf:memory", "site", MAIL, MAIL]
    assert deliver(room, carrier, SOON) == []
    assert set(carrier.mails.values()) == {1}
    assert out.live in {edition for edition, _ in carrier.mails}


@pytest.mark.parametrize("kind", ["shelf", "site", "mail"])
def test_what_failed_is_told_and_tried_again(kind: str, room: Newsroom, out: Note) -> None:
    carrier = Memory(fails={kind})
    failed = [each for each in deliver(room, carrier, SOON) if each.state == "failed"]
    assert len(failed) == 1
    assert failed[0].detail
    assert failed[0].note_id == out.id
    carrier.fails = set()
    assert [each.state for each in deliver(room, carrier, SOON)] == ["done"]
    assert states(room) == ["done"] * 3


def test_a_mail_that_was_cut_off_is_unknown_and_sent_again_only_when_asked(
    room: Newsroom, out: Note
) -> None:
    carrier = Memory(dies_at="mail")
    with pytest.raises(PowerCutError):
        deliver(room, carrier, SOON)
    assert states(room) == ["done", "done", "sending"]
    carrier.dies_at = ""
    [cut] = deliver(room, carrier, SOON)
    assert (cut.state, "ask the reader" in cut.detail) == ("unknown", True)
    assert deliver(room, carrier, SOON) == []
    send_again(room, cut.key, SOON, "anna")
    assert [each.state for each in deliver(room, carrier, SOON)] == ["done"]
    assert carrier.mails[out.live or "", ADDRESS] == 2
    for key in (cut.key, "0" * 64):
        with pytest.raises(UsageError, match="only a delivery that is unknown"):
            send_again(room, key, SOON, "anna")


def test_a_server_that_did_not_answer_leaves_the_mail_unknown(
    room: Newsroom, out: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(address: str, parcel: Parcel) -> None:
        del parcel
        raise UnknownDeliveryError("smtp_unknown", f"{address}: it had the note")

    carrier = Memory()
    monkeypatch.setattr(carrier, "mail", silent)
    assert deliver(room, carrier, SOON, [out.id])[-1].state == "unknown"
    assert deliver(room, Memory(), SOON) == []


def test_a_shelf_that_was_cut_off_is_filled_again(room: Newsroom, out: Note) -> None:
    with pytest.raises(PowerCutError):
        deliver(room, Memory(dies_at="shelf"), SOON)
    assert states(room)[0] == "pending"
    carrier = Memory()
    deliver(room, carrier, SOON)
    assert carrier.shelves["memory", "2026-06-22/IWM"].publication.edition == out.live


def test_an_edition_that_another_one_overtook_goes_nowhere(room: Newsroom, out: Note) -> None:
    begun = correct(room, correction(out), "it was wrong")
    after = published(room, begun, PLACES, BEN)
    carrier = Memory()
    deliver(room, carrier, SOON)
    by_edition = {each.edition: each.state for each in deliveries(room)}
    assert by_edition == {out.live: "superseded", after.live: "done"}
    assert list(carrier.mails) == [(after.live, ADDRESS)]


def test_one_that_is_overtaken_while_it_is_packed_is_not_mailed_twice(
    room: Newsroom, out: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = parcel_of

    def overtaken(archive: Archive, note: Note) -> Parcel:
        monkeypatch.setattr(delivering, "parcel_of", packed)
        published(room, correct(room, correction(out), "it was wrong"), PLACES, BEN)
        return packed(archive, note)

    monkeypatch.setattr(delivering, "parcel_of", overtaken)
    carrier = Memory()
    deliver(room, carrier, SOON)
    deliver(room, carrier, SOON)
    assert list(carrier.mails.values()) == [1]
    assert states(room).count("superseded") == 3


def test_only_the_notes_that_are_meant_are_delivered(room: Newsroom, out: Note) -> None:
    other = published(room, handed_in(room, "SPY", small=True), PLACES)
    assert {each.note_id for each in deliver(room, Memory(), SOON, [other.id])} == {other.id}
    assert {each.state for each in deliveries(room, out.id)} == {"pending"}


@pytest.mark.parametrize(("dies_at", "mailed"), [("", "done"), ("mail", "unknown")])
def test_an_edition_that_comes_back_is_shelved_again_and_not_mailed_again(
    dies_at: str, mailed: str, room: Newsroom, out: Note
) -> None:
    def corrected(text: str) -> Note:
        before = room.note(out.id)
        begun = correct(room, correction(before, ANNA, text), "it was wrong")
        return published(room, begun, PLACES, BEN)

    carrier = Memory(dies_at=dies_at)
    first = corrected("One.")
    with contextlib.suppress(PowerCutError):
        deliver(room, carrier, SOON)
    carrier.dies_at = ""
    corrected("Two.")
    deliver(room, carrier, SOON)
    again = corrected("One.")
    assert again.live == first.live
    states = {
        each.destination: each.state for each in deliveries(room) if each.edition == again.live
    }
    assert states == {"shelf:memory": "pending", "site": "pending", MAIL: mailed}
    deliver(room, carrier, SOON)
    assert list(carrier.mails.values()) == [1, 1]
    assert carrier.shelves["memory", "2026-06-22/IWM"].publication.edition == first.live


def without(row: str, key: str) -> TextClause:
    """A statement that takes rows out, or an event's word, and asks nobody."""
    return text({
        "event": "DELETE FROM events WHERE note_id = :key AND action = 'published'",
        "revision": "DELETE FROM revisions WHERE note_id = :key AND kind = 'edition'",
        "detail": "UPDATE events SET detail = '{}' WHERE note_id = :key AND action = 'published'",
        "garbage": "UPDATE events SET detail = '{' WHERE note_id = :key AND action = 'published'",
        "state": "UPDATE notes SET state = 'lost' WHERE id = :key",
    }[row]).bindparams(key=key)  # fmt: skip


@pytest.mark.parametrize("row", ["event", "revision", "detail", "garbage", "state"])
def test_a_note_that_is_damaged_fails_and_those_behind_it_are_delivered(
    row: str, room: Newsroom, note: Note
) -> None:
    published(room, note, SHELF_ALONE)
    other = published(room, handed_in(room, "SPY", small=True), SHELF_ALONE)
    with room.archive.database.writing() as connection:
        connection.execute(without(row, str(note.id)))
    bad, good = deliver(room, Memory(), SOON)
    assert (bad.note_id, bad.state) == (note.id, "failed")
    assert "verify finds more" in bad.detail or "cannot be read" in bad.detail
    assert (good.note_id, good.state) == (other.id, "done")


def test_a_destination_that_nobody_ordered_fails_alone_and_nothing_is_mailed_there(
    room: Newsroom, note: Note
) -> None:
    published(room, note, SHELF_ALONE)
    other = published(room, handed_in(room, "SPY", small=True), SHELF_ALONE)
    with room.archive.database.writing() as connection:
        same = PUBLICATIONS.c.note_id == note.id
        connection.execute(PUBLICATIONS.update().where(same).values(destination="nowhere"))
    carrier = Memory()
    good, bad = deliver(room, carrier, SOON)
    assert (good.note_id, good.state) == (other.id, "done")
    assert (bad.state, "not what the trail tells of" in bad.detail) == ("failed", True)
    assert not carrier.mails


@pytest.mark.parametrize(
    "change",
    [
        {"destination": "mailto:rival@example.com"},
        {"state": "pending", "detail": "again"},
        {"edition": "0" * 64},
    ],
)
def test_a_changed_delivery_goes_nowhere_and_the_trail_is_told_nothing(
    change: dict[str, str], room: Newsroom, note: Note
) -> None:
    out = published(room, note, PLACES)
    carrier = Memory()
    deliver(room, carrier, SOON)
    before, sent = told(room, out), dict(carrier.mails)
    with room.archive.database.writing() as connection:
        mails = PUBLICATIONS.c.destination.startswith("mailto:")
        values = {"state": "pending", **change}
        connection.execute(PUBLICATIONS.update().where(mails).values(**values))
    [bad] = deliver(room, carrier, SOON)
    assert (bad.state, "nothing was sent" in bad.detail) == ("failed", True)
    assert carrier.mails == sent
    assert told(room, out) == before


def test_a_note_whose_row_was_changed_meanwhile_goes_nowhere(room: Newsroom, note: Note) -> None:
    published(room, note, SHELF_ALONE)
    with room.archive.database.writing() as connection:
        connection.execute(NOTES.update().values(symbol="AAPL"))
    carrier = Memory()
    [bad] = deliver(room, carrier, SOON)
    assert (bad.state, "where the trail left it" in bad.detail) == ("failed", True)
    assert not carrier.shelves


def test_whatever_the_house_raises_fails_one_delivery_alone(
    room: Newsroom, out: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*given: object) -> None:
        raise ConfigurationError("strikedesk.toml", f"is wrong for {len(given)} things")

    carrier = Memory()
    for call in ("shelve", "renew_site"):
        monkeypatch.setattr(carrier, call, refusing)
    made = deliver(room, carrier, SOON)
    assert [each.state for each in made] == ["failed", "failed", "done"]
    assert [each.detail for each in made][:2] == [
        f"strikedesk.toml: is wrong for {count} things" for count in (2, 0)
    ]
    assert carrier.mails[out.live or "", ADDRESS] == 1


def test_what_is_open_is_asked_of_the_database_and_not_all_that_ever_went_out(
    room: Newsroom, out: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(room, Memory(), SOON)
    read: list[str] = []

    def counted(**row: str) -> Delivery:
        read.append(row["key"])
        return Delivery(**row)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering, "Delivery", counted)
    assert deliver(room, Memory(), SOON) == []
    assert open_deliveries(room, [out.id]) == []
    assert read == []
    assert len(deliveries(room)) == len(read) == 3


def test_a_mail_that_was_cut_off_stays_unknown_when_a_correction_overtakes_it(
    room: Newsroom, out: Note
) -> None:
    with pytest.raises(PowerCutError):
        deliver(room, Memory(dies_at="mail"), SOON)
    published(room, correct(room, correction(out), "it was wrong"), PLACES, BEN)
    made = deliver(room, Memory(), SOON)
    assert [each.state for each in made if each.edition == out.live] == ["unknown"]
