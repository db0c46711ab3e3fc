"""Running a batch: jobs go out a few at a time, and each outcome is kept before it is told."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generator.batch.breaker import Breaker
from generator.batch.jobs import INTERRUPTED, Outcome, not_tried
from generator.batch.pools import draft_in_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from generator.batch.jobs import Job
    from generator.batch.journal import Journal
    from generator.batch.pools import Pool
    from generator.config import Settings

PARTLY: Final = 6
_LOOK_SECONDS: Final = 0.2
"""How long an interruption may go unheard."""
_AHEAD: Final = 2
"""Jobs that wait for each worker: enough that none waits for us, few enough to stop soon."""


@dataclass(slots=True)
class Run:
    """A batch that is being run.

    Args:
        jobs: In the order of the watchlist.
        settings: By which notes are made.
        journal: Of the run, begun.
        tell: Told of each outcome, and how many there are by then.
        interrupted: Whether somebody has asked it to stop.
        abandoned: Whether somebody has asked it twice, and waits for nothing more.
    """

    jobs: Sequence[Job]
    settings: Settings
    journal: Journal
    tell: Callable[[Outcome, int], None]
    interrupted: bool = field(default=False, init=False)
    abandoned: bool = field(default=False, init=False)
    _breaker: Breaker = field(default_factory=Breaker, init=False)
    _outcomes: dict[str, Outcome] = field(default_factory=dict, init=False)

    def run(self, pool: Pool, standing: Iterable[Outcome] = ()) -> list[Outcome]:
        """Do the jobs that are not done; the outcomes of all, in the jobs' order.

        Those that an interruption left untried are told as that, and are in no journal.

        Args:
            pool: Does them.
            standing: What an earlier run has done for good.
        """
        self._outcomes = {item.symbol: item for item in standing}
        waiting = iter([job for job in self.jobs if job.symbol not in self._outcomes])
        for job, outcome in self._done(pool, waiting):
            self._breaker.note(job, outcome)
            self.journal.add(outcome)
            self._outcomes[job.symbol] = outcome
            self.tell(outcome, len(self._outcomes))
        return [self._outcomes.get(job.symbol) or not_tried(job) for job in self.jobs]

    def interrupt(self) -> None:
        """Stop soon: notes that are being drafted are finished, and told; no other one begins.

        Called again, it ends those too. It may be called at any moment, by a signal too.
        """
        self.abandoned = self.interrupted
        self.interrupted = True

    def _done(self, pool: Pool, waiting: Iterator[Job]) -> Iterator[tuple[Job, Outcome]]:
        out: dict[Future[Outcome], Job] = {}
        while True:
            yield from self._sent(pool, waiting, out)
            if self.interrupted:
                for future in [each for each in out if each.cancel()]:
                    del out[future]
            if self.abandoned:
                pool.abandon()
            if not out:
                return
            for future in wait(out, _LOOK_SECONDS, FIRST_COMPLETED).done:
                job = out.pop(future)
                yield job, _outcome_of(job, future, pool.breaks)

    def _sent(
        self, pool: Pool, waiting: Iterator[Job], out: dict[Future[Outcome], Job]
    ) -> Iterator[tuple[Job, Outcome]]:
        """Send jobs until enough are out; what the breaker keeps back is told at once."""
        while not self.interrupted and len(out) < pool.workers * _AHEAD:
            job = next(waiting, None)
            if job is None:
                return
            if self._breaker.lets(job):
                out[pool.executor.submit(draft_in_process, self.settings, job)] = job
            else:
                yield job, self._breaker.left(job)


def _outcome_of(
    job: Job, future: Future[Outcome], breaks: tuple[type[BaseException], ...]
) -> Outcome:
    try:
        return future.result()
    except breaks as error:
        problem = f"the pool that drafted it broke: {error}"
        message = f"{job.symbol}: {problem} [worker_died]"
        return Outcome(
            symbol=job.symbol, state="refused", code="worker_died", message=message, exit_code=1
        )


def exit_code_of(outcomes: Sequence[Outcome], *, interrupted: bool) -> int:
    """What a command ends with: that of all notes where they agree, else that it is partly done."""
    if interrupted:
        return INTERRUPTED
    codes = {item.exit_code for item in outcomes}
    return codes.pop() if len(codes) == 1 else PARTLY
