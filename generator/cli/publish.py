"""``strikedesk publish``: send out what was approved, from a shell or from CI."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from generator.cli.progress import progress
from generator.errors import StrikedeskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.config import Settings
    from generator.editorial.delivering import Delivery
    from generator.editorial.newsroom import Newsroom
    from generator.editorial.notes import Note

_PARTLY: Final = 6
_FAILED: Final = 1


@click.command()
@click.argument("symbols", metavar="[SYMBOL]...", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Say what would go out, and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def publish(symbols: tuple[str, ...], *, dry_run: bool, as_json: bool) -> int:
    """Publish the approved notes of each SYMBOL, or all that are approved and not embargoed.

    It does what the desk's Publish does: the audit and the gates judge the exact bytes again, and
    only what was approved at the desk goes out, once to each destination of [publish]. What an
    earlier run did not finish is finished. Exit code 6 says that some of it did not go out, 1 that
    nothing did.
    """
    from generator.config import load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.editorial.newsrooms import opened_newsroom  # noqa: PLC0415 - brings all rooms
    from generator.files import check_symbol  # noqa: PLC0415

    settings = load_settings()
    wanted = frozenset(map(check_symbol, symbols))
    now = datetime.now(UTC)
    with opened_newsroom(settings) as newsroom, progress() as step:
        run = _Run(newsroom, settings, now)
        due = run.due(wanted)
        if dry_run:
            return _told(due, as_json=as_json)
        missing = wanted - {note.symbol for note in due} - run.unfinished()
        if missing:
            names = ", ".join(sorted(missing))
            raise UsageError(f"{names}: nothing of it is approved or unfinished at the desk")
        for note in due:
            step(f"publishing {note.name}")
            run.publish(note)
        step("delivering")
        run.deliver()
    return run.report(as_json=as_json)


class _Run:
    """One run: what it published, refused and delivered."""

    def __init__(self, newsroom: Newsroom, settings: Settings, now: datetime) -> None:
        self._newsroom = newsroom
        self._settings = settings
        self._now = now
        self._published: list[Note] = []
        self._refused: list[str] = []
        self._deliveries: Sequence[Delivery] = ()

    def due(self, symbols: frozenset[str]) -> list[Note]:
        """The approved notes that are meant and whose embargo is over."""
        from generator.editorial.notes import Wanted, list_notes  # noqa: PLC0415
        from generator.editorial.states import State  # noqa: PLC0415

        wanted = Wanted(states=frozenset({State.APPROVED}))
        with self._newsroom.archive.database.reading() as connection:
            notes = [note for note, _ in list_notes(connection, wanted)]
        return [
            note
            for note in reversed(notes)
            if (not symbols or note.symbol in symbols)
            and (symbols or note.embargo is None or note.embargo <= self._now)
        ]

    def unfinished(self) -> set[str]:
        """The symbols of notes with open deliveries."""
        from generator.editorial.delivering import OPEN, deliveries  # noqa: PLC0415

        found = {item.note_id for item in deliveries(self._newsroom) if item.state in OPEN}
        return {self._newsroom.note(note_id).symbol for note_id in found}

    def publish(self, note: Note) -> None:
        """Publish one note; what refuses it is kept for the report."""
        from generator.editorial.actors import THE_PROGRAM  # noqa: PLC0415
        from generator.editorial.carriers import places_of  # noqa: PLC0415
        from generator.editorial.decisions import Decision  # noqa: PLC0415
        from generator.editorial.publishing import publish as publish_note  # noqa: PLC0415

        decision = Decision(note.id, note.approved or "", THE_PROGRAM, self._now)
        try:
            publish_note(self._newsroom, decision, places_of(self._settings))
        except StrikedeskError as error:
            self._refused.append(str(error))
        else:
            self._published.append(note)

    def deliver(self) -> None:
        """Deliver what is open, of this run and of earlier ones."""
        from generator.editorial.carriers import SettingsCarrier  # noqa: PLC0415
        from generator.editorial.delivering import deliver  # noqa: PLC0415

        carrier = SettingsCarrier(self._settings)
        self._deliveries = deliver(self._newsroom, carrier, self._now)

    def report(self, *, as_json: bool) -> int:
        """Print what became of all, and give the exit code."""
        from generator.editorial.delivering import DONE, SUPERSEDED  # noqa: PLC0415

        lost = [item for item in self._deliveries if item.state not in {DONE, SUPERSEDED}]
        if as_json:
            self._print_json()
        else:
            self._print_lines(lost)
        if not self._refused and not lost:
            return 0
        arrived = any(item.state == DONE for item in self._deliveries)
        return _PARTLY if arrived or (self._published and not lost) else _FAILED

    def _print_json(self) -> None:
        import json  # noqa: PLC0415
        from dataclasses import asdict  # noqa: PLC0415

        body = {
            "published": [note.name for note in self._published],
            "refused": self._refused,
            "deliveries": [asdict(item) for item in self._deliveries],
        }
        click.echo(json.dumps(body, ensure_ascii=False, indent=1))

    def _print_lines(self, lost: Sequence[Delivery]) -> None:
        for problem in self._refused:
            click.echo(f"not published: {problem}", err=True)
        for note in self._published:
            click.echo(f"{note.name}: published")
        for item in self._deliveries:
            told = f"  note {item.note_id} to {item.destination}: {item.state}"
            click.echo(f"{told}: {item.detail}" if item.detail else told, err=item in lost)
        if not self._refused and not self._published and not self._deliveries:
            click.echo("nothing is approved and due")


def _told(due: Sequence[Note], *, as_json: bool) -> int:
    if as_json:
        import json  # noqa: PLC0415

        click.echo(json.dumps({"due": [note.name for note in due]}, indent=1))
        return 0
    for note in due:
        click.echo(f"{note.name}: would be published")
    click.echo("nothing was published (--dry-run)")
    return 0
