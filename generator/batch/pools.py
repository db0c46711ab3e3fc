"""Where jobs are done: threads that each drive a process of their own, here or on a cluster.

Both are executors of `concurrent.futures`; what they run is one function, so that a note of a
cluster is the note of a single machine. A cluster's workers see the same output folder, the same
archive and the same watchlist's files as the machine that asks them to.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from generator.batch.note_process import NoteProcess
from generator.errors import ProviderError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.batch.jobs import Job, Outcome
    from generator.config import Settings

_START_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Pool:
    """An executor.

    Args:
        executor: Does jobs.
        workers: How many it does at a time.
        breaks: What its futures raise where a worker, or the pool itself, is gone.
        abandon: Ends what is being done, whose outcomes say so, and begins nothing more.
    """

    executor: Executor
    workers: int
    abandon: Callable[[], None]
    breaks: tuple[type[BaseException], ...] = (BrokenExecutor,)


@contextlib.contextmanager
def local_pool(workers: int) -> Iterator[Pool]:
    """A pool on this machine; its processes end with the block, at once where that fails."""
    executor = ThreadPoolExecutor(workers, thread_name_prefix="note")

    def abandon() -> None:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in list(_ALL.values()):
            process.end()

    try:
        yield Pool(executor, workers, abandon)
    except BaseException:
        abandon()
        raise
    finally:
        executor.shutdown()
        close_processes()


@contextlib.contextmanager
def cluster_pool(address: str) -> Iterator[Pool]:
    """The workers of a Dask scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises:
        ProviderError: ``cluster_down``: nobody answers there, or no worker is with it.
        UsageError: The extra ``cluster`` is not installed.
    """
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("a cluster takes dask: pip install 'strikedesk[cluster]'") from error
    connect: Any = distributed.Client  # which is not typed
    try:
        client = connect(address, timeout=_START_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        problem = f"{address}: no scheduler answers there ({error})"
        raise ProviderError("cluster_down", problem) from error
    with contextlib.closing(client):
        workers = sum(client.nthreads().values())
        if not workers:
            raise ProviderError("cluster_down", f"{address}: the scheduler has no workers")
        # A job writes a folder: doing it twice is harmless, and its outcome is asked for at once.
        with client.get_executor(pure=False, retries=1) as executor:
            killed: Any = distributed.KilledWorker
            breaks = (BrokenExecutor, CancelledError, OSError, killed)
            yield Pool(executor, workers, partial(executor.shutdown, wait=False), breaks)


def draft_in_process(settings: Settings, job: Job) -> Outcome:
    """Draft a job in the process of this thread, which is kept for the next job."""
    return _process_of_thread(settings).draft(job)


_OF_THREAD: Final = threading.local()
_ALL: Final[dict[int, NoteProcess]] = {}
"""By the number of their thread."""


def _process_of_thread(settings: Settings) -> NoteProcess:
    key = settings.model_dump_json()
    if getattr(_OF_THREAD, "key", None) != key:
        known = _ALL.pop(threading.get_ident(), None)
        if known is not None:
            known.close()
        _OF_THREAD.process = _ALL[threading.get_ident()] = NoteProcess(settings)
        _OF_THREAD.key = key
    process: NoteProcess = _OF_THREAD.process
    return process


def running_processes() -> list[int]:
    """The numbers of the processes that draft now."""
    return [process.pid for process in list(_ALL.values()) if process.pid is not None]


def close_processes() -> None:
    """End all processes of this one."""
    for number in list(_ALL):
        _ALL.pop(number).close()


atexit.register(close_processes)
