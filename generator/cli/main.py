"""The ``strikedesk`` command: its sub-commands, and how errors end a process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator import __version__
from generator.cli.archive import archive
from generator.cli.audit import audit
from generator.cli.catalogue import explain, signals
from generator.cli.doctor import doctor
from generator.cli.draft import draft
from generator.cli.importing import import_
from generator.cli.inspecting import inspect
from generator.cli.playbook import playbook
from generator.cli.snapshot import snapshot
from generator.errors import StrikedeskError

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERNAL_ERROR = 70
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="strikedesk")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(*, debug: bool) -> None:
    """Write the daily options note of a desk, with every number proven."""
    del debug  # read in `main`, where errors are caught


_COMMANDS = (
    archive, audit, doctor, draft, explain, import_, inspect, playbook, signals, snapshot,
)  # fmt: skip
for command in _COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code of the contract."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(given))


def _show_traceback(*, wanted: bool) -> None:
    if wanted:
        import traceback  # noqa: PLC0415 - keeps --help quick

        traceback.print_exc()


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one return for each way to end
    """Run one command and return its exit code.

    Expected errors are one line on standard error; ``--debug`` adds the traceback.
    """
    debug = "--debug" in arguments
    given = [argument for argument in arguments if argument != "--debug"]
    try:
        code = cli.main(given, prog_name="strikedesk", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except StrikedeskError as error:
        _show_traceback(wanted=debug)
        click.echo(f"strikedesk: {error}", err=True)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence says so and exits 70
        _show_traceback(wanted=debug)
        problem = f"internal error, {type(error).__name__}: {error}"
        click.echo(f"strikedesk: {problem}; run it again with --debug and report it", err=True)
        return INTERNAL_ERROR
    return code if isinstance(code, int) else 0
