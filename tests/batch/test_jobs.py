"""Jobs are plain values: shards part them, a key names a run, outcomes survive their journal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from generator.audit.findings import Finding
from generator.batch.jobs import Job, Outcome, jobs_of, run_key, shard_of
from generator.config import Settings
from generator.watchlist import WatchlistEntry

JOBS: Final = tuple(Job(symbol=f"S{number}", source="archive") for number in range(11))
FINDING: Final = Finding(
    kind="changed_number",
    message="2.18 is not 2.17",
    file="article.md",
    line=3,
    column=9,
    facts=("put_call_oi_ratio",),
    expected="2.17",
)


@pytest.mark.parametrize("count", [1, 2, 3, 11, 20])
def test_shards_part_the_jobs_each_in_one_and_none_much_larger(count: int) -> None:
    shards = [shard_of(JOBS, number, count) for number in range(1, count + 1)]
    assert sorted(job.symbol for shard in shards for job in shard) == sorted(
        job.symbol for job in JOBS
    )
    sizes = [len(shard) for shard in shards]
    assert max(sizes) - min(sizes) <= 1


def test_a_run_is_named_by_its_jobs_and_its_settings() -> None:
    key = run_key(JOBS, Settings())
    assert key == run_key(JOBS, Settings())
    others = [
        run_key(JOBS[1:], Settings()),
        run_key([replace(JOBS[0], day="2026-07-02"), *JOBS[1:]], Settings()),
        run_key(JOBS, Settings(paper="letter")),
    ]
    assert len({key, *others}) == 4


def test_an_outcome_is_read_as_it_was_written() -> None:
    outcome = Outcome(symbol="IWM", state="failed", gates=("no_bars",), findings=(FINDING,))
    assert Outcome.from_json(outcome.as_json()) == outcome


def test_files_of_a_watchlist_are_named_from_its_folder_and_the_rest_as_it_is() -> None:
    entries = [
        WatchlistEntry(symbol="IWM", source="iwm.snapshot.zip", formats=("md",)),
        WatchlistEntry(symbol="SPY", source="archive", playbook="mine"),
    ]
    file, kept = jobs_of(entries, Path("/lists"), day="2026-07-02", desk=True)
    assert (file.source, file.formats) == ("/lists/iwm.snapshot.zip", ("md",))
    assert (kept.source, kept.playbook, kept.day, kept.desk) == (
        "archive",
        "mine",
        "2026-07-02",
        True,
    )
    assert jobs_of(entries, Path("/lists"), source="archive")[0].source == "archive"
