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
ASKED: Final = "yahoo"
"""The source that stands for a provider; files and the archive are none."""


@dataclass(slots=True)
class Breaker:
    """Counts a provider's failures in a row."""

    _code: str = field(default="", init=False)
    _count: int = field(default=0, init=False)

    @property
    def is_open(self) -> bool:
        """Whether the provider is not to be asked any more."""
        return self._count >= SOONER.get(self._code, MOST_IN_A_ROW)

    def note(self, job: Job, outcome: Outcome) -> None:
        """Count what became of a job."""
        if job.source != ASKED or self.is_open:
            return
        failed = outcome.exit_code == ProviderError.exit_code
        same = failed and outcome.code == self._code
        self._count = (self._count + 1 if same else 1) if failed else 0
        self._code = outcome.code if failed else ""

    def lets(self, job: Job) -> bool:
        """Whether a job may still be tried."""
        return not (job.source == ASKED and self.is_open)

    def left(self, job: Job) -> Outcome:
        """The outcome of a job that was not tried."""
        problem = f"not asked: the provider failed {self._count} times in a row ({self._code})"
        return Outcome(
            symbol=job.symbol,
            state="left",
            code="provider_down",
            message=f"{job.symbol}: {problem}; batch --resume goes on [provider_down]",
            exit_code=ProviderError.exit_code,
        )
