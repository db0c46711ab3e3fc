"""The circuit breaker: a provider that is down is not asked for five thousand symbols."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.batch.jobs import Job, Outcome
from generator.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_IN_A_ROW: Final = 20
"""Equal failures of a provider, one after the other, after which it is not asked any more."""
SOONER: Final[Mapping[str, int]] = MappingProxyType({"rate_limited": 3})
"""Fewer for these: a provider that says to come back later is not asked again."""

OF_THE_SYMBOL: Final = frozenset(
    {"unknown_symbol", "no_listed_options", "no_expirations", "symbol_mismatch"}
)
"""What a provider answers that is well: there is nothing to be had for this symbol."""


@dataclass(frozen=True, slots=True)
class _Failures:
    """Of one provider, the last ones in a row that were for one reason."""

    code: str = ""
    count: int = 0

    @property
    def are_enough(self) -> bool:
        return self.count >= SOONER.get(self.code, MOST_IN_A_ROW)


@dataclass(slots=True)
class Breaker:
    """Counts each provider's failures in a row; files and the archive are none."""

    _failures: dict[str, _Failures] = field(default_factory=dict, init=False)

    def note(self, job: Job, outcome: Outcome) -> None:
        """Count what became of a job."""
        before = self._of(job)
        if before.are_enough:
            return
        if outcome.exit_code != ProviderError.exit_code or outcome.code in OF_THE_SYMBOL:
            self._failures.pop(job.source, None)
            return
        count = before.count + 1 if outcome.code == before.code else 1
        self._failures[job.source] = _Failures(outcome.code, count)

    def lets(self, job: Job) -> bool:
        """Whether a job may still be tried."""
        return not (job.is_fetched and self._of(job).are_enough)

    def _of(self, job: Job) -> _Failures:
        return self._failures.get(job.source, _Failures())

    def left(self, job: Job) -> Outcome:
        """The outcome of a job that was not tried."""
        failed = self._of(job)
        problem = f"not asked: the provider failed {failed.count} times in a row ({failed.code})"
        return Outcome(
            symbol=job.symbol,
            state="left",
            code="provider_down",
            message=f"{job.symbol}: {problem}; batch --resume goes on [provider_down]",
            exit_code=ProviderError.exit_code,
        )
