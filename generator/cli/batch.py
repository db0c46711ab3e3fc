"""``strikedesk batch``: the notes of a watchlist."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.reporting import Reports, reporting
from generator.errors import StrikedeskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.batch.jobs import Job, Outcome
    from generator.batch.journal import Journal
    from generator.batch.pools import Pool
    from generator.batch.running import Run
    from generator.config import Settings

_SHARD: Final = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", re.ASCII)


@click.command()
@click.argument("watchlist", type=click.Path(path_type=Path))
@click.option(
    "--source", help="Where all data is from: yahoo or archive; as the list says unless set."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The date of the data.")
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Notes at a time; one a core unless set."
)
@click.option("--scheduler", metavar="URL", help="A Dask scheduler, such as tcp://10.0.0.5:8786.")
@click.option("--shard", metavar="I/N", help="Every N-th symbol alone, from the I-th on.")
@click.option("--resume", is_flag=True, help="Go on with the same batch where it was broken off.")
@click.option(
    "--scheduled",
    is_flag=True,
    help="Do nothing on a day without a session, or if it was done since the last open or close.",
)
@click.option("--formats", help="Among md, html, pdf, email; as the list says unless set.")
@click.option("--playbook", help="Playbook name or folder, where the list names none.")
@click.option("--theme", help="Theme name or folder; house unless set.")
@click.option("--desk", is_flag=True, help="Hand each note to the desk as well.")
@click.option("--offline", is_flag=True, help="Refuse a list that asks a data provider.")
@reporting
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write to; output unless set."
)
def batch(watchlist: Path, **options: Any) -> int:  # noqa: ANN401 - as click gives them
    """Write the audited note of each symbol of WATCHLIST, a YAML or CSV list.

    One bad symbol never stops the others. Exit code 0 says that all notes were made and pass; where
    all failed for one reason it is that one's; 6 says that some are not as they should be, 130 that
    it was interrupted: --resume goes on then, with the same bytes.
    """
    from generator.batch.jobs import INTERRUPTED  # noqa: PLC0415 - keeps --help quick
    from generator.batch.reports import table_of  # noqa: PLC0415 - as above

    reports = Reports.of(options)
    reports.begin()
    try:
        outcomes, code = _done(watchlist, options)
    except StrikedeskError as error:
        from generator.batch.drafting_jobs import refusal  # noqa: PLC0415 - where it is needed

        reports.tell_failure([refusal(str(watchlist), error)], error)
        raise
    except _NotDueError as why:
        click.echo(why, err=True)
        replace(reports, junit=None, summary=None).tell([], 0)
        return 0
    if not reports.as_json:
        click.echo(table_of(outcomes))
    if code == INTERRUPTED:
        click.echo("strikedesk: interrupted; batch --resume goes on", err=True)
    reports.tell(outcomes, code)
    return code


class _NotDueError(Exception):
    """Why a run that a clock has started has nothing to do."""


def _done(watchlist: Path, options: dict[str, Any]) -> tuple[list[Outcome], int]:
    """Do the batch; the outcomes and the exit code."""
    from generator.config import archive_url, load_settings  # noqa: PLC0415 - keeps --help quick
    from generator.narrative.playbook import playbook_folder  # noqa: PLC0415 - as above
    from generator.render.theme import theme_folder  # noqa: PLC0415 - as above

    chosen = {name: options[name] for name in ("playbook", "theme")}
    settings = load_settings(output=options["out"], **chosen)
    _check_extensions()
    # Whole paths: a worker of a cluster need not have been started in this folder.
    placed = {
        "output": settings.output.absolute(),
        "archive": _whole(archive_url(settings)),
        "playbook": _as_found(settings.playbook, playbook_folder(settings.playbook)),
        "theme": _as_found(settings.theme, theme_folder(settings.theme)),
    }
    return _run(_jobs(watchlist, options), settings.model_copy(update=placed), options)


def _check_extensions() -> None:
    """Tell here of an extension's faulty signals; without any, nothing is imported.

    Otherwise every process that drafts would end of it, and its note would be told as its victim.
    """
    from generator.extensions import announced  # noqa: PLC0415 - as above

    if announced("signals"):
        import generator.signals.catalogue  # noqa: F401, PLC0415 - brings numpy


def _whole(place: str) -> str:
    return place if place.startswith("s3://") else str(Path(place).absolute())


def _as_found(name: str, folder: Path) -> str:
    """A folder of one's own by its whole path; what comes with the program by its name."""
    return str(folder.absolute()) if folder == Path(name) else name


def _jobs(watchlist: Path, options: dict[str, Any]) -> tuple[Job, ...]:
    from generator.batch.jobs import jobs_of, shard_of  # noqa: PLC0415 - as above
    from generator.drafting.sources import check_offline, checked_source  # noqa: PLC0415
    from generator.watchlist import read_watchlist  # noqa: PLC0415 - as above

    entries = read_watchlist(watchlist)
    if options["formats"]:
        formats = _formats(options["formats"])
        entries = tuple(entry.model_copy(update={"formats": formats}) for entry in entries)
    day = "" if options["as_of"] is None else str(options["as_of"].date())
    source = "" if options["source"] is None else checked_source(options["source"])
    jobs = jobs_of(entries, watchlist.parent, source=source, day=day, desk=options["desk"])
    if options["offline"]:
        check_offline([(job.symbol, job.source) for job in jobs], watchlist)
    if options["shard"] is None:
        return jobs
    number, count = _shard(options["shard"])
    return shard_of(jobs, number, count)


def _formats(text: str) -> tuple[str, ...]:
    from generator.drafting.drafter import FORMATS  # noqa: PLC0415 - as above

    wanted = tuple(part.strip() for part in text.split(",") if part.strip())
    if not wanted or set(wanted) - set(FORMATS):
        raise UsageError(f"--formats {text}: known are {', '.join(FORMATS)}")
    return wanted


def _shard(text: str) -> tuple[int, int]:
    match = _SHARD.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        raise UsageError(f"--shard {text}: it is the I-th of N, such as 2/4")
    return int(match[1]), int(match[2])


def _run(
    jobs: Sequence[Job], settings: Settings, options: dict[str, Any]
) -> tuple[list[Outcome], int]:
    """Do the jobs; their outcomes and the exit code.

    Raises:
        _NotDueError: The run is not due.
    """
    from generator.batch.jobs import run_key  # noqa: PLC0415 - as above
    from generator.batch.journal import Journal  # noqa: PLC0415 - as above
    from generator.batch.running import Run, exit_code_of  # noqa: PLC0415 - as above

    if not jobs:
        return [], 0
    journal = Journal(settings.output, run_key(jobs, settings))
    with journal.alone():
        now = datetime.now(UTC)
        if options["scheduled"] and (why := why_not_now(journal, now)):
            raise _NotDueError(why)
        if options["scheduled"]:
            jobs = _none_of_old_data(jobs, now)
        resume = options["resume"] or options["scheduled"]
        standing = journal.begin(resume=resume, now=now, since=_since(jobs, now))
        with _pool(options) as pool, _told(len(jobs)) as tell:
            run = Run(jobs, settings, journal, tell)
            with _heard(run):
                outcomes = run.run(pool, standing.values())
        code = exit_code_of(outcomes, interrupted=run.interrupted)
        if not run.interrupted:
            journal.end(code, datetime.now(UTC))
    return outcomes, code


def _none_of_old_data(jobs: Sequence[Job], now: datetime) -> list[Job]:
    """Jobs that take no data from before the last close: a clock starts them, and nobody looks."""
    from generator.market.sessions import EXCHANGE_ZONE, Sessions  # noqa: PLC0415 - as below

    day = now.astimezone(EXCHANGE_ZONE).date()
    calendar = Sessions.covering(day)
    last = calendar.before(calendar.first_ending_after(now))
    return [job if job.day else replace(job, not_before=str(last)) for job in jobs]


def _since(jobs: Sequence[Job], now: datetime) -> datetime | None:
    """How old a run may be that is gone on with: the data of a job without a day is of its time."""
    from generator.market.sessions import last_boundary  # noqa: PLC0415 - brings the calendar

    return None if all(job.day for job in jobs) else last_boundary(now)


def why_not_now(journal: Journal, now: datetime) -> str:
    """Why a run that a clock has started is not due; empty if it is, or if something was left."""
    from generator.market.sessions import EXCHANGE_ZONE, Sessions, last_boundary  # noqa: PLC0415

    day = now.astimezone(EXCHANGE_ZONE).date()
    if not Sessions.covering(day).is_session(day):
        return f"nothing to do: the exchange is closed on {day}"
    ended = journal.ended()
    is_of_now = ended is not None and ended >= last_boundary(now)
    if ended is not None and is_of_now and not journal.is_left_undone():
        return f"nothing to do: this batch was done at {ended.isoformat(timespec='minutes')}"
    return ""


@contextlib.contextmanager
def _pool(options: dict[str, Any]) -> Iterator[Pool]:
    from generator.batch.pools import cluster_pool, local_pool  # noqa: PLC0415 - as above

    if options["scheduler"]:
        with cluster_pool(options["scheduler"]) as pool:
            yield pool
        return
    with local_pool(options["workers"] or _cores()) as pool:
        yield pool


def _cores() -> int:
    """Those that this process may run on; not every system limits them."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return os.cpu_count() or 1 if affinity is None else len(affinity(0))


@contextlib.contextmanager
def _told(count: int) -> Iterator[Any]:
    """Tell each outcome on standard error: a bar for a person, a line each for a log."""
    from generator.batch.reports import line_of  # noqa: PLC0415 - as above

    if not sys.stderr.isatty():
        yield lambda item, done: click.echo(f"{done}/{count} {line_of(item)}", err=True)
        return
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.progress import Progress  # noqa: PLC0415 - a tenth of a second, for terminals only

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("notes", total=count)

        def tell(item: Outcome, done: int) -> None:
            if item.state != "done":
                bar.console.print(line_of(item), markup=False, highlight=False)
            bar.update(task, completed=done, description=item.symbol)

        yield tell


@contextlib.contextmanager
def _heard(run: Run) -> Iterator[None]:
    """Ctrl-C, and the signal by which a service is stopped, interrupt the run."""

    def interrupt(*_: object) -> None:
        run.interrupt()

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, interrupt) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
