"""What no text may show: forbidden tokens, empty and doubled slots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.audit.findings import Finding
from generator.audit.places import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FORBIDDEN: Final = re.compile(
    r"\b(?:None|NaN|nan|NaT|inf|Infinity|Undefined|undefined|null|TODO|FIXME|TBD|XXX|lorem|ipsum)\b"
    r"|\{\{|\}\}|\{%|%\}|\[\[|\]\]|[{}]|\b0x[0-9a-f]{4,}\b|<built-in|<function|\ufffd|[\ue000-\uf8ff]"
)
_EMPTY: Final = re.compile(
    r"\(\s*[,;)]|\$(?![\d\\])|\(OI\b|[^\S\n]{2,}(?=\S)|\s[,;.](?=\s|$)|,\s*,|;\s*;"
    r"|(?<!\.)\.\.(?!\.)|\b(?:the|an|of)[.,;:)](?=\s|$)|\|[^\S\n]*\|"
)
"""A sentence may end with "above" or "to compare with"; none ends with "the"."""

_DOUBLED: Final = re.compile(r"\b([A-Za-z]+)\s+\1\b|\$\$|%%|(?<!\.)\.\.(?!\.)|,,", re.IGNORECASE)


def wounds(
    text: str, *, file: str, sheltered: Sequence[tuple[int, int]], layout: bool = False
) -> Iterator[Finding]:
    """Forbidden tokens, empty slots and doubled words of ``text``.

    Args:
        text: What a reader sees (or its Markdown).
        file: Name of the file, for the findings.
        sheltered: Places (start, end) of quoted text from outside, which may hold anything.
        layout: The text has been laid out: runs of spaces mean nothing.
    """
    lines = Lines(text)
    patterns = (
        ("forbidden_token", _FORBIDDEN, "{!r} must not be printed"),
        ("empty_slot", _EMPTY, "nothing stands where a value should: {!r}"),
        ("doubled", _DOUBLED, "{!r} stands twice"),
    )
    for kind, pattern, message in patterns:
        for match in pattern.finditer(text):
            if any(start <= match.start() and match.end() <= end for start, end in sheltered):
                continue
            if layout and not match[0].strip():
                continue
            line, column = lines.place(match.start())
            yield Finding(
                kind=kind,
                message=message.format(_around(text, match)),
                file=file,
                line=line,
                column=column,
            )


def _around(text: str, match: re.Match[str]) -> str:
    start, end = max(0, match.start() - 15), min(len(text), match.end() + 15)
    return " ".join(text[start:end].split())
