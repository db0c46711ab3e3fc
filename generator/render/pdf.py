"""HTML to PDF in a worker process with limits; a hostile page costs a note, never the program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from generator.errors import RenderError
from generator.frames import GoneError, LateError, frame_of, write_frame
from generator.render.drawn_spaces import with_drawn_spaces
from generator.render.jail import reduced_environment
from generator.render.proof_cards import without_screen_parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_PAGE_BYTES: Final = 8 * 1024 * 1024
_NOTES_A_WORKER: Final = 50
"""Each page leaves almost half a megabyte behind in the libraries that draw it."""
_UNHARMED: Final = frozenset(
    {"fetch_refused", "link_refused", "attachment_refused", "too_deep", "too_large", "too_wide"}
)
"""Refusals that a worker makes on purpose; after any other it is replaced."""
_START: Final = """
import sys
sys.path.insert(0, sys.argv[1])
import generator
del sys.path[0]
from generator.render.worker import main
main(int(sys.argv[2]))
"""
"""Finds this very package, and nothing else in the folder where the command was given."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A rendered page and what the renderer complained about."""

    content: bytes
    warnings: tuple[str, ...]


@dataclass(slots=True)
class PdfRenderer:
    """A renderer whose worker starts at once, so that it is ready when the page is.

    Use as a context manager. The worker is replaced after 50 notes, and after every crash.

    Args:
        seconds: Wall time that one page may take; the worker's start may take as long again.
        memory_bytes: Address space of the worker.
    """

    seconds: float = 30.0
    memory_bytes: int = 1536 * 1024 * 1024
    _worker: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False)
    _guards: tuple[str, ...] | None = field(default=None, init=False)
    _rendered: int = field(default=0, init=False)

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def render(self, html: str, meanwhile: Callable[[], None] | None = None) -> Pdf:
        """Render one page.

        Args:
            html: The page.
            meanwhile: Called once, while the worker works.

        Raises:
            RenderError: ``render_timeout``, ``render_crash``, ``render_memory``, ``render_failed``,
                ``too_deep``, ``too_large``, ``too_wide``, ``fetch_refused``, ``link_refused`` or
                ``attachment_refused``; the next page is not affected.
        """
        try:
            page = with_drawn_spaces(without_screen_parts(html)).encode()
        except UnicodeEncodeError as error:
            raise RenderError("render_failed", f"the page is no text: {error}") from error
        if len(page) > _PAGE_BYTES:
            problem = f"the page has {len(page):,} bytes, more than {_PAGE_BYTES:,}"
            raise RenderError("too_large", problem)
        request = f"{self.seconds}\n".encode() + page
        head, _, pdf = self._answer_to(request, meanwhile).partition(b"\n")
        report: dict[str, Any] = json.loads(head)
        self._rendered += 1
        code = None if report["ok"] else report["code"]
        if self._rendered >= _NOTES_A_WORKER or code not in {None, *_UNHARMED}:
            self._stop()
        if code is not None:
            raise RenderError(code, f"the page cannot be rendered: {report['error']}")
        return Pdf(pdf, tuple(report["warnings"]))

    def guards(self) -> tuple[str, ...]:
        """Those of `generator.render.jail.GUARDS` that hold for the worker.

        Raises:
            RenderError: ``render_timeout`` or ``render_crash``: the worker does not start.
        """
        worker = self._start()
        if self._guards is None:
            self._guards = tuple(json.loads(self._frame(worker))["guards"])
        return self._guards

    def _answer_to(self, request: bytes, meanwhile: Callable[[], None] | None) -> bytes:
        self.guards()
        worker = self._start()
        if worker.stdin is None:
            msg = "the worker has no input"
            raise RuntimeError(msg)
        try:
            write_frame(worker.stdin, request)
            if meanwhile is not None:
                meanwhile()
        except BrokenPipeError:
            raise self._crashed(worker) from None
        return self._frame(worker)

    def _start(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is not None:
            self._stop()
        if self._worker is None:
            self._folder = tempfile.TemporaryDirectory(
                prefix="strikedesk-", ignore_cleanup_errors=True
            )
            self._worker = subprocess.Popen(  # noqa: S603 - our own module, no shell
                worker_command(self.memory_bytes),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=reduced_environment(os.environ, Path(self._folder.name)),
            )
            self._rendered = 0
        return self._worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        folder, self._folder = self._folder, None
        self._guards = None
        if worker is not None:
            worker.kill()
            worker.communicate()
        if folder is not None:
            folder.cleanup()

    def _frame(self, worker: subprocess.Popen[bytes]) -> bytes:
        try:
            return frame_of(worker, self.seconds)
        except LateError:
            raise self._too_slow() from None
        except GoneError:
            raise self._crashed(worker) from None

    def _too_slow(self) -> RenderError:
        self._stop()
        problem = f"the page took longer than {self.seconds:.0f} seconds to render"
        return RenderError("render_timeout", problem)

    def _crashed(self, worker: subprocess.Popen[bytes]) -> RenderError:
        self._stop()
        if worker.returncode == -signal.SIGXCPU:
            return self._too_slow()
        problem = f"the renderer ended with {worker.returncode} on this page"
        return RenderError("render_crash", f"{problem}; run strikedesk doctor")


def worker_command(memory_bytes: int) -> list[str]:
    """What starts the worker: this Python, isolated from the folder where it is started."""
    package_root = Path(__file__).parents[2]
    return [sys.executable, "-P", "-c", _START, str(package_root), str(memory_bytes)]
