"""Delivering: what has to go out goes, place by place, once to each, and goes on after a crash.

A shelf takes the same parcel twice without a trace, so a delivery that was cut off is made again. A
mail does not: it is noted before it is sent, and one that was cut off is reported as unknown and
not sent again, because a reader who gets none can be sent one, and two cannot be taken back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from sqlalchemy import select

from generator.archive.tables import PUBLICATIONS
from generator.archive.trail import PROGRAM, Event, append, events
from generator.editorial.delivery_states import (
    DONE,
    FAILED,
    OPEN,
    PENDING,
    SENDING,
    SENT_AGAIN,
    SUPERSEDED,
    TOLD,
    UNKNOWN,
)
from generator.editorial.destinations import MAIL, SHELF, SITE
from generator.editorial.held_places import HELD, is_held_at
from generator.editorial.held_to_trail import check_as_left
from generator.editorial.notes import find_note, stored
from generator.editorial.parcels import parcel_of
from generator.editorial.told_deliveries import deliveries_told
from generator.editorial.told_events import incomplete
from generator.errors import StoreError, StrikedeskError, UnknownDeliveryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable
    from datetime import datetime

    from sqlalchemy import Select

    from generator.editorial.newsroom import Newsroom
    from generator.publish.parcel import Parcel

_LOCK: Final = "publishing"
_LATER: Final = "readers have a later edition"
_CUT_OFF: Final = "the program ended while it was being sent; ask the reader before sending again"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition on its way to one destination.

    Args:
        key: Of note, edition and destination.
        note_id: Of the note.
        edition: Its hash.
        destination: ``shelf:…``, ``site`` or ``mailto:…``.
        state: pending, sending, done, failed, unknown, or superseded by a later edition.
        detail: What went wrong.
        at: When it got this state, ISO in UTC.
    """

    key: str
    note_id: int
    edition: str
    destination: str
    state: str
    detail: str
    at: str


class Carrier(Protocol):
    """Takes parcels to their destinations."""

    def shelve(self, name: str, parcel: Parcel) -> None:
        """Put a parcel on the shelf of this name.

        Raises:
            StoreError: It cannot be put there.
        """

    def mail(self, address: str, parcel: Parcel) -> None:
        """Send the parcel's message to one address.

        Raises:
            ProviderError: The server did not take it; `UnknownDeliveryError` if it may have.
            UsageError: The server is not set up.
        """

    def renew_site(self) -> None:
        """Make the site anew.

        Raises:
            StrikedeskError: It cannot be made.
        """


def deliveries(newsroom: Newsroom, note_id: int | None = None) -> list[Delivery]:
    """All deliveries of one note or of all, in the order in which they are made."""
    query = select(PUBLICATIONS)
    if note_id is not None:
        query = query.where(PUBLICATIONS.c.note_id == note_id)
    return _found(newsroom, query)


def open_deliveries(newsroom: Newsroom, notes: Collection[int] | None = None) -> list[Delivery]:
    """The deliveries that are not over yet, of the notes that are meant or of all, in order."""
    found = _found(newsroom, select(PUBLICATIONS).where(PUBLICATIONS.c.state.in_(OPEN)))
    return [item for item in found if notes is None or item.note_id in notes]


def _found(newsroom: Newsroom, query: Select[Any]) -> list[Delivery]:
    with newsroom.archive.database.reading() as connection:
        found = [Delivery(**row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda item: (_rank(item.destination), item.at, item.destination))


def deliver(
    newsroom: Newsroom, carrier: Carrier, now: datetime, notes: Iterable[int] | None = None
) -> list[Delivery]:
    """Make every delivery that is open; one process at a time does.

    Args:
        newsroom: Where.
        carrier: Takes them.
        now: The time, for the trail.
        notes: The notes that are meant; all unless given.

    Returns:
        Those that were made, or tried, with what became of them.
    """
    return list(made_deliveries(newsroom, carrier, now, notes))


def made_deliveries(
    newsroom: Newsroom, carrier: Carrier, now: datetime, notes: Iterable[int] | None = None
) -> Generator[Delivery]:
    """As `deliver`, each delivery when it is asked for; whoever asks no further closes it."""
    meant = None if notes is None else set(notes)
    with newsroom.archive.database.alone(_LOCK):
        courier = _Courier(newsroom, carrier, now, {})
        yield from map(courier.make, open_deliveries(newsroom, meant))


def _rank(destination: str) -> int:
    """Shelves first, then the site that is made of them, and mails when all is there."""
    kinds = (SHELF, SITE, MAIL)
    ranks = (place for place, kind in enumerate(kinds) if destination.startswith(kind))
    return next(ranks, len(kinds))


@dataclass(frozen=True, slots=True)
class _Courier:
    """Makes deliveries, and remembers what it need not do twice."""

    newsroom: Newsroom
    carrier: Carrier
    now: datetime
    site: dict[str, str]

    def make(self, item: Delivery) -> Delivery:
        if problem := self._strange(item):
            # The trail is told nothing: that would make a row true which nobody ordered.
            return replace(item, state=FAILED, detail=problem)
        if item.state == SENDING:
            return self._settled(item, UNKNOWN, _CUT_OFF)
        try:
            overtaken = self._delivered(item)
        except UnknownDeliveryError as error:
            return self._settled(item, UNKNOWN, str(error))
        except StrikedeskError as error:  # the deliveries behind it are made all the same
            return self._settled(item, FAILED, str(error))
        return self._settled(item, SUPERSEDED if overtaken else DONE, overtaken)

    def _strange(self, item: Delivery) -> str:
        """Why a delivery, or its note, is not as the trail tells; empty if it is."""
        with self.newsroom.archive.database.reading() as connection:
            try:
                told = events(connection, item.note_id)
                check_as_left(connection, find_note(connection, item.note_id))
            except StrikedeskError as error:
                return str(error)
        poor = incomplete(told)
        known = deliveries_told([each for each in told if each.number not in poor])
        if known.get(item.key) == asdict(item):
            return ""
        where = f"note {item.note_id} to {item.destination}"
        problem = f"the delivery of {where} is not what the trail tells of, and nothing was sent"
        return f"{problem}; strikedesk archive verify finds more"

    def _delivered(self, item: Delivery) -> str:
        """Take an edition to its destination; else why it need not go there any more.

        Raises:
            StrikedeskError: It could not be taken there.
        """
        with self.newsroom.archive.database.reading() as connection:
            note = find_note(connection, item.note_id)
            held = item.destination.startswith(SHELF) and is_held_at(
                connection, note, item.destination
            )
        if note.live != item.edition:
            return _LATER
        if held:
            return HELD
        if item.destination == SITE:
            self._renew_site()
            return ""
        parcel = parcel_of(self.newsroom.archive, note)
        if parcel.publication.edition != item.edition:
            return _LATER
        self._carry(item, parcel)
        return ""

    def _carry(self, item: Delivery, parcel: Parcel) -> None:
        if item.destination.startswith(SHELF):
            self.carrier.shelve(item.destination.removeprefix(SHELF), parcel)
            return
        if not item.destination.startswith(MAIL):
            problem = f"{item.destination!r} is no destination"
            raise StoreError(f"{problem}; strikedesk archive verify finds more")
        self._settled(item, SENDING, "")
        self.carrier.mail(item.destination.removeprefix(MAIL), parcel)

    def _renew_site(self) -> None:
        """Once for all that wait for it."""
        if "problem" not in self.site:
            try:
                self.carrier.renew_site()
            except StrikedeskError as error:
                self.site["problem"] = str(error)
            else:
                self.site["problem"] = ""
        if self.site["problem"]:
            raise StoreError(self.site["problem"])

    def _settled(self, item: Delivery, state: str, detail: str) -> Delivery:
        """Keep what became of a delivery, and tell the trail."""
        row = {"state": state, "detail": detail, "at": stored(self.now)}
        with self.newsroom.archive.database.writing() as connection:
            same = PUBLICATIONS.c.key == item.key
            connection.execute(PUBLICATIONS.update().where(same).values(**row))
            event = Event(
                at=self.now,
                actor=PROGRAM,
                action=TOLD[state],
                note_id=item.note_id,
                revision=item.edition,
                detail={"destination": item.destination, "key": item.key, "reason": detail},
            )
            append(connection, event)
        return Delivery(item.key, item.note_id, item.edition, item.destination, state, detail, "")


def send_again(newsroom: Newsroom, key: str, now: datetime, actor: str) -> None:
    """Open a delivery of which nobody knows whether it arrived, because a person says so.

    Raises:
        UsageError: There is no such delivery, or it is not one of those.
    """
    with newsroom.archive.database.writing() as connection:
        row = connection.execute(select(PUBLICATIONS).where(PUBLICATIONS.c.key == key)).first()
        if row is None or row.state != UNKNOWN:
            raise UsageError("only a delivery that is unknown can be sent again")
        open_again = {"state": PENDING, "detail": "", "at": stored(now)}
        connection.execute(
            PUBLICATIONS.update().where(PUBLICATIONS.c.key == key).values(**open_again)
        )
        event = Event(
            at=now,
            actor=actor,
            action=SENT_AGAIN,
            note_id=row.note_id,
            revision=row.edition,
            detail={"destination": row.destination, "key": key},
        )
        append(connection, event)
