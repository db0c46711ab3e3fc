"""One run of ``strikedesk publish``: what it takes, and what becomes of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from generator.editorial.actors import THE_PROGRAM
from generator.editorial.carriers import SettingsCarrier, places_of
from generator.editorial.decisions import Decision
from generator.editorial.delivering import deliver, open_deliveries
from generator.editorial.delivery_states import DONE, SENDING, SUPERSEDED, UNKNOWN
from generator.editorial.notes import Wanted, list_notes
from generator.editorial.publishing import check_publishable, publish
from generator.editorial.states import State
from generator.errors import StrikedeskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from generator.config import Settings
    from generator.editorial.delivering import Delivery
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

_PARTLY: Final = 6
_FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a run takes.

    Args:
        due: Approved notes to be published, the oldest data first.
        waiting: Approved notes that nobody named and that are embargoed.
        unfinished: Deliveries that an earlier run did not finish.
        notes: The notes whose deliveries are made; all for ``None``.
    """

    due: tuple[Note, ...]
    waiting: tuple[Note, ...]
    unfinished: tuple[Delivery, ...]
    notes: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run, or would become of it.

    Args:
        published: The notes that readers get now.
        refused: Why others do not go out.
        deliveries: What was delivered or tried.
    """

    published: tuple[Note, ...]
    refused: tuple[str, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def lost(self) -> tuple[Delivery, ...]:
        """The deliveries that did not arrive."""
        return tuple(item for item in self.deliveries if item.state not in {DONE, SUPERSEDED})

    @property
    def exit_code(self) -> int:
        """0: all is out, or nothing was to be done; 6: some of it is not; 1: nothing is."""
        if not self.refused and not self.lost:
            return 0
        arrived = any(item.state == DONE for item in self.deliveries)
        return _PARTLY if arrived or (self.published and not self.lost) else _FAILED


def chosen(newsroom: Newsroom, symbols: frozenset[str], now: datetime) -> Chosen:
    """What a run for these symbols, or for all, takes.

    Raises:
        UsageError: Nothing of one of the symbols is approved or unfinished.
    """
    with newsroom.archive.database.reading() as connection:
        wanted = Wanted(states=frozenset({State.APPROVED}), most=None)
        approved = [note for note, _ in reversed(list_notes(connection, wanted))]
    unfinished = open_deliveries(newsroom)
    if not symbols:
        held = [note for note in approved if note.embargo is not None and now < note.embargo]
        due = tuple(note for note in approved if note not in held)
        return Chosen(due, tuple(held), tuple(unfinished), None)
    due = tuple(note for note in approved if note.symbol in symbols)
    open_notes = [newsroom.note(number) for number in sorted({item.note_id for item in unfinished})]
    meant = [note for note in (*due, *open_notes) if note.symbol in symbols]
    _check_known(symbols, meant)
    notes = frozenset(note.id for note in meant)
    return Chosen(due, (), tuple(each for each in unfinished if each.note_id in notes), notes)


def carried_out(
    newsroom: Newsroom,
    settings: Settings,
    run: Chosen,
    now: datetime,
    step: Callable[[str], object],
) -> Outcome:
    """Publish what is due, and deliver it with what is unfinished."""
    places = places_of(settings)

    def one(decision: Decision) -> None:
        publish(newsroom, decision, places)

    published, refused = _tried(run.due, now, one, lambda note: step(f"publishing {note.name}"))
    step("delivering")
    made = deliver(newsroom, SettingsCarrier(settings), now, run.notes)
    return Outcome(published, refused, tuple(made))


def foreseen(
    newsroom: Newsroom, run: Chosen, now: datetime, step: Callable[[str], object]
) -> Outcome:
    """What would become of the run if every destination took what it is given; nothing changes."""

    def one(decision: Decision) -> None:
        check_publishable(newsroom, decision)

    ready, refused = _tried(run.due, now, one, lambda note: step(f"checking {note.name}"))
    made = (
        replace(item, state=UNKNOWN if item.state == SENDING else DONE) for item in run.unfinished
    )
    return Outcome(ready, refused, tuple(made))


def _tried(
    due: Sequence[Note],
    now: datetime,
    act: Callable[[Decision], None],
    begin: Callable[[Note], object],
) -> tuple[tuple[Note, ...], tuple[str, ...]]:
    """The notes of which the act succeeds, and why it does not of others."""
    done, refused = [], []
    for note in due:
        begin(note)
        try:
            act(Decision(note.id, note.approved or "", THE_PROGRAM, now))
        except StrikedeskError as error:
            refused.append(str(error))
        else:
            done.append(note)
    return tuple(done), tuple(refused)


def _check_known(symbols: frozenset[str], meant: Collection[Note]) -> None:
    missing = symbols - {note.symbol for note in meant}
    if missing:
        names = ", ".join(sorted(missing))
        raise UsageError(f"{names}: nothing of it is approved or unfinished at the desk")
