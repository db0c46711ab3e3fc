"""A note of modelled data, and one that is too old or of tomorrow, does not leave the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from generator.config import GateLimits, Settings
from generator.errors import RefusedError
from generator.market.demo import demo_snapshot
from generator.pipeline import facts_of
from generator.publish.fitness import check_fitness

if TYPE_CHECKING:
    from generator.signals.facts import Facts

AS_OF = datetime(2025, 12, 29, 17, 37, tzinfo=UTC)


def facts(*, modelled: bool) -> Facts:
    """The demo's facts, as if a market had made them."""
    snapshot = demo_snapshot()
    source = replace(snapshot.source, modelled=modelled, layout="model" if modelled else "file")
    return facts_of(replace(snapshot, source=source), "0" * 64, Settings())


def test_a_note_of_a_market_is_fit_on_its_day() -> None:
    check_fitness(facts(modelled=False), AS_OF + timedelta(hours=5), GateLimits())


def test_modelled_data_is_never_fit() -> None:
    with pytest.raises(RefusedError, match=r"IWM: its data is modelled.*\[modelled\]"):
        check_fitness(facts(modelled=True), AS_OF, GateLimits())


@pytest.mark.parametrize(
    ("later", "code"), [(timedelta(days=3), "stale"), (timedelta(hours=-1), "future_data")]
)
def test_age_is_judged_by_the_gates(later: timedelta, code: str) -> None:
    with pytest.raises(RefusedError, match=rf"IWM: the quote is.*draft it again.*\[{code}\]"):
        check_fitness(facts(modelled=False), AS_OF + later, GateLimits())
