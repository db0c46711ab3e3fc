"""The process that runs WeasyPrint: reads pages on its standard input, writes PDFs.

It is a process of its own because WeasyPrint can hang, exhaust memory or crash on hostile or
missing input. It gives itself limits, leaves the network where the system allows that, and
fetches nothing but ``data:``.

Frames on both pipes: four bytes of length, big-endian, then that many bytes. A request is HTML; an
answer is one JSON line (``{"ok": true, "warnings": […]}``), a newline, and the PDF.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import os
import struct
import sys
from typing import IO, TYPE_CHECKING, Any, Final

from generator.render.label_groups import ungroup_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTH: Final = struct.Struct(">I")
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or ``None`` at the end of the stream or in the middle of a broken one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def main(memory_bytes: int) -> None:
    """Serve until the input ends.

    Args:
        memory_bytes: Address space that the process may use.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import weasyprint  # noqa: PLC0415 - over a second to import, while the parent computes

    _limit_memory(memory_bytes)
    _leave_network()
    while (page := read_frame(sys.stdin.buffer)) is not None:
        head, pdf = _render(weasyprint, page.decode())
        write_frame(answers, json.dumps(head).encode() + b"\n" + pdf)


def _render(weasyprint: Any, html: str) -> tuple[dict[str, Any], bytes]:  # noqa: ANN401 - untyped
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    with _collected_warnings() as warnings:
        try:
            document = weasyprint.HTML(string=html, url_fetcher=fetcher)
            pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=ungroup_labels)
        except FatalURLFetchingError as error:  # a BaseException
            return {"ok": False, "code": "fetch_refused", "error": str(error)}, b""
        except MemoryError:
            return {"ok": False, "code": "render_memory", "error": "ran out of memory"}, b""
        except Exception as error:  # noqa: BLE001 - reported to the parent, which refuses the note
            problem = f"{type(error).__name__}: {error}"
            return {"ok": False, "code": "render_failed", "error": problem}, b""
    return {"ok": True, "warnings": warnings}, pdf


@contextlib.contextmanager
def _collected_warnings() -> Iterator[list[str]]:
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    handler = Collector(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _leave_network() -> None:
    """Enter an empty network namespace; systems that do not allow it keep the other guards."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(_CLONE_NEWNET) != 0:
            library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


if __name__ == "__main__":
    main(int(sys.argv[1]))
