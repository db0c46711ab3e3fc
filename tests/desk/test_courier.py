"""Readers get what was decided behind the request, and no request waits for it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import pytest

from generator.desk.desk import Desk
from generator.editorial import delivering
from generator.editorial.delivering import deliveries
from generator.editorial.publishing import Places
from generator.editorial.states import State
from generator.errors import StoreError
from tests.desk.running import listening
from tests.desk.stands import approved_by, sent
from tests.editorial.carriers import Memory
from tests.editorial.made_notes import handed_in

if TYPE_CHECKING:
    from generator.editorial.notes import Note
    from generator.publish.parcel import Parcel
    from tests.desk.stands import World

SECONDS = 20


def carried_by(monkeypatch: pytest.MonkeyPatch, carrier: Memory) -> None:
    """Let a carrier of the test take what the desk sends."""
    monkeypatch.setattr(Desk, "carrier", property(lambda _: carrier))


def published(stand: World, note: Note | None = None) -> Note:
    """A note that was published on its page."""
    out = note or stand.in_state(State.APPROVED)
    answer = sent(stand.client("ben"), f"/notes/{out.id}/publish", seen=out.approved or "")
    assert answer.status_code == 303
    return stand.note(out.id)


def states(stand: World, note: Note) -> list[str]:
    """Where the deliveries of a note stand."""
    return [each.state for each in deliveries(stand.desk.newsroom, note.id)]


def test_a_request_keeps_the_decision_and_the_page_says_that_it_is_on_its_way(
    stand: World,
) -> None:
    note, wim = published(stand), stand.client("wim")
    place = f"/notes/{note.id}?panel=deliveries"
    assert states(stand, note) == ["pending"]
    page = wim.get(place).text
    assert f'hx-get="{place}" hx-trigger="load delay:1s"' in page
    assert f'It is on its way. <a href="{place}">Look again</a>' in page
    stand.desk.courier.run_until_done(stand.desk)
    assert states(stand, note) == ["done"]
    assert "on its way" not in wim.get(place, headers={"HX-Request": "true"}).text


def test_what_failed_is_on_its_way_again_when_somebody_asks_for_it(
    stand: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = Memory(fails={"shelf"})
    carried_by(monkeypatch, carrier)
    note = published(stand)
    stand.desk.courier.run_until_done(stand.desk)
    place, ben = f"/notes/{note.id}?panel=deliveries", stand.client("ben")
    page = ben.get(place).text
    assert "is full" in page
    assert "on its way" not in page
    sent(ben, f"/notes/{note.id}/deliver", seen=note.live or "")
    assert "on its way" in ben.get(place).text
    carrier.fails = set()
    stand.desk.courier.run_until_done(stand.desk)
    assert states(stand, note) == ["done"]


@pytest.mark.parametrize("action", ["withdraw", "several"])
def test_withdrawing_and_publishing_several_wake_it_too(stand: World, action: str) -> None:
    ben = stand.client("ben")
    if action == "withdraw":
        note = stand.in_state(State.PUBLISHED)
        form = {"seen": note.live or "", "reason": "it misled"}
        sent(ben, f"/notes/{note.id}/withdraw", **form)
    else:
        note = stand.in_state(State.APPROVED)
        sent(ben, "/notes/publish", **{f"note_{note.id}": note.approved or ""})
    assert "pending" in states(stand, note)
    stand.desk.courier.run_until_done(stand.desk)
    assert "pending" not in states(stand, note)


def test_it_begins_with_what_an_earlier_run_left_and_goes_on_when_it_is_woken(
    stand: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Telling(Memory):
        def shelve(self, name: str, parcel: Parcel) -> None:
            super().shelve(name, parcel)
            took.set()

    took = threading.Event()
    carried_by(monkeypatch, Telling())
    left = published(stand)
    with listening(stand.desk):
        assert took.wait(SECONDS)
        stand.desk.courier.run_until_done(stand.desk)
        assert states(stand, left) == ["done"]
        took.clear()
        note = published(stand, approved_by(stand, handed_in(stand.desk.newsroom, "NXT")))
        assert took.wait(SECONDS)
    assert states(stand, note) == ["done"]
    assert [each.name for each in threading.enumerate() if each.name == "courier"] == []


def test_it_ends_behind_the_delivery_that_it_makes(
    stand: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ending(Memory):
        def shelve(self, name: str, parcel: Parcel) -> None:
            super().shelve(name, parcel)
            stand.desk.courier.end()
            ended.set()

    ended = threading.Event()
    carried_by(monkeypatch, Ending())
    monkeypatch.setattr(Desk, "places", property(lambda _: Places(("/one", "/two"))))
    note = published(stand)
    stand.desk.courier.start(stand.desk)
    assert ended.wait(SECONDS)
    stand.desk.courier.stop()
    assert states(stand, note) == ["done", "pending"]
    with stand.desk.archive.database.alone("publishing"):
        pass  # nobody holds it any more


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreError("the disk is full"), "deliveries wait: the disk is full"),
        (KeyError("x"), "fault while delivering"),
    ],
)
def test_what_breaks_a_round_is_logged_and_the_next_one_is_made(
    error: Exception,
    told: str,
    stand: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaking(*given: object) -> None:
        del given
        raise error

    note = published(stand)
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "open_deliveries", breaking)
        stand.desk.courier.run_until_done(stand.desk)
    assert told in caplog.text
    assert states(stand, note) == ["pending"]
    with caplog.at_level(logging.INFO, "strikedesk.desk"):
        stand.desk.courier.wake()
        stand.desk.courier.run_until_done(stand.desk)
    assert f"note {note.id} to 'shelf:" in caplog.text
    assert states(stand, note) == ["done"]
