"""Labels of charts drawn straight onto the page, so that no viewer cuts off their first letter.

WeasyPrint draws a label that is centred or set to the right (``text-anchor``) as a transparency
group, in order to move it once its width is known. Pdfium, and with it Chrome, paints such a group
onto a bitmap of its own, just as large as the letters' advances: rounded to pixels, the left stem
of a "b" or a "p" falls off its edge at many sizes on the screen. Nothing in these groups is
transparent, so without being groups they look alike, and the letters stay whole.
"""

from __future__ import annotations

import re
from typing import Any, Final

_MOVED: Final = re.compile(rb"q\n(?:1 0 0 1 \S+ 0 cm\n)?/(\S+) Do\nQ")
"""A group that is drawn as it is, or moved to the left."""
_FADED: Final = re.compile(rb" gs\n/(\S+) Do\b")
"""A group that is drawn right after an opacity was set: without it the opacity would be lost."""


def ungroup_labels(_: object, pdf: Any) -> None:  # noqa: ANN401 - untyped
    """Make each label a plain part of its page; a ``finisher`` of WeasyPrint.

    Names of groups repeat from page to page. A name that stands for a faded group somewhere is left
    alone everywhere, and so are masks.

    Args:
        pdf: The file before it is written.
    """
    groups = [item for item in pdf.objects if "Group" in _extra(item)]
    drawn = b"\n".join(_content(item) for item in pdf.objects if hasattr(item, "stream"))
    labels = set(_MOVED.findall(drawn)) - set(_FADED.findall(drawn))
    masks = _masks(pdf)
    for group in groups:
        if group.id.encode() in labels and group.reference not in masks:
            del group.extra["Group"]


def _extra(item: Any) -> dict[str, Any]:  # noqa: ANN401 - untyped
    extra = getattr(item, "extra", None)
    return extra if isinstance(extra, dict) else {}


def _content(stream: Any) -> bytes:  # noqa: ANN401 - untyped
    lines = (line if isinstance(line, bytes) else str(line).encode() for line in stream.stream)
    return b"\n".join(lines)


def _masks(pdf: Any) -> set[Any]:  # noqa: ANN401 - untyped
    states = [
        state
        for item in pdf.objects
        if isinstance(item, dict)
        for state in (item.get("ExtGState") or {}).values()
    ]
    return {state["SMask"]["G"] for state in states if "SMask" in state}
