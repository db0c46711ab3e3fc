"""``strikedesk playbook style`` and ``repetition``: finished notes beside the house style."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from generator.text_tables import text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.narrative.house_figures import Figure
    from generator.narrative.notes import FinishedNote
    from generator.narrative.repetition import Issue, Repeated

_RUNS_SHOWN: Final = 10


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def style(file: Path, *, as_json: bool) -> None:
    """Measure the prose of the note FILE (Markdown) beside the house style.

    Exit code 4 says that FILE cannot be read; a figure out of its range is marked, and no failure.
    """
    from generator.narrative.house_figures import house_figures  # noqa: PLC0415 - keeps --help quick
    from generator.narrative.notes import read_note  # noqa: PLC0415

    note = read_note(file)
    figures = house_figures(note.prose, note.symbol, note.short)
    if as_json:
        body = {"file": str(note.path), "figures": [figure.as_json() for figure in figures]}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    rows = [[item.name, _number(item.value), _range(item), item.mark] for item in figures]
    click.echo(text_table(["figure", "note", "house style", ""], rows))
    for figure in figures:
        if figure.mark in ("low", "high") and figure.detail:
            click.echo(f"{figure.name}: {figure.detail}")


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def _range(figure: Figure) -> str:
    if figure.low is None:
        return "" if figure.high is None else f"at most {figure.high:g}"
    return f"{figure.low:g}-{figure.high:g}"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def repetition(folder: Path, *, as_json: bool) -> None:
    """Measure how much the notes under DIR repeat one another, by symbol and date.

    Numbers, dates and tickers are masked. Exit code 4 says that a note cannot be read; what is out
    of its range is marked, and no failure.
    """
    from generator.narrative.notes import read_notes  # noqa: PLC0415 - keeps --help quick
    from generator.narrative.repetition import repetition as repeated_of  # noqa: PLC0415

    found = {}
    for symbol, notes in read_notes(folder).items():
        issues = _issues(notes)
        found[symbol] = (issues, repeated_of(issues))
    if as_json:
        body = {symbol: [item.as_json() for item in items] for symbol, (_, items) in found.items()}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    click.echo("\n\n".join(_report(symbol, *pair) for symbol, pair in found.items()))


def _issues(notes: Sequence[FinishedNote]) -> list[Issue]:
    from generator.narrative.repetition import issue_of  # noqa: PLC0415 - as above

    return [issue_of(note.name, note.prose, note.symbol) for note in notes]


def _report(symbol: str, issues: Sequence[Issue], items: Sequence[Repeated]) -> str:
    from generator.narrative.repetition import most_common_runs  # noqa: PLC0415 - as above

    heads = [symbol, "in the 5 before", "of", "in its 20", "of", "not allowed"]
    lines = [text_table(heads, [_row(item) for item in items])]
    lines.append("house style: at most 10% and 35%, no frame twice running, no idiom twice in ten")
    common = most_common_runs(issues, _RUNS_SHOWN)
    if common:
        lines.append("")
        lines.append(text_table(["notes", "run"], [[str(count), run] for run, count in common]))
    return "\n".join(lines)


def _row(item: Repeated) -> list[str]:
    wrong = [*item.marks]
    if item.idioms:
        wrong[-1] = f"idiom ({', '.join(item.idioms)})"
    return [
        item.name,
        _share(item.near),
        str(item.near_issues),
        _share(item.window),
        str(item.window_issues),
        ", ".join(wrong),
    ]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
