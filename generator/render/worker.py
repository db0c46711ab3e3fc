"""The process that makes PDFs: reads pages on its standard input, writes PDFs.

It is a process of its own because WeasyPrint can hang, exhaust memory or crash on hostile or
missing input, and because a process can be shut in (`generator.render.jail`).

What goes through both pipes are frames (`generator.frames`). The worker first says that it is ready
and which guards hold (``{"guards": […]}``). A request is the seconds that the page may take, a
newline, and HTML; an answer is one JSON line (``{"ok": true, "warnings": […]}``), a newline, and
the PDF.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from generator.frames import read_frame, write_frame
from generator.render.page_limits import Refusal

if TYPE_CHECKING:
    from generator.render.page_pdf import Rendered


def main(memory_bytes: int) -> None:
    """Serve until the input ends.

    Args:
        memory_bytes: Address space that the process may use.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # Over a second to import, while the parent computes; the jail would hide what they read.
    from generator.render import page_pdf  # noqa: PLC0415
    from generator.render.jail import enter_jail, limit_time  # noqa: PLC0415

    guards = enter_jail(memory_bytes)
    write_frame(answers, json.dumps({"guards": guards}).encode())
    while (request := read_frame(sys.stdin.buffer)) is not None:
        seconds, _, html = request.partition(b"\n")
        limit_time(float(seconds))
        head, pdf = _answer(page_pdf.page_pdf(html.decode()))
        write_frame(answers, json.dumps(head).encode() + b"\n" + pdf)


def _answer(made: Rendered | Refusal) -> tuple[dict[str, Any], bytes]:
    if isinstance(made, Refusal):
        return {"ok": False, "code": made.code, "error": made.problem}, b""
    return {"ok": True, "warnings": made.warnings}, made.pdf


if __name__ == "__main__":
    main(int(sys.argv[1]))
