"""Keeping and remembering: what is kept of a session, and what is said of its past.

Whoever writes, in whatever order and at the same time, what is kept is what one writer would keep.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Final

import pytest

from generator import keeping
from generator.archive import archive as archive_module
from generator.archive.archive import Archive
from generator.archive.database import open_database
from generator.archive.places import place_of
from generator.archive.tables import FACTS, SNAPSHOTS
from generator.archive.verifying import Report, verify_archive
from generator.config import Settings
from generator.errors import StoreError, UsageError
from generator.keeping import Point, fact_over_time, history_before, keep_snapshot, open_archive
from generator.market.bundle import snapshot_digest
from generator.market.vendors.importing import ImportRequest, open_request, snapshot_of_day
from generator.pipeline import facts_of
from generator.signals.catalogue import CATALOGUE, depends_on_history
from generator.signals.history import REMEMBERED, History
from tests.archive import conftest as archives
from tests.archive.kept import made, rows
from tests.makers import DATABASES
from tests.snapshots import CALENDAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from generator.market.snapshot import Snapshot
    from generator.signals.facts import Facts
    from tests.makers import Makers

SETTINGS: Final = Settings()
THURSDAY, FRIDAY, MONDAY = date(2026, 8, 20), date(2026, 8, 21), date(2026, 8, 24)
CHANGE: Final = "put_call_oi_change_1d"
DAYS: Final = tuple(CALENDAR.last(12, until=FRIDAY))

archive = archives.archive
"""The fixture that the tests of the archive have."""


def of_day(day: date, hour: str = "16:00") -> Snapshot:
    """A snapshot of ``day``; its calls tell it from those of other days."""
    return made(f"{day}T{hour}", 300 + 7 * (day.toordinal() % 40))


def keep(into: Archive, *snapshots: Snapshot) -> None:
    """Keep them one after the other."""
    for each in snapshots:
        keep_snapshot(into, each, SETTINGS)


def kept(archive: Archive) -> dict[str, set[tuple[object, ...]]]:
    """What is kept of each snapshot, whatever its number: the facts by the snapshot's hash."""
    query = (
        FACTS.join(SNAPSHOTS)
        .select()
        .with_only_columns(
            SNAPSHOTS.c.sha256, FACTS.c.name, FACTS.c.value, FACTS.c.text, FACTS.c.reason_code
        )
    )
    found: dict[str, set[tuple[object, ...]]] = {}
    with archive.database.reading() as connection:
        for sha256, *cells in connection.execute(query):
            found.setdefault(sha256, set()).add(tuple(cells))
    return found


def serial(make: Makers, snapshots: Iterable[Snapshot]) -> dict[str, set[tuple[object, ...]]]:
    """What is kept if they come in one after the other, oldest first."""
    archive = make.archive()
    keep(archive, *sorted(snapshots, key=lambda each: each.as_of))
    return kept(archive)


def change(archive: Archive, day: date) -> object:
    """The kept change of the ratio in a session, or the reason why there is none."""
    entry = archive.latest("IWM", day)
    assert entry is not None
    found = archive.numbers([entry])[entry.id].get(CHANGE)
    return archive.reasons([entry], CHANGE).get(entry.id) if found is None else found


# --- history ------------------------------------------------------------------------------------


def test_history_is_what_earlier_sessions_kept_and_nothing_else(archive: Archive) -> None:
    """Neither the session itself nor a later one, a Saturday, a noon, or another symbol."""
    close, noon = of_day(THURSDAY), of_day(THURSDAY, "12:00")
    saturday = made("2026-08-15T12:00")
    keep(archive, of_day(MONDAY), of_day(FRIDAY), close, noon, of_day(DAYS[3]), saturday)
    keep(archive, made(f"{DAYS[8]}T16:00", symbol="SPY"))
    found = history_before(archive, "IWM", FRIDAY)
    assert list(found.by_session) == [DAYS[3], THURSDAY]
    assert found.previous is not None
    assert snapshot_digest(found.previous) == snapshot_digest(close)
    assert all(set(each) <= REMEMBERED for each in found.by_session.values())
    entries = archive.sessions_before("IWM", FRIDAY, 9)
    numbers = archive.numbers(entries)
    spot_and_calls = {
        entry.session: (numbers[entry.id]["spot"], numbers[entry.id]["call_open_interest"])
        for entry in entries
    }
    assert spot_and_calls == {
        day: (100.0, float(of_day(day).contracts["open_interest"].iloc[0]))
        for day in (DAYS[3], THURSDAY)
    }
    assert history_before(archive, "IWM", DAYS[3]) == History()


def test_history_is_a_year_of_sessions_at_most(
    make: Makers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SESSIONS_A_YEAR", 4)
    archive = make.archive()
    keep(archive, *(of_day(day) for day in DAYS))
    assert list(history_before(archive, "IWM", FRIDAY).by_session) == list(DAYS[-5:-1])


def test_facts_that_are_made_from_history_are_never_kept(archive: Archive) -> None:
    """Those that are made from the session before are."""
    keep(archive, *(of_day(day) for day in DAYS[-3:]))
    stored = {row[1] for row in rows(archive)["facts"]}
    from_history = {name for name in CATALOGUE if depends_on_history(name)}
    assert {"put_call_oi_percentile", "iv_rank", "stored_sessions"} <= from_history
    assert not stored & from_history
    assert CHANGE in stored
    assert isinstance(change(archive, FRIDAY), float)


def test_a_session_that_comes_in_late_renews_the_one_after_it_alone(archive: Archive) -> None:
    keep(archive, of_day(MONDAY), of_day(FRIDAY), of_day(DAYS[0]))
    before = kept(archive)
    assert change(archive, FRIDAY) == "no_session_before", "what is kept is older"
    keep(archive, of_day(THURSDAY))
    after = kept(archive)
    assert isinstance(change(archive, FRIDAY), float)
    changed = {sha256 for sha256, facts in before.items() if after[sha256] != facts}
    assert changed == {snapshot_digest(of_day(FRIDAY))}


def test_a_session_that_comes_in_late_counts_in_what_is_said_of_the_past(make: Makers) -> None:
    """The percentile of a later session is one of more sessions, and another one."""
    archive = make.archive()
    days = CALENDAR.last(32, until=FRIDAY)
    keep(archive, *(of_day(day) for day in days if day != days[1]))
    name = "put_call_oi_percentile"
    assert [point.value is None for point in fact_over_time(archive, "IWM", name)] == (
        [True] * 30 + [False]
    )
    before = fact_over_time(archive, "IWM", name)[-1]
    keep(archive, of_day(days[1]))
    again = fact_over_time(archive, "IWM", name)
    assert [point.session for point in again] == list(days)
    ratios = [700 / (300 + 7 * (day.toordinal() % 40)) for day in days]
    assert before.value == sum(each < ratios[-1] for each in ratios[:1] + ratios[2:-1]) / 30
    assert again[-1].value == sum(each < ratios[-1] for each in ratios[:-1]) / 31


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_in_which_days_come_in_changes_nothing(
    order: tuple[int, ...], make: Makers
) -> None:
    """A noon and a close of a Friday among them."""
    all_of_them = [of_day(THURSDAY), of_day(FRIDAY, "12:00"), of_day(FRIDAY), of_day(MONDAY)]
    archive = make.archive()
    keep(archive, *(all_of_them[place] for place in order))
    assert kept(archive) == serial(make, all_of_them)


def test_keeping_again_changes_nothing(archive: Archive) -> None:
    three = [of_day(day) for day in DAYS[-3:]]
    keep(archive, *three)
    before = rows(archive)
    keep(archive, *three)
    assert rows(archive) == before


# --- several writers ----------------------------------------------------------------------------


class Between:
    """Does something once, between the making of a snapshot's facts and their keeping."""

    def __init__(self, day: date, act: Callable[[], None]) -> None:
        self.day, self.act, self.made = day, act, 0

    def __call__(self, snapshot: Snapshot, *given: object, **named: object) -> Facts:
        """The facts, and then what is to happen in between."""
        facts: Facts = facts_of(snapshot, *given, **named)  # type: ignore[arg-type]
        if snapshot.as_of_date == self.day:
            self.made += 1
            if self.made == 1:
                self.act()
        return facts


@pytest.mark.parametrize(
    ("slow", "quick"),
    [
        (FRIDAY, (THURSDAY,)),
        (THURSDAY, (FRIDAY,)),
        (FRIDAY, (THURSDAY, MONDAY)),
        (THURSDAY, (FRIDAY, MONDAY)),
    ],
    ids=["before", "after", "both", "two after"],
)
def test_neighbours_that_are_kept_in_between_leave_nothing_stale(
    slow: date,
    quick: tuple[date, ...],
    archive: Archive,
    make: Makers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One writer has made its facts when the others keep theirs; then it keeps its own."""
    between = Between(slow, lambda: keep(archive, *map(of_day, quick)))
    monkeypatch.setattr(keeping, "facts_of", between)
    keep(archive, of_day(slow))
    assert between.made > 1, "the facts were made again"
    assert kept(archive) == serial(make, map(of_day, (slow, *quick)))


def test_a_close_that_is_kept_while_its_noon_renews_the_next_day_is_what_counts(
    archive: Archive, make: Makers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next day's facts were made from the noon already when the close came in."""
    noon, close = of_day(THURSDAY, "12:00"), made(f"{THURSDAY}T16:00", 222)
    keep(archive, of_day(FRIDAY))
    between = Between(FRIDAY, lambda: keep(archive, close))
    monkeypatch.setattr(keeping, "facts_of", between)
    keep(archive, noon)
    assert kept(archive) == serial(make, [noon, close, of_day(FRIDAY)])


def test_what_cannot_be_renewed_is_not_kept_by_half(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that fails between a day and the day after leaves neither changed."""
    keep(archive, of_day(FRIDAY))
    before = rows(archive)

    def fails(*_: object) -> None:
        problem = "out of space"
        raise StoreError(problem)

    with monkeypatch.context() as patch:
        patch.setattr(archive_module, "_insert", fails)
        with pytest.raises(StoreError):
            keep(archive, of_day(THURSDAY))
    assert rows(archive) == before
    keep(archive, of_day(THURSDAY))
    assert isinstance(change(archive, FRIDAY), float)


@pytest.mark.parametrize("database", DATABASES)
def test_processes_that_keep_neighbouring_days_keep_what_one_would(
    database: str, make: Makers
) -> None:
    """One keeps the even days, one the odd ones, each day beside its neighbours of the other."""
    archive = make.archive(database)
    url = archive.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.archive.writer", archive.place.url, url, "days"]
    days = CALENDAR.last(24, until=FRIDAY)
    pipe = subprocess.PIPE
    writers = [
        subprocess.Popen(
            [*command, *map(str, days[half::2])], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        for half in (0, 1)
    ]
    for process in writers:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in writers:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in writers:
        _, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
    assert verify_archive(archive) == Report(24, ())
    assert kept(archive) == serial(make, [made(f"{day}T16:00", day.toordinal() % 97 + 200)
                                          for day in days])  # fmt: skip


# --- a fact over time ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def iwm(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Thirty-six real days of IWM, kept; the youngest first."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("iwm")
    archive = Archive(place_of(str(folder)), open_database(f"sqlite:///{folder / 'archive.db'}"))
    keep(archive, *reversed(list(real_days(data_dir))))
    return archive


def real_days(folder: Path) -> Iterable[Snapshot]:
    """The first thirty-six days of the real series, holidays among them."""
    request = ImportRequest(
        files=[folder / "eod_series" / "IWM.parquet"],
        symbol="IWM",
        bars=[folder / "prices" / "av_IWM_2026.csv"],
        spots=folder / "eod_series" / "headers.csv",
    )
    chain = open_request(request)
    return (snapshot_of_day(request, chain, day) for day in sorted(chain.days)[:36])


NAMES: Final = (
    "spot",
    "put_call_oi_ratio_tradable",
    "put_call_oi_change_1d",
    "call_oi_build_near_spot",
    "put_call_oi_percentile",
    "put_call_oi_zscore",
    "put_call_oi_change_zscore",
    "iv_30d",
    "iv_rank",
    "iv_percentile",
    "stored_sessions",
)


def test_a_fact_over_time_is_that_of_each_session_computed_anew(
    iwm: Archive, data_dir: Path
) -> None:
    """From the sessions before it alone, in order, without an archive; the same to the last bit."""
    past: dict[date, dict[str, float]] = {}
    previous: Snapshot | None = None
    expected: dict[str, list[Point]] = {name: [] for name in NAMES}
    for snapshot in real_days(data_dir):
        day = snapshot.as_of_date
        if not CALENDAR.is_session(day):
            continue
        facts = facts_of(snapshot, "", SETTINGS, history=History(dict(past), previous))
        for name in NAMES:
            lacking = facts[name].unavailable
            value = None if lacking else float(facts[name].value)  # type: ignore[arg-type]
            expected[name].append(Point(day, value, lacking.code if lacking else ""))
        past[day] = {
            name: float(fact.value)
            for name, fact in facts.items()
            if fact.ok and isinstance(fact.value, int | float) and not depends_on_history(name)
        }
        previous = snapshot
    for name in NAMES:
        assert fact_over_time(iwm, "IWM", name) == expected[name], name
    filled = {name for name in NAMES if expected[name][-1].value is not None}
    assert {"put_call_oi_percentile", "put_call_oi_zscore", CHANGE} <= filled


def test_days_without_a_session_are_no_points(iwm: Archive) -> None:
    points = fact_over_time(iwm, "IWM", "spot")
    assert len(iwm.entries("IWM")) == 36
    assert len(points) == 33, "2026-05-25, 2026-06-19 and 2026-07-03 were holidays"
    assert all(CALENDAR.is_session(point.session) for point in points)


def test_a_fact_that_is_none_or_no_number_is_refused(make: Makers) -> None:
    archive = make.archive()
    assert fact_over_time(archive, "IWM", "spot") == []
    with pytest.raises(UsageError, match="no fact is called 'spott'"):
        fact_over_time(archive, "IWM", "spott")
    with pytest.raises(UsageError, match="history_state is no number: text"):
        fact_over_time(archive, "IWM", "history_state")


def test_the_archive_is_where_the_settings_say(tmp_path: Path) -> None:
    archive = open_archive(Settings(archive=str(tmp_path / "kept here")))
    keep(archive, of_day(FRIDAY - timedelta(days=1)))
    archive.database.engine.dispose()
    assert [path.name for path in sorted((tmp_path / "kept here").iterdir())] == [
        "archive.db",
        "snapshots",
    ]
