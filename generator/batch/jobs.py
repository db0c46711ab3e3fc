"""What a batch asks for and what it gets: plain values that travel between processes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from generator.audit.findings import Finding
from generator.drafting.sources import found_from, is_fetched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.config import Settings
    from generator.watchlist import WatchlistEntry

PLAYBOOK_FILE: Final = "playbook.yaml"
INTERRUPTED: Final = 130
"""What a command ends with that was interrupted."""
State = Literal["done", "failed", "refused", "left"]
"""A note was made and passes; was made and fails its audit; was not made; was not tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One note of a batch.

    Args:
        symbol: Ticker.
        source: yahoo, archive, demo, or a snapshot file.
        day: Of the data as ISO date; empty for the newest.
        formats: In the order of the watchlist.
        playbook: Where it is not that of the settings; empty otherwise.
        recipients: Whom the e-mail names, where they are not those of the settings.
        desk: Whether the note is handed to the desk.
        not_before: Date that the data may not be older than, ISO; empty where it may.
    """

    symbol: str
    source: str
    day: str = ""
    formats: tuple[str, ...] = ("md", "html", "pdf")
    playbook: str = ""
    recipients: tuple[str, ...] = ()
    desk: bool = False
    not_before: str = ""

    @property
    def is_fetched(self) -> bool:
        """Whether somebody else is asked for its data, who may not answer."""
        return is_fetched(self.source)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Job:
        """The job of a JSON object with its fields."""
        lists = {name: tuple(body[name]) for name in ("formats", "recipients")}
        return cls(**{**body, **lists})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job.

    Args:
        symbol: Of the job.
        state: See `State`.
        as_of: Time of the data, ISO; empty where no note was made.
        code: Reason code of a refusal, or of the first finding that fails the note.
        message: What a person reads of it.
        exit_code: What `strikedesk draft` would have ended with.
        gates: Codes of what the gates found in the data.
        findings: Of the audit.
        spans: How many were proven.
        folder: Where the note is; empty where none is.
        sha256: Over the note's files; empty where none is.
        desk: Number of the note at the desk and where it stands there; empty without a desk.
        seconds: That it took.
    """

    symbol: str
    state: State
    as_of: str = ""
    code: str = ""
    message: str = ""
    exit_code: int = 0
    gates: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    spans: int = 0
    folder: str = ""
    sha256: str = ""
    desk: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """As it is kept and printed."""
        return asdict(self) | {"findings": [item.as_json() for item in self.findings]}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Outcome:
        """The outcome that `as_json` gave.

        Raises:
            KeyError, TypeError: ``body`` is of another shape.
        """
        findings = tuple(map(Finding.from_json, body["findings"]))
        return cls(**{**body, "gates": tuple(body["gates"]), "findings": findings})


def jobs_of(
    entries: Iterable[WatchlistEntry],
    folder: Path,
    *,
    source: str = "",
    day: str = "",
    desk: bool = False,
) -> tuple[Job, ...]:
    """The jobs of a watchlist, in its order.

    Args:
        entries: The watchlist.
        folder: Where it lies, which its files are named from.
        source: Where all data is from, whatever the watchlist says; empty for what it says.
        day: Of the data.
        desk: Whether notes are handed to the desk.
    """
    return tuple(
        Job(
            symbol=entry.symbol,
            source=source or found_from(folder, entry.source),
            day=day,
            formats=entry.formats,
            playbook=_playbook_from(folder, entry.playbook),
            recipients=entry.recipients,
            desk=desk,
        )
        for entry in entries
    )


def _playbook_from(folder: Path, name: str | None) -> str:
    """A playbook as every process finds it: a folder by its whole path, any other by its name."""
    if name is None:
        return ""
    given = folder / Path(name).expanduser()
    return str(given.absolute()) if (given / PLAYBOOK_FILE).is_file() else name


def not_tried(job: Job) -> Outcome:
    """The outcome of a job that an interruption left."""
    problem = "not made: the batch was interrupted; batch --resume goes on"
    return Outcome(
        symbol=job.symbol,
        state="left",
        code="interrupted",
        message=f"{job.symbol}: {problem} [interrupted]",
        exit_code=INTERRUPTED,
    )


def shard_of(jobs: Sequence[Job], number: int, count: int) -> tuple[Job, ...]:
    """Every ``count``-th job, from the one with this number on; numbers are from 1."""
    return tuple(jobs[number - 1 :: count])


def run_key(jobs: Sequence[Job], settings: Settings) -> str:
    """What names a run: the same jobs by the same settings are the same run."""
    text = json.dumps([[asdict(job) for job in jobs], settings.model_dump(mode="json")])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
