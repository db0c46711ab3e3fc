"""The documentation page of the catalogue, made from the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.narrative.derived import DERIVED
from generator.signals.catalogue import CATALOGUE
from generator.wording.markup import escape_markdown

if TYPE_CHECKING:
    from generator.signals.register import Definition

_INTRODUCTION = """# The signal catalogue

<!-- Made by `strikedesk signals --format markdown`; a test keeps it so. -->

Every number that a note may print is a fact of this catalogue. `fraction` is stored as a fraction
and printed as a percentage, `usd` is dollars a share, `usd_notional` dollars in total, `index` runs
from 0 to 100. A fact that cannot be computed is unavailable and says why; it is never 0.
"""


def catalogue_entries() -> list[Definition]:
    """All entries: computed ones by family, then those that the narrative adds."""
    return [*CATALOGUE.values(), *DERIVED.values()]


def catalogue_page() -> str:
    """The page as Markdown."""
    parts = [_INTRODUCTION]
    family = None
    for entry in catalogue_entries():
        if entry.family != family:
            family = entry.family
            parts.append(f"\n## {family.capitalize()}\n\n")
            parts.append(
                "| name | unit | what it is | how it is made | from |\n|---|---|---|---|---|\n"
            )
        parts.append(_row(entry))
    return "".join(parts)


def _row(entry: Definition) -> str:
    inputs = ", ".join(f"`{name}`" for name in entry.parameters if name in CATALOGUE)
    how = escape_markdown(entry.definition)
    if entry.columns:
        columns = ", ".join(f"`{name}` ({unit})" for name, unit in entry.columns.items())
        how = f"{how}. Columns: {columns}"
    if entry.reference:
        how = f"{how}. Source: {escape_markdown(entry.reference)}"
    made_from = inputs or entry.source
    label = escape_markdown(entry.label)
    return f"| `{entry.name}` | {entry.unit} | {label} | {how} | {made_from} |\n"
