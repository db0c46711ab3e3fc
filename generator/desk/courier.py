"""The courier: takes what was decided to its readers, in a thread beside the requests.

A request keeps its decision and wakes the courier, and so waits for no mail server and no bucket.
What an earlier run of the desk left is taken first. What fails stays open, and is tried again when
the courier is woken next.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Final, Protocol

from generator.editorial.delivering import made_deliveries
from generator.editorial.delivery_states import DONE, SUPERSEDED
from generator.errors import StrikedeskError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from generator.editorial.delivering import Carrier, Delivery
    from generator.editorial.newsroom import Newsroom

_LOG: Final = logging.getLogger("strikedesk.desk")
_LAST_SECONDS: Final = 10
"""For the delivery that is being made when the desk is stopped."""


class Sender(Protocol):
    """What the courier needs of whoever sends it: of a desk."""

    @property
    def newsroom(self) -> Newsroom:
        """Where decisions are kept."""

    @property
    def carrier(self) -> Carrier:
        """Takes parcels to their destinations."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Tells the time."""


class Courier:
    """One for a desk; it works from `start` to `stop`."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._ended = threading.Event()
        self._round = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether it is under way, or about to be."""
        return self._wanted.is_set() or self._round.locked()

    def wake(self) -> None:
        """Let it take what is open."""
        self._wanted.set()

    def start(self, sender: Sender) -> None:
        """Let it work in a thread of its own, and begin with what is open already."""
        self.wake()
        self._thread = threading.Thread(
            target=self._work, args=(sender,), name="courier", daemon=True
        )
        self._thread.start()

    def end(self) -> None:
        """Let it end behind the delivery that it makes now; the next run goes on from there."""
        self._ended.set()
        self.wake()

    def stop(self) -> None:
        """End it and wait for that, though not for ever: a mail server may take its time."""
        self.end()
        if self._thread is not None:
            self._thread.join(_LAST_SECONDS)

    def run_until_done(self, sender: Sender) -> None:
        """Do in this thread what it was woken for, behind what its own is about."""
        with self._round:
            while self._wanted.is_set():
                self._deliver(sender)

    def _work(self, sender: Sender) -> None:
        while not self._ended.is_set():
            self._wanted.wait()
            with self._round:
                self._deliver(sender)

    def _deliver(self, sender: Sender) -> None:
        self._wanted.clear()
        made = made_deliveries(sender.newsroom, sender.carrier, sender.clock())
        try:
            with contextlib.closing(made):
                while not self._ended.is_set() and (item := next(made, None)) is not None:
                    _tell(item)
        except StrikedeskError as error:
            _LOG.error("deliveries wait: %s", error)
        except Exception:  # noqa: BLE001 - the thread has to go on, and the log has all of it
            _LOG.exception("fault while delivering; what is open waits")


def _tell(item: Delivery) -> None:
    level = logging.INFO if item.state in {DONE, SUPERSEDED} else logging.WARNING
    told = (item.note_id, ascii(item.destination), item.state, ascii(item.detail))
    _LOG.log(level, "note %s to %s: %s %s", *told)
