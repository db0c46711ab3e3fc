"""``strikedesk signals`` and ``explain``: the catalogue, and one number down to its inputs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.tables import text_table
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.signals.facts import Facts


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True
)
def signals(form: str) -> None:
    """List every fact that a note may print."""
    from generator.narrative.catalogue_page import catalogue_entries, catalogue_page  # noqa: PLC0415

    if form == "markdown":
        click.echo(catalogue_page(), nl=False)
        return
    rows = [[entry.name, str(entry.unit), entry.label] for entry in catalogue_entries()]
    click.echo(text_table(["name", "unit", "what it is"], rows))


@click.command()
@click.argument("fact")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def explain(fact: str, folder: Path) -> None:
    """Show how FACT of the note in DIR was made, down to what it was made from."""
    from generator.narrative.record import read_facts  # noqa: PLC0415

    facts = read_facts(folder / "facts.json")
    if fact not in facts:
        import difflib  # noqa: PLC0415

        near = difflib.get_close_matches(fact, list(facts), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"{folder}: no fact is called {fact!r}{hint}")
    for line in _explained(facts, fact, 0, set()):
        click.echo(line)


def _explained(facts: Facts, name: str, depth: int, seen: set[str]) -> list[str]:
    from generator.signals.facts import json_value  # noqa: PLC0415

    fact = facts[name]
    indent = "    " * depth
    if fact.unavailable is not None:
        shown = f"unavailable: {fact.unavailable.reason} [{fact.unavailable.code}]"
    elif fact.rows:
        shown = f"{len(fact.rows)} rows"
    else:
        shown = f"{json_value(fact.value)} ({fact.unit})"
    lines = [f"{indent}{name} = {shown}"]
    if name in seen:
        return [f"{lines[0]} (see above)"]
    seen.add(name)
    details = [
        ("what", fact.label),
        ("how", fact.method),
        ("from", fact.source),
        ("observed", str(fact.observed or "")),
    ]
    lines += [f"{indent}  {key:9}{value}" for key, value in details if value]
    lines += [f"{indent}  row {place}: {_row(row)}" for place, row in enumerate(fact.rows[:5])]
    if len(fact.rows) > 5:  # noqa: PLR2004 - as many as fit on a screen
        lines.append(f"{indent}  … {len(fact.rows) - 5} more rows in facts.json")
    for given in fact.inputs:
        lines += _explained(facts, given, depth + 1, seen)
    return lines


def _row(row: object) -> str:
    from generator.signals.facts import json_value  # noqa: PLC0415

    cells = row if isinstance(row, dict) else dict(row)  # type: ignore[call-overload]
    return ", ".join(f"{key} {json_value(value)}" for key, value in cells.items())
