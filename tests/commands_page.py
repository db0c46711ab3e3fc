"""The page of the commands, made from their definitions: ``python -m tests.commands_page``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from generator.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION: Final = """\
# The commands

<!-- Made by `python -m tests.commands_page`; a test keeps it so. -->

`strikedesk COMMAND --help` says the same in a terminal; `--debug`, wherever it stands, adds the
traceback of an error. [Exit codes and reasons](exit_codes.md) says how commands end,
[Settings](settings.md) what is set once for all of them.
"""


def commands_page() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *_sections(cli, "strikedesk")])


def _sections(group: click.Group, path: str) -> Iterator[str]:
    for name in sorted(group.commands):
        command, whole = group.commands[name], f"{path} {name}"
        yield _section(command, whole)
        if isinstance(command, click.Group):
            yield from _sections(command, whole)


def _section(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", "[OPTION]…")
    heading = "##" if path.count(" ") == 1 else "###"
    parts = [f"{heading} {path}", f"```text\n{path} {usage}\n```", _help(command)]
    rows = [
        row for option in command.params if (row := _row(option, context)) and option.name != "help"
    ]
    if rows:
        parts.append("\n".join(["| option | what it does |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command) -> str:
    """What the command says of itself, a paragraph a line."""
    text = (command.help or "").replace("\b", "")
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _row(parameter: click.Parameter, context: click.Context) -> str | None:
    record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
    if record is None:
        return None
    forms, told = (" ".join(part.split()).replace("|", "\\|") for part in record)
    return f"| `{forms}` | {told} |"


if __name__ == "__main__":
    sys.stdout.write(commands_page())
