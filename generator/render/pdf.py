"""HTML to PDF in a worker process with limits; a hostile page costs a note, never the program."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from generator.errors import RefusedError, RenderError
from generator.render.proof_cards import without_screen_parts
from generator.render.worker import write_frame

if TYPE_CHECKING:
    from types import TracebackType

_DEPTH_LIMIT: Final = 60
_NOTES_A_WORKER: Final = 200
_HEAD_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Pdf:
    """A rendered page and what the renderer complained about."""

    content: bytes
    warnings: tuple[str, ...]


@dataclass(slots=True)
class PdfRenderer:
    """A renderer whose worker starts at once, so that it is ready when the page is.

    Use as a context manager. The worker is replaced after 200 notes, and after every crash.

    Args:
        seconds: Wall time that one page may take, the worker's start included.
        memory_bytes: Address space of the worker.
    """

    seconds: float = 30.0
    memory_bytes: int = 1536 * 1024 * 1024
    _worker: subprocess.Popen[bytes] | None = field(default=None, init=False)
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

    def render(self, html: str) -> Pdf:
        """Render one page.

        Raises:
            RenderError: ``render_timeout``, ``render_crash``, ``render_memory``,
                ``fetch_refused`` or ``render_failed``; the next page is not affected.
        """
        check_depth(html)
        worker = self._start()
        if worker.stdin is None:
            msg = "the worker has no input"
            raise RuntimeError(msg)
        try:
            write_frame(worker.stdin, without_screen_parts(html).encode())
            answer = self._answer(worker)
        except BrokenPipeError:
            raise self._crashed(worker) from None
        head, _, pdf = answer.partition(b"\n")
        report: dict[str, Any] = json.loads(head)
        self._rendered += 1
        if self._rendered >= _NOTES_A_WORKER:
            self._stop()
        if not report["ok"]:
            self._stop()
            raise RenderError(report["code"], f"the page cannot be rendered: {report['error']}")
        return Pdf(pdf, tuple(report["warnings"]))

    def _start(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and self._worker.poll() is not None:
            self._stop()
        if self._worker is None:
            self._worker = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "generator.render.worker", str(self.memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._rendered = 0
        return self._worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.communicate()

    def _answer(self, worker: subprocess.Popen[bytes]) -> bytes:
        deadline = time.monotonic() + self.seconds
        head = self._read(worker, _HEAD_BYTES, deadline)
        return self._read(worker, int.from_bytes(head, "big"), deadline)

    def _read(self, worker: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
        if worker.stdout is None:
            msg = "the worker has no output"
            raise RuntimeError(msg)
        parts = bytearray()
        while len(parts) < count:
            ready, _, _ = select.select(
                [worker.stdout], [], [], max(0, deadline - time.monotonic())
            )
            if not ready:
                self._stop()
                problem = f"the page took longer than {self.seconds:.0f} seconds to render"
                raise RenderError("render_timeout", problem)
            chunk = os.read(worker.stdout.fileno(), count - len(parts))
            if not chunk:
                raise self._crashed(worker)
            parts += chunk
        return bytes(parts)

    def _crashed(self, worker: subprocess.Popen[bytes]) -> RenderError:
        self._stop()
        problem = f"the renderer ended with {worker.returncode} on this page"
        return RenderError("render_crash", f"{problem}; run strikedesk doctor")


def check_depth(html: str) -> None:
    """Refuse a page nested so deep that the renderer's recursion would fail.

    Raises:
        RefusedError: ``too_deep``.
    """
    from html.parser import HTMLParser  # noqa: PLC0415 - only where a PDF is made

    class Depth(HTMLParser):
        depth = deepest = 0

        def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
            if tag not in ("meta", "link", "img", "br", "hr", "input"):
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)

        def handle_endtag(self, _: str) -> None:
            self.depth -= 1

    parser = Depth()
    parser.feed(html)
    if parser.deepest > _DEPTH_LIMIT:
        problem = f"the page is nested {parser.deepest} levels deep, more than {_DEPTH_LIMIT}"
        raise RefusedError("too_deep", problem)
