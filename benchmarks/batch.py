"""Batches of made symbols: notes a minute, memory, two workers beside one, a cluster beside a pool.

Each figure is a whole run of the command line, with the processes that it starts; what is compared
runs one after the other, in turns. What two workers gain is held beside what the machine gives to
two batches of one worker that know nothing of each other: a pool cannot do better than that.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.memory import MemoryWatch
from benchmarks.timing import Row
from tests.made_symbols import written_symbols

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TURNS: Final = 3
"""How often each side of a comparison runs."""
COMPARED: Final = 40
"""Notes of a run that is compared with another."""
_CLUSTER_SECONDS: Final = 8


@dataclass(frozen=True, slots=True)
class Run:
    """A batch that was run.

    Args:
        notes: How many it made.
        seconds: That it took, from the command to its end.
        memory: Of all its processes together, bytes resident, at their most.
    """

    notes: int
    seconds: float
    memory: int

    @property
    def a_minute(self) -> float:
        """Notes a minute, start and end included."""
        return 60 * self.notes / self.seconds


def batch_rows(largest: int) -> Iterator[Row]:
    """Every line of the table.

    Args:
        largest: Symbols of the largest batch.
    """
    with tempfile.TemporaryDirectory(prefix="strikedesk-batch-") as name:
        folder = Path(name)
        for formats in ("md,html", "md,html,pdf"):
            small = _batch(folder, 10, ["--formats", formats])
            large = _batch(folder, largest, ["--formats", formats])
            what, few = f"{formats}: {largest} symbols", "10 symbols"
            yield Row(what, large.a_minute, few, small.a_minute, unit="notes a minute")
            yield Row(what, large.memory / 1e6, few, small.memory / 1e6, unit="MB at most")
        yield from _workers(folder)
        with _cluster(folder) as address:
            yield _cluster_row(folder, address)


def _workers(folder: Path) -> Iterator[Row]:
    one, two, apart = [], [], []
    for _ in range(TURNS):
        one.append(_batch(folder, COMPARED, ["--workers", "1"]).seconds)
        two.append(_batch(folder, COMPARED, ["--workers", "2"]).seconds)
        apart.append(_apart(folder))
    what = f"{COMPARED} notes, two workers"
    yield Row(what, median(two), "one worker", median(one), unit="s")
    yield Row(what, median(two), "two batches of half of them", median(apart), unit="s")


def _apart(folder: Path) -> float:
    """Seconds of two batches of one worker each that run at once, each of half the notes."""
    shares = [["--workers", "1", "--shard", f"{number}/2"] for number in (1, 2)]
    with ThreadPoolExecutor(len(shares)) as both:
        runs = both.map(lambda share: _batch(folder, COMPARED, share), shares)
        return max(run.seconds for run in runs)


def _cluster_row(folder: Path, address: str) -> Row:
    pool, cluster = [], []
    for _ in range(TURNS):
        pool.append(_batch(folder, COMPARED, ["--workers", "2"]).seconds)
        cluster.append(_batch(folder, COMPARED, ["--scheduler", address]).seconds)
    what = f"{COMPARED} notes, a cluster of two workers"
    return Row(what, median(cluster), "a pool of two", median(pool), unit="s")


def _batch(folder: Path, count: int, options: Sequence[str]) -> Run:
    """Run the command over the first ``count`` symbols."""
    watchlist = written_symbols(folder / "made", count)
    out = tempfile.mkdtemp(dir=folder)
    command = [sys.executable, "-m", "generator", "batch", str(watchlist), "--out", out, *options]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with MemoryWatch(process.pid) as memory:
        code = process.wait()
    seconds = time.perf_counter() - begun
    if code:
        msg = f"a batch ended with {code}"
        raise RuntimeError(msg)
    return Run(count, seconds, memory.peak)


@contextlib.contextmanager
def _cluster(folder: Path) -> Iterator[str]:
    """A scheduler and two workers of Dask, each a process, on loopback."""
    address, dask = "tcp://127.0.0.1:18786", [sys.executable, "-m", "dask"]
    scheduler = [
        "scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "18786",
        "--no-dashboard",
        "--no-show",
    ]
    worker = [
        "worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--local-directory",
        str(folder),
    ]
    started = []
    try:
        for arguments in (scheduler, worker, worker):
            command = [*dask, *arguments]
            quiet = subprocess.DEVNULL
            started.append(subprocess.Popen(command, stdout=quiet, stderr=quiet))
            time.sleep(_CLUSTER_SECONDS)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
