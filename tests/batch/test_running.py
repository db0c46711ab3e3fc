"""A batch goes on whatever becomes of one job, stops when it is asked to, and goes on later."""

from __future__ import annotations

import threading
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest

from generator.batch import running
from generator.batch.jobs import Job, Outcome
from generator.batch.journal import Journal
from generator.batch.pools import Pool
from generator.batch.running import Run, exit_code_of
from generator.config import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)
JOBS: Final = tuple(Job(symbol=f"S{number:02}", source="yahoo") for number in range(40))


def outcome_of(job: Job) -> Outcome:
    """What a job usually comes to; one in ten is refused by a gate."""
    if job.symbol.endswith("7"):
        return Outcome(symbol=job.symbol, state="refused", code="thin_chain", exit_code=1)
    return Outcome(symbol=job.symbol, state="done", sha256="x")


class Bench:
    """A batch whose jobs are done by a function of the test."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.journal = Journal(folder, "key")
        self.done: list[str] = []
        self.most_ahead = 0
        self.abandoned = False
        self._monkeypatch = monkeypatch

    def abandon(self) -> None:
        """End what is being done."""
        self.abandoned = True

    def run(
        self,
        does: Callable[[Job], Outcome],
        *,
        resume: bool = False,
        tell: Callable[[Outcome, int], None] = lambda *_: None,
    ) -> tuple[list[Outcome], bool]:
        """Run all jobs with two workers."""

        def drafted(_: Settings, job: Job) -> Outcome:
            self.done.append(job.symbol)
            return does(job)

        self._monkeypatch.setattr(running, "draft_in_process", drafted)
        with self.journal.alone(), ThreadPoolExecutor(2) as executor:
            standing = self.journal.begin(resume=resume, now=NOW)
            run = Run(JOBS, Settings(), self.journal, tell)
            pool = Pool(executor, 2, self.abandon, (BrokenExecutor, OSError))
            self.run_now = run
            return run.run(pool, standing.values()), run.interrupted


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Forty jobs and two workers."""
    return Bench(tmp_path, monkeypatch)


def test_outcomes_come_in_the_order_of_the_watchlist_and_each_job_is_done_once(
    bench: Bench,
) -> None:
    told: list[int] = []
    outcomes, interrupted = bench.run(outcome_of, tell=lambda _, done: told.append(done))
    assert outcomes == [outcome_of(job) for job in JOBS]
    assert sorted(bench.done) == [job.symbol for job in JOBS]
    assert told == list(range(1, 41))
    assert not interrupted
    assert exit_code_of(outcomes, interrupted=False) == 6


def test_few_jobs_wait_for_each_worker(bench: Bench) -> None:
    gate = threading.Event()
    begun: list[str] = []

    def held(job: Job) -> Outcome:
        begun.append(job.symbol)
        gate.wait(10)
        return outcome_of(job)

    submitted: list[object] = []
    original = ThreadPoolExecutor.submit

    def counted(self: ThreadPoolExecutor, *given: object) -> object:
        submitted.append(given)
        if len(submitted) == 4:
            gate.set()
        assert len(submitted) <= 4 or gate.is_set()
        return original(self, *given)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadPoolExecutor, "submit", counted)
        bench.run(held)
    assert len(submitted) == len(JOBS)


def test_a_provider_that_is_down_is_left_alone_and_resume_asks_for_what_was_left(
    bench: Bench,
) -> None:
    def down(job: Job) -> Outcome:
        return Outcome(symbol=job.symbol, state="refused", code="rate_limited", exit_code=3)

    outcomes, _ = bench.run(down)
    left = [item for item in outcomes if item.state == "left"]
    assert len(bench.done) <= 7
    assert len(left) + len(bench.done) == len(JOBS)
    assert exit_code_of(outcomes, interrupted=False) == 3
    again, _ = bench.run(outcome_of, resume=True)
    assert [item.symbol for item in again] == [job.symbol for job in JOBS]
    assert {item.state for item in again} == {"done", "refused"}


def test_a_second_interruption_ends_it_and_what_was_done_stands(bench: Bench) -> None:
    def interrupt(_: Outcome, done: int) -> None:
        if done == 5:
            bench.run_now.interrupt()
            bench.run_now.interrupt()

    release = threading.Event()

    def slow(job: Job) -> Outcome:
        release.wait(0.01)
        return outcome_of(job)

    outcomes, interrupted = bench.run(slow, tell=interrupt)
    assert interrupted
    assert bench.abandoned
    assert 5 <= len([item for item in outcomes if item.state != "left"]) < len(JOBS)
    again, _ = bench.run(slow, resume=True)
    assert [item.symbol for item in again if item.state != "left"] == [job.symbol for job in JOBS]


@pytest.mark.parametrize("heard", ["where an outcome is told", "where a note is drafted"])
def test_after_ctrl_c_no_new_job_begins_and_the_journal_has_all_that_ended(
    bench: Bench, heard: str
) -> None:
    def told(_: Outcome, done: int) -> None:
        if done == 4 and heard == "where an outcome is told":
            bench.run_now.interrupt()

    def drafted(job: Job) -> Outcome:
        if job.symbol == "S03" and heard == "where a note is drafted":
            bench.run_now.interrupt()
        return outcome_of(job)

    outcomes, interrupted = bench.run(drafted, tell=told)
    assert interrupted
    assert [item.symbol for item in outcomes] == [job.symbol for job in JOBS]
    made = [item for item in outcomes if item.state != "left"]
    assert 0 < len(made) < len(JOBS)
    assert sorted(item.symbol for item in made) == sorted(bench.done)
    left = [item for item in outcomes if item not in made]
    assert {(item.state, item.code) for item in left} == {("left", "interrupted")}
    assert exit_code_of(outcomes, interrupted=True) == 130
    before = len(bench.done)
    again, _ = bench.run(outcome_of, resume=True)
    assert [item.symbol for item in again] == [job.symbol for job in JOBS]
    assert len(bench.done) > before


@pytest.mark.parametrize("gone", [BrokenProcessPool("gone"), ConnectionResetError("gone")])
def test_a_pool_that_breaks_costs_the_jobs_it_had(gone: Exception, bench: Bench) -> None:
    def broken(job: Job) -> Outcome:
        if job.symbol == "S03":
            raise gone
        return outcome_of(job)

    outcomes, _ = bench.run(broken)
    assert [item.symbol for item in outcomes if item.code == "worker_died"] == ["S03"]


@pytest.mark.parametrize(
    ("codes", "expected"), [([0, 0], 0), ([1, 1], 1), ([0, 1], 6), ([3, 3], 3), ([0], 0)]
)
def test_a_command_ends_with_what_all_notes_agree_on(codes: list[int], expected: int) -> None:
    outcomes = [Outcome(symbol="A", state="done", exit_code=code) for code in codes]
    assert exit_code_of(outcomes, interrupted=False) == expected
