"""Plain text tables, for the terminal and for what is shown as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their content; numbers to the right."""
    table = [list(heads), *[list(row) for row in rows]]
    widths = [max(len(row[place]) for row in table) for place in range(len(heads))]
    right = [
        bool(rows) and all(_is_number(row[place]) for row in rows) for place in range(len(heads))
    ]
    lines = []
    for row in table:
        cells = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _is_number(cell: str) -> bool:
    digits = cell.replace(",", "").replace(".", "").lstrip("-\N{MINUS SIGN}").lstrip("$")
    return digits.rstrip("%").isdigit() or cell == "-"
