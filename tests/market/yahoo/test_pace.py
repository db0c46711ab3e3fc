"""A pace that threads and processes keep together."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from generator.errors import StoreError
from generator.market.yahoo.pace import Pace

if TYPE_CHECKING:
    from tests.market.yahoo.conftest import Clock

ROOT: Final = Path(__file__).parents[3]
THREADS: Final = 4
TAKES: Final = 5
FOREVER: Final = 1e9

IN_A_PROCESS: Final = """
import sys
from pathlib import Path
from generator.market.yahoo.pace import Pace
pace = Pace(path=Path(sys.argv[1]), gap_seconds=1.0, clock=lambda: 1000.0, sleep=print)
for _ in range(5):
    pace.take(1e9)
"""


def test_requests_go_out_a_gap_apart_and_one_that_comes_late_does_not_wait(
    pace: Pace, clock: Clock
) -> None:
    assert [pace.take(10) for _ in range(3)] == [None, None, None]
    assert clock.slept == [1.0, 1.0]
    clock.seconds += 5
    assert pace.take(10) is None
    assert clock.slept == [1.0, 1.0]


def test_who_is_told_to_slow_down_slows_down_everybody(pace: Pace, clock: Clock) -> None:
    another = replace(pace)
    another.back_off(20)
    assert pace.take(60) is None
    [slept] = clock.slept
    assert 20 <= slept <= 25


def test_a_shorter_wait_does_not_undo_a_longer_one(pace: Pace, clock: Clock) -> None:
    pace.back_off(100)
    pace.back_off(1)
    assert pace.take(200) is None
    assert clock.slept[0] >= 100


def test_waits_are_spread_and_a_seed_repeats_them(tmp_path: Path, clock: Clock) -> None:
    def slept(seed: int, name: str) -> float:
        made = Pace(
            path=tmp_path / name,
            gap_seconds=0,
            clock=clock,
            sleep=clock.sleep,
            random=Random(seed),  # noqa: S311 - spreads waits
        )
        made.back_off(8)
        made.take(60)
        return clock.slept[-1]

    assert slept(1, "a") == pytest.approx(slept(1, "b"), abs=0.01)
    assert slept(1, "c") != pytest.approx(slept(2, "d"), abs=0.01)


def test_a_wait_that_is_too_long_is_named_and_takes_no_moment(pace: Pace, clock: Clock) -> None:
    pace.back_off(100)
    wait = pace.take(30)
    assert wait is not None
    assert wait >= 100
    assert pace.take(30) == wait
    assert clock.slept == []


@pytest.mark.parametrize("content", ["", "tomorrow", "nan", "inf", "9e99", "1e9", "-1", "\0" * 64])
def test_a_damaged_state_or_one_of_another_clock_holds_nobody_up(
    content: str, pace: Pace, clock: Clock
) -> None:
    pace.path.parent.mkdir()
    pace.path.write_text(content, encoding="utf-8")
    assert pace.take(0) is None
    assert clock.slept == []
    assert pace.take(10) is None
    assert clock.slept == [1.0]


def test_a_state_that_cannot_be_written_is_an_error_of_storing(pace: Pace) -> None:
    pace.path.parent.write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError, match="pace: cannot be written"):
        pace.take(1)


def test_no_two_threads_take_the_same_moment(pace: Pace) -> None:
    """The clock stands still, so each wait tells which moment was taken."""
    waits: list[float] = []
    still = replace(pace, clock=lambda: 1000.0, sleep=waits.append)
    threads = [
        threading.Thread(target=lambda: [still.take(FOREVER) for _ in range(TAKES)])
        for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [float(place) for place in range(1, THREADS * TAKES)]


def test_no_two_processes_take_the_same_moment(tmp_path: Path) -> None:
    command = [sys.executable, "-c", IN_A_PROCESS, str(tmp_path / "pace")]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    lines = [line for process in processes for line in process.communicate(timeout=60)[0].split()]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(float(line) for line in lines) == [float(place) for place in range(1, 10)]
