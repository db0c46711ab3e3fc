"""Days for the playbook writer's tools: the demo, snapshot files, the archive's sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from generator.config import Settings
    from generator.narrative.compose import Composition
    from generator.narrative.plan import Playbook
    from generator.pipeline import Observed


@dataclass(frozen=True, slots=True)
class Day:
    """The data of one day, and how it is called."""

    name: str
    observed: Observed


def demo_day() -> Day:
    """The modelled demo."""
    from generator.market.bundle import snapshot_digest  # noqa: PLC0415 - keeps --help quick
    from generator.market.demo import demo_snapshot  # noqa: PLC0415
    from generator.pipeline import Observed  # noqa: PLC0415

    snapshot = demo_snapshot()
    return Day("demo", Observed(snapshot, snapshot_digest(snapshot)))


def day_of_file(path: Path) -> Day:
    """The day of a snapshot file.

    Raises:
        SnapshotError: It is no sound snapshot.
    """
    from generator.market.bundle import load_snapshot  # noqa: PLC0415 - as above
    from generator.pipeline import Observed  # noqa: PLC0415

    return Day(str(path), Observed(*load_snapshot(path)))


def days_of_archive(symbol: str, settings: Settings) -> Iterator[Day]:
    """Every kept session of ``symbol``, oldest first, each with the sessions and issues before.

    Raises:
        StoreError: The archive cannot be read.
        UsageError: It holds no session of ``symbol``.
    """
    from generator.errors import UsageError  # noqa: PLC0415 - as above
    from generator.files import check_symbol  # noqa: PLC0415
    from generator.keeping import history_before, kept_archive, memory_before  # noqa: PLC0415
    from generator.pipeline import Observed  # noqa: PLC0415

    archive, symbol = kept_archive(settings), check_symbol(symbol)
    entries = archive.sessions(symbol)
    if not entries:
        holds = ", ".join(archive.symbols()) or "nothing"
        raise UsageError(f"{archive.place.url}: holds no session of {symbol}; it holds {holds}")
    for entry in entries:
        day = entry.as_of.date()
        history = history_before(archive, symbol, day)
        memory = memory_before(archive, symbol, entry.as_of)
        observed = Observed(archive.load(entry), entry.sha256, history, memory)
        yield Day(f"{symbol} {day}", observed)


def composed(day: Day, playbook: Playbook, settings: Settings) -> Composition:
    """The article of a day.

    Raises:
        RefusedError: A gate blocks its data.
    """
    from generator.narrative.compose import compose  # noqa: PLC0415 - as above
    from generator.pipeline import facts_of, gate  # noqa: PLC0415

    observed = day.observed
    issues = gate(observed.snapshot, settings)
    facts = facts_of(observed.snapshot, observed.sha256, settings, issues, observed.history)
    return compose(facts, playbook, observed.snapshot.sessions(), observed.memory)


def days_of_files(paths: Sequence[Path]) -> Iterator[Day]:
    """The demo, then the days of ``paths``.

    Raises:
        SnapshotError: One of them is no sound snapshot.
    """
    yield demo_day()
    for path in paths:
        yield day_of_file(path)
