"""What became of several notes, for people and for a CI: the options, and what they print."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, fields
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
    """Give a command the options of `Reports`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Reports:
    """What a command was asked to tell of its notes.

    Args:
        as_json: Print the outcome as JSON.
        github: Print findings as annotations.
        summary: A Markdown table is added to this file.
        junit: JUnit XML is written to this file.
    """

    as_json: bool
    github: bool
    summary: Path | None
    junit: Path | None

    @classmethod
    def of(cls, options: dict[str, Any]) -> Reports:
        """Of the options of `reporting`, as click gives them among others."""
        return cls(**{each.name: options[each.name] for each in fields(cls)})

    def begin(self) -> None:
        """Take away the report of the run before: nobody is to read it for one of this run.

        One that cannot be taken away cannot be written either, and that is told when it is.
        """
        if self.junit is not None:
            with contextlib.suppress(OSError):
                self.junit.unlink(missing_ok=True)

    def tell(self, outcomes: Sequence[Outcome], code: int) -> None:
        """Write the files, then print; the table for people is the caller's.

        Args:
            outcomes: What became of each note.
            code: What the command ends with, if all of this can be written.

        Raises:
            StoreError: A file cannot be written; everything else was.
        """
        failure = self._written(outcomes)
        self._print(outcomes, failure.exit_code if failure else code)
        if failure is not None:
            raise failure

    def tell_failure(self, outcomes: Sequence[Outcome], error: StrikedeskError) -> None:
        """`tell` of what ends the command: that a report cannot be written does not hide it."""
        failure = self._written(outcomes)
        self._print(outcomes, error.exit_code)
        if failure is not None:
            click.echo(f"strikedesk: {failure}", err=True)

    def _print(self, outcomes: Sequence[Outcome], code: int) -> None:
        from generator.batch import reports  # noqa: PLC0415 - keeps --help quick

        if self.github:
            for line in reports.annotations_of(outcomes):
                # A runner reads both; a program that asked for JSON reads one.
                click.echo(line, err=self.as_json)
        if self.as_json:
            body = reports.body_of(outcomes, code)
            click.echo(json.dumps(body, indent=2, ensure_ascii=False))

    def _written(self, outcomes: Sequence[Outcome]) -> StoreError | None:
        """Write each file, whatever becomes of the other; the first failure."""
        from generator.batch import reports  # noqa: PLC0415 - keeps --help quick
        from generator.files import write_atomically  # noqa: PLC0415 - as above

        failures = []
        try:
            if self.summary is not None:
                _append(self.summary, reports.markdown_of(outcomes))
        except StoreError as error:
            failures.append(error)
        try:
            if self.junit is not None:
                write_atomically(self.junit, reports.junit_of(outcomes).encode())
        except StoreError as error:
            failures.append(error)
        return failures[0] if failures else None


def _append(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
