"""Delivering: shelves, then the site, then mails; once each, and on where it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from generator.editorial import delivering
from generator.editorial.delivering import deliver, deliveries, send_again
from generator.editorial.edits import correct
from generator.editorial.parcels import parcel_of
from generator.editorial.publishing import Places
from generator.editorial.verifying import desk_problems
from generator.errors import UnknownDeliveryError, UsageError
from tests.editorial.carriers import Memory, PowerCutError
from tests.editorial.desks_at_work import ADDRESS, correction, published
from tests.editorial.made_notes import BEN, SOON, handed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.archive.archive import Archive
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note
    from generator.publish.parcel import Parcel

PLACES: Final = Places(("memory",), site=True, addresses=(ADDRESS,))
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
