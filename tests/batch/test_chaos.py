"""Whatever is killed, what a batch leaves after a resume is what an undisturbed one leaves."""

from __future__ import annotations

import os
import random
import signal
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from generator.batch.jobs import jobs_of, run_key
from generator.batch.journal import Journal
from generator.batch.pools import local_pool, running_processes
from generator.batch.running import Run, exit_code_of
from generator.config import Settings
from generator.market.bundle import save_snapshot
from generator.watchlist import read_watchlist
from tests.cli.test_batch_command import tree
from tests.made_symbols import made_symbol, name_of, written_symbols

if TYPE_CHECKING:
    from pathlib import Path

    from generator.batch.jobs import Outcome

SEED: Final = 20261127
NOW: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)
TWENTY: Final = 20
POISONS: Final = ("snapshot", "usage", "snapshot", "snapshot", "split_suspected")
"""What data that is empty, exchanged, missing, torn or of both sides of a split is refused with."""


def batch(watchlist: Path, output: Path, *, kills: int = 0, resume: bool = False) -> list[Outcome]:
    """Run a watchlist with two workers, killing a process now and then."""
    settings = Settings(output=output)
    entries = [
        entry.model_copy(update={"formats": ("md", "html")}) for entry in read_watchlist(watchlist)
    ]
    jobs = jobs_of(entries, watchlist.parent)
    journal, over = Journal(output, run_key(jobs, settings)), threading.Event()
    killer = threading.Thread(target=_kill, args=(kills, over))
    killer.start()
    try:
        with journal.alone(), local_pool(2) as pool:
            standing = journal.begin(resume=resume, now=NOW)
            return Run(jobs, settings, journal, lambda *_: None).run(pool, standing.values())
    finally:
        over.set()
        killer.join()


def _kill(count: int, over: threading.Event) -> None:
    """Kill ``count`` processes, each at a moment that nobody has chosen."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    while count and not over.wait(chance.uniform(0.2, 1.2)):
        running = running_processes()
        if running:
            os.kill(chance.choice(running), signal.SIGKILL)
            count -= 1


def disturbed_is_as_undisturbed(folder: Path, symbols: int, kills: int) -> None:
    """Compare the two, over as many symbols and kills as are given."""
    watchlist = written_symbols(folder / "made", symbols)
    quiet = batch(watchlist, folder / "quiet")
    assert {item.state for item in quiet} == {"done"}
    batch(watchlist, folder / "loud", kills=kills)
    again = batch(watchlist, folder / "loud", resume=True)
    assert [(item.symbol, item.state, item.sha256) for item in again] == [
        (item.symbol, item.state, item.sha256) for item in quiet
    ]
    assert tree(folder / "loud") == tree(folder / "quiet")


def test_three_kills_and_a_resume_give_the_same_bytes(tmp_path: Path) -> None:
    disturbed_is_as_undisturbed(tmp_path, symbols=6, kills=3)


@pytest.mark.full
def test_twenty_kills_and_a_resume_give_the_same_bytes(tmp_path: Path) -> None:
    disturbed_is_as_undisturbed(tmp_path, symbols=60, kills=20)


def poisoned(folder: Path, number: int) -> str:
    """One of five kinds of poison as a snapshot file; its name."""
    name = f"{name_of(number)}.snapshot.zip"
    sound = made_symbol(number)
    kind = number // TWENTY % len(POISONS)
    if kind == 0:
        (folder / name).write_bytes(b"")
    elif kind == 1:
        (folder / name).write_bytes((folder / f"{name_of(number - 1)}.snapshot.zip").read_bytes())
    elif kind == 2:
        (folder / name).unlink(missing_ok=True)
    elif kind == 3:
        content = (folder / f"{name_of(number - 1)}.snapshot.zip").read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])
    else:
        apart = replace(sound, quote=replace(sound.quote, spot=sound.quote.spot * 3))
        save_snapshot(apart, folder / name)
    return POISONS[kind]


@pytest.mark.full
def test_every_twentieth_input_poisoned_costs_that_note_alone(tmp_path: Path) -> None:
    count = TWENTY * len(POISONS)
    watchlist = written_symbols(tmp_path / "made", count)
    numbers = range(TWENTY - 1, count, TWENTY)
    codes = {name_of(number): poisoned(tmp_path / "made", number) for number in numbers}
    outcomes = batch(watchlist, tmp_path / "out")
    told = {item.symbol: item.code for item in outcomes if item.state != "done"}
    assert told == codes
    assert exit_code_of(outcomes, interrupted=False) == 6
