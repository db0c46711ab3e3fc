"""A thread that waits in place of the program, so that Ctrl-C is heard at once.

libcurl waits for an answer where no signal of Python is handled. The request is made in a thread
that may be left behind, and the program waits for it where a signal is handled.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(slots=True)
class Aside:
    """One thread for as long as it is needed: what belongs to a thread is kept between tasks."""

    _tasks: SimpleQueue[tuple[Future[object], Callable[[], object]]] = field(
        default_factory=SimpleQueue
    )
    _thread: threading.Thread | None = None

    def run(self, task: Callable[[], T]) -> T:
        """What ``task`` gives; an interrupt leaves it behind, to end with the process.

        Raises:
            BaseException: Whatever ``task`` raises.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="yahoo", daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._tasks.put((future, task))  # type: ignore[arg-type]  # the thread does not look
        return future.result()

    def _work(self) -> None:
        while True:
            future, task = self._tasks.get()
            try:
                future.set_result(task())
            except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                future.set_exception(error)
            del future, task
