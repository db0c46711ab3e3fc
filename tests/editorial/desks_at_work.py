"""A desk on which something of every kind has happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.editorial.comments import comment, comments_on, settle
from generator.editorial.decisions import Decision, approve
from generator.editorial.delivering import deliver
from generator.editorial.edits import Edit, correct
from generator.editorial.publishing import Places, publish, withdraw
from generator.publish.shelves import shelf_of
from tests.archive.kept import keep, made
from tests.editorial.carriers import Memory
from tests.editorial.made_notes import ANNA, BEN, SOON, WIM, handed_in

if TYPE_CHECKING:
    from pathlib import Path

    from generator.editorial.actors import Actor
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note
    from generator.publish.parcel import Parcel

ADDRESS: Final = "reader@example.com"


class Shelving(Memory):
    """Takes parcels to real shelves, and counts mails."""

    def shelve(self, name: str, parcel: Parcel) -> None:
        """See `generator.editorial.delivering.Carrier`."""
        shelf_of(name).put(parcel)
        super().shelve(name, parcel)


def on(note: Note, actor: Actor = ANNA, seen: str | None = None) -> Decision:
    """A decision on the text of a note as it is worked on, five minutes after the quote."""
    return Decision(note.id, note.head if seen is None else seen, actor, SOON)


def approved(newsroom: Newsroom, note: Note, actor: Actor = ANNA) -> Note:
    """The note, approved."""
    return approve(newsroom, on(note, actor), looked_at_gates=True)


def published(newsroom: Newsroom, note: Note, places: Places, actor: Actor = ANNA) -> Note:
    """The note, approved and published, not delivered."""
    passed = approved(newsroom, note, actor)
    return publish(newsroom, on(passed, actor, passed.approved), places)


def correction(note: Note, actor: Actor = ANNA, text: str = "Right.") -> Edit:
    """A correction of what readers have."""
    return Edit(note.id, note.live or "", text, actor, SOON)


@dataclass(frozen=True, slots=True)
class Busy:
    """A desk, where it publishes to, and whom it has published with."""

    newsroom: Newsroom
    shelf: str
    carrier: Memory


def busy_desk(newsroom: Newsroom, shelf: Path | str) -> Busy:
    """Notes in all states, comments, deliveries that arrived and some that did not."""
    places = Places((str(shelf),), site=True, addresses=(ADDRESS,))
    carrier = Shelving()
    keep(newsroom.archive, made())
    names = ("IWM", "SPY", "QQQ", "DIA")
    notes: dict[str, Note] = {name: _small(newsroom, name) for name in names}
    for note in (notes["IWM"], notes["SPY"], notes["DIA"]):
        comment(newsroom, on(note, WIM), "It says this.", f"is {note.symbol} so?")
        comment(newsroom, on(note, BEN), "", "and all of it?")
    first = comments_on(newsroom, notes["IWM"].id)[0]
    settle(newsroom, on(notes["IWM"], ANNA), first.id)
    for name in ("IWM", "SPY", "DIA"):
        notes[name] = published(newsroom, notes[name], places)
    deliver(newsroom, carrier, SOON)
    corrected = correct(newsroom, correction(notes["SPY"]), "it was wrong")
    published(newsroom, corrected, places, BEN)
    gone = notes["DIA"]
    withdraw(newsroom, on(gone, BEN, gone.live), places, "it misled")
    deliver(newsroom, carrier, SOON)
    approved(newsroom, notes["QQQ"])
    late = published(newsroom, _small(newsroom, "TLT"), places)
    carrier.fails = {"mail"}
    deliver(newsroom, carrier, SOON, [late.id])
    published(newsroom, _small(newsroom, "GLD"), places)
    return Busy(newsroom, str(shelf), carrier)


def _small(newsroom: Newsroom, symbol: str, **note: Any) -> Note:  # noqa: ANN401
    return handed_in(newsroom, symbol, small=True, **note)
