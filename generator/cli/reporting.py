"""What became of several notes, for people and for a CI: the options, and what they print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.batch.jobs import Outcome
    from generator.errors import StrikedeskError

_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON."),
    click.option("--github", is_flag=True, help="Print findings as annotations of a workflow."),
    click.option(
        "--summary", type=click.Path(path_type=Path), help="Add a Markdown table to this file."
    ),
    click.option("--junit", type=click.Path(path_type=Path), help="Write JUnit XML to this file."),
)


def reporting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that `report` reads."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def report(outcomes: Sequence[Outcome], code: int, options: dict[str, Any]) -> None:
    """Write and print what the options ask for; the table for people is the caller's.

    Args:
        outcomes: What became of each note.
        code: What the command ends with.
        options: As click gives those of `reporting`.

    Raises:
        StoreError: A file of them cannot be written.
    """
    from generator.batch import reports  # noqa: PLC0415 - keeps --help quick
    from generator.files import write_atomically  # noqa: PLC0415 - as above

    if options["github"]:
        for line in reports.annotations_of(outcomes):
            # A runner reads both; a program that asked for JSON reads one.
            click.echo(line, err=options["as_json"])
    if options["as_json"]:
        click.echo(json.dumps(reports.body_of(outcomes, code), indent=2, ensure_ascii=False))
    if options["summary"] is not None:
        _append(options["summary"], reports.markdown_of(outcomes))
    if options["junit"] is not None:
        write_atomically(options["junit"], reports.junit_of(outcomes).encode())


def report_failure(
    outcomes: Sequence[Outcome], error: StrikedeskError, options: dict[str, Any]
) -> None:
    """`report` of what ends the command: that a report cannot be written does not hide it."""
    try:
        report(outcomes, error.exit_code, options)
    except StoreError as other:
        click.echo(f"strikedesk: {other}", err=True)


def _append(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
