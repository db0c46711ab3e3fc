"""One job, done in this process; whatever becomes of it is an outcome, never an exception."""

from __future__ import annotations

import hashlib
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Self

from generator.batch.jobs import Job, Outcome
from generator.drafting.drafter import Drafter, Order
from generator.drafting.material import keep_source
from generator.editorial.actors import THE_PROGRAM
from generator.editorial.handing_in import Drafted as HandedIn
from generator.editorial.handing_in import hand_in
from generator.editorial.newsrooms import opened_newsroom
from generator.editorial.states import in_words
from generator.errors import StrikedeskError

if TYPE_CHECKING:
    from generator.config import Settings
    from generator.drafting.drafter import Drafted
    from generator.drafting.edition import DraftedEdition
    from generator.editorial.newsroom import Newsroom


class JobDrafter:
    """Does jobs one after the other; a context manager, for renderer and newsroom.

    Args:
        settings: By which notes are made.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._newsroom: Newsroom | None = None

    def __enter__(self) -> Self:
        self._drafter = self._open.enter_context(Drafter(self._settings))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def draft(self, job: Job) -> Outcome:
        """Draft the note of a job; a refusal is an outcome with its code."""
        begun = time.monotonic()
        try:
            outcome = self._draft(job)
        except StrikedeskError as error:
            outcome = refusal(job.symbol, error)
        return replace(outcome, seconds=round(time.monotonic() - begun, 3))

    def _draft(self, job: Job) -> Outcome:
        order = Order(
            symbol=job.symbol,
            source=job.source,
            day=_date_of(job.day),
            formats=frozenset(job.formats),
            playbook=job.playbook or None,
            recipients=job.recipients,
            not_before=_date_of(job.not_before),
        )
        drafted = self._drafter.draft(order)
        return outcome_of(drafted, self._handed_in(drafted) if job.desk else "")

    def _handed_in(self, drafted: Drafted) -> str:
        """Give a note to the desk; its number and where it stands there."""
        if self._newsroom is None:
            self._newsroom = self._open.enter_context(opened_newsroom(self._settings))
        keep_source(drafted.material, drafted.settings)
        given = HandedIn(
            drafted.note.files, drafted.settings.playbook, THE_PROGRAM, datetime.now(UTC)
        )
        note = hand_in(self._newsroom, given)
        return f"note {note.id}, {in_words(note.state)}"


def _date_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def refusal(symbol: str, error: StrikedeskError) -> Outcome:
    """The outcome of a symbol of which no note came."""
    return refused_late(Outcome(symbol=symbol, state="refused"), error)


def refused_late(outcome: Outcome, error: StrikedeskError) -> Outcome:
    """The outcome of a note that was made, and then refused where it was to go."""
    return replace(
        outcome,
        state="refused",
        code=str(getattr(error, "code", type(error).__name__.removesuffix("Error").lower())),
        message=str(error),
        exit_code=error.exit_code,
    )


def outcome_of(drafted: Drafted | DraftedEdition, desk: str = "") -> Outcome:
    """The outcome of a note or an edition that was written; ``desk`` says where it stands."""
    note = drafted.note
    errors = [item for item in note.findings if item.severity == "error"]
    return Outcome(
        symbol=note.symbol,
        state="done" if note.passed else "failed",
        as_of=note.as_of.isoformat(),
        code=errors[0].kind if errors else "",
        message=str(errors[0]) if errors else "",
        exit_code=0 if note.passed else 1,
        gates=tuple(dict.fromkeys(issue.code for issue in note.issues)),
        findings=note.findings,
        spans=note.numbers,
        folder=str(drafted.folder),
        sha256=_written_sha256(drafted),
        desk=desk,
    )


def _written_sha256(drafted: Drafted | DraftedEdition) -> str:
    """One hash over the names and contents of what was written."""
    digest = hashlib.sha256()
    for path in drafted.files:
        name = path.relative_to(drafted.folder).as_posix()
        content = drafted.note.files[name]
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
